// The comment that the pipeline for Forgejo writes, against a forge of this test's own and findings made up for it.
import { after, afterEach, beforeEach, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveComments } from './forge.mjs';
import { repository } from './support.mjs';

const script = join(repository, 'src/cli/new/forgejo-comment.mjs');
const error = { code: 'unknown-term', level: 'error', message: '`x*y` is no *term*', help: 'write `z`', file: 'content/a b.toml', line: 6 };
const warning = { ...error, code: 'placeholder-text', level: 'warning', message: 'an odd ` <b>', help: null, line: 2 };

describe('the comment in a pull request', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pactfolio-'));
  let forge;

  after(() => rmSync(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    forge = await serveComments();
    forge.comments.push({ id: 3, body: 'Looks good to me.' });
    const pull_request = { head: { sha: 'c0ffee', repo: { html_url: `${forge.address}/o/r` } } };
    writeFileSync(join(folder, 'event.json'), JSON.stringify({ number: 7, pull_request }));
  });
  afterEach(() => forge.close());

  test('is written once and then renewed', async () => {
    assert.equal(await run([error, warning], 1), 'The comment was written.\n');
    assert.deepEqual(forge.asked, ['GET', 'POST'].map((method) => `${method} /api/v1/repos/o/r/issues/7/comments token secret`));
    assert.equal(forge.comments[1].body, [
      '<!-- pactfolio check -->',
      '`pactfolio check` has found 1 error and 1 warning.',
      '',
      `- [content/a b.toml, line 6](${forge.address}/o/r/src/commit/c0ffee/content/a%20b.toml#L6): \`x*y\` is no \\*term\\* (\`unknown-term\`)  `,
      '  write `z`',
      '',
      '<details><summary>1 warning</summary>',
      '',
      `- [content/a b.toml, line 2](${forge.address}/o/r/src/commit/c0ffee/content/a%20b.toml#L2): an odd \\\` \\<b\\> (\`placeholder-text\`)`,
      '',
      '</details>',
    ].join('\n'));

    assert.equal(await run([error, warning], 1), 'The comment is up to date.\n');
    assert.equal(await run([], 0), 'The comment was written anew.\n');
    assert.equal(forge.asked.at(-1), 'PATCH /api/v1/repos/o/r/issues/comments/11 token secret');
    assert.deepEqual(forge.comments.map(({ id }) => id), [3, 11]);
    assert.match(forge.comments[1].body, /nothing wrong/);
  });

  test('is not written where there is nothing to say', async () => {
    assert.equal(await run([], 0), 'There is nothing to comment on.\n');
    assert.equal(forge.comments.length, 1);
  });

  test('ends a long list', async () => {
    await run(Array.from({ length: 60 }, () => error), 1);
    assert.match(forge.comments[1].body, /60 errors[^]*\n- … and 10 more/);
  });

  test('never fails the job', async () => {
    forge.refusal = (method) => (method === 'POST' ? 403 : undefined);
    assert.match(await run([error], 1), /could not be written .*answered 403.*the log/);
    assert.match(await run([], 2), /could not be written .*did not come to an end/);
    assert.equal(forge.comments.length, 1);
    rmSync(join(folder, 'pactfolio'));
    assert.match(await start(), /could not be written/);
  });

  /** What the script says when the check finds this. */
  function run(findings, status) {
    const lines = findings.map((finding) => `${JSON.stringify(finding)}\n`).join('');
    writeFileSync(join(folder, 'findings.jsonl'), lines);
    writeFileSync(join(folder, 'pactfolio'), `#!/bin/sh\n[ "$*" = "check --format json" ] || exit 2\ncat "${folder}/findings.jsonl"\nexit ${status}\n`);
    chmodSync(join(folder, 'pactfolio'), 0o755);
    return start();
  }

  async function start() {
    const env = {
      PATH: `${folder}:/usr/bin:/bin`,
      TOKEN: 'secret',
      GITHUB_API_URL: `${forge.address}/api/v1`,
      GITHUB_REPOSITORY: 'o/r',
      GITHUB_EVENT_PATH: join(folder, 'event.json'),
    };
    const job = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const said = job.stdout.toArray();
    const status = await new Promise((resolve) => job.on('close', resolve));
    assert.equal(status, 0);
    return (await said).join('');
  }
});
