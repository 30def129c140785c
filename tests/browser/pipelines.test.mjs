// The pipelines that `pactfolio new` writes, run on a new portal as the forges run them, but without a forge.
import { describe, test } from 'node:test';
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { forgejoActions, githubActions } from './actions.mjs';
import { complaints } from './expressions.mjs';
import { breakCommitment, byHand, commit, filesOf, git, newForge, newPortal, pullRequest, push, schedule, serveComments, temporary } from './forge.mjs';
import { mergeRequest, newGitlab } from './gitlab.mjs';
import { runWorkflow } from './workflow.mjs';

const read = (...path) => readFileSync(join(...path), 'utf8');

function assertSite(folder) {
  for (const file of ['404.html', 'index.html']) assert.ok(read(folder, file).includes('<html'), `${folder} has no ${file}`);
}

/** A site was built, and the token of the forge was not left to the programs that did it. */
function assertBuilt({ workspace }) {
  assertSite(join(workspace, 'public'));
  assert.ok(!read(workspace, '.git/config').includes('secret'));
}

function assertLine(portal, file, line) {
  assert.ok(line >= 1 && line <= read(portal, file).split('\n').length, `${file} has no line ${line}`);
}

// ── GitLab ──────────────────────────────────────────────────────────────────────────────────────

describe('the pipeline for GitLab', () => {
  test('publishes the default branch, whatever its name', async (t) => {
    const gitlab = start(t, 'trunk');
    const { jobs, log } = await gitlab.run();
    assert.deepEqual(jobs, { check: 'PASS', pages: 'PASS' }, log);
    assert.equal(log.match(/Installed pactfolio/g).length, 1, 'the second job has it from the cache');
    assertSite(gitlab.site);
    const severities = reported(gitlab).map(({ severity }) => severity);
    assert.deepEqual([...new Set(severities)], ['minor']);
  });

  test('reports a mistake at its line and publishes nothing', async (t) => {
    const gitlab = start(t);
    const mistake = breakCommitment(gitlab.portal);
    const { jobs, log } = await gitlab.run();
    assert.deepEqual(jobs, { check: 'FAIL' }, log);
    const errors = reported(gitlab).filter(({ severity }) => severity === 'major');
    assert.deepEqual(errors.map(({ location }) => ({ file: location.path, line: location.lines.begin })), [mistake]);
    assert.ok(!existsSync(gitlab.site));
    assert.doesNotMatch((await gitlab.run()).log, /Installed pactfolio/, 'the program is kept for the next check');
  });

  test('checks merge requests and other branches without publishing them', async (t) => {
    const gitlab = start(t);
    assert.deepEqual((await gitlab.run(...mergeRequest)).jobs, { check: 'PASS' });
    git(gitlab.portal, 'checkout', '--quiet', '-b', 'draft');
    assert.deepEqual((await gitlab.run()).jobs, { check: 'PASS' });
    assert.ok(!existsSync(gitlab.site));
  });

  test('starts for merge requests and the default branch alone', async (t) => {
    const gitlab = start(t);
    assert.ok(await gitlab.starts());
    git(gitlab.portal, 'checkout', '--quiet', '-b', 'draft');
    assert.ok(await gitlab.starts(...mergeRequest));
    assert.ok(!await gitlab.starts());
  });

  function start(t, branch) {
    const folder = temporary(t);
    return newGitlab(folder, newPortal(join(folder, 'portal'), branch));
  }

  /** The report on code quality; its entries are as GitLab wants them. */
  function reported({ portal, report }) {
    const entries = JSON.parse(read(report()));
    for (const { check_name: name, description, location, severity } of entries) {
      assert.match(name, /^[a-z-]+$/);
      assert.match(description, /\w/);
      assert.match(severity, /^(info|minor|major|critical|blocker)$/);
      assertLine(portal, location.path, location.lines.begin);
    }
    const fingerprints = entries.map(({ fingerprint }) => fingerprint);
    assert.ok(fingerprints.every((one) => /\S/.test(one)));
    assert.equal(new Set(fingerprints).size, entries.length);
    return entries;
  }
});

// ── GitHub ──────────────────────────────────────────────────────────────────────────────────────

describe('the pipeline for GitHub', () => {
  test('is one in the eyes of GitHub', async (t) => {
    const { workflow } = start(t);
    assert.deepEqual(await complaints(workflow), []);
    assert.deepEqual(await complaints(weekly(workflow)), []);
    assert.equal((await complaints(workflow.replace('github.ref', 'githubb.ref'))).length, 1);
  });

  for (const branch of ['main', 'trunk']) {
    test(`publishes the default branch where it is called ${branch}`, async (t) => {
      const { forge, portal, workflow } = start(t, branch);
      assertPublished(await runWorkflow(workflow, forge, push(portal, forge)), forge);
    });
  }

  test('publishes at set times and by hand', async (t) => {
    const { forge, portal, workflow } = start(t);
    for (const event of [schedule(portal, forge), byHand(portal, forge)]) {
      assertPublished(await runWorkflow(weekly(workflow), forge, event), forge);
      delete forge.site;
    }
  });

  test('checks and builds other branches without publishing them', async (t) => {
    const { forge, portal, workflow } = start(t);
    for (const event of [push(portal, forge, 'drafts/one'), byHand(portal, forge, 'drafts/one'), pullRequest(portal, forge)]) {
      const { build, publish } = await runWorkflow(workflow, forge, event);
      assert.deepEqual([build.result, publish.result], ['success', 'skipped'], build.log);
      assertBuilt(build);
      assert.equal(forge.artifact ?? forge.site, undefined);
    }
  });

  test('shows a mistake at its line and publishes nothing', async (t) => {
    const { forge, portal, workflow } = start(t);
    const mistake = breakCommitment(portal);
    for (const event of [push(portal, forge), pullRequest(portal, forge)]) {
      const { build, publish } = await runWorkflow(workflow, forge, event);
      assert.deepEqual([build.result, publish.result], ['failure', 'skipped'], build.log);
      const found = annotations(build.log);
      assert.deepEqual(found.filter(({ level }) => level === 'error'), [{ level: 'error', ...mistake }]);
      for (const { file, line } of found) assertLine(portal, file, line);
      assert.equal(forge.artifact ?? forge.site, undefined);
      assert.equal(build.log.includes('── cargo install'), event.name === 'push', 'the program is kept for the next check');
    }
  });

  test('installs the program once', async (t) => {
    const { forge, portal, workflow } = start(t);
    const logs = [];
    for (const event of [push(portal, forge), push(portal, forge)]) {
      const jobs = await runWorkflow(workflow, forge, event);
      assertPublished(jobs, forge);
      logs.push(jobs.build.log);
    }
    assert.deepEqual(logs.map((log) => log.includes('── cargo install')), [true, false]);
    await assert.rejects(runWorkflow(workflow.replace('key: ', 'keys: '), forge, push(portal, forge)), /keys/);
  });

  const start = (t, defaultBranch) => begin(t, '.github/workflows/pages.yml', { actions: githubActions, defaultBranch });

  function assertPublished({ build, publish }, { site }) {
    assert.deepEqual([build.result, publish.result], ['success', 'success'], build.log + publish.log);
    assertSite(site);
    assert.deepEqual(filesOf(site), filesOf(join(build.workspace, 'public')).filter((file) => !file.startsWith('.')));
    assert.match(publish.url, /^https:/);
  }

  /** What GitHub reads out of a log to show it in a pull request. */
  function annotations(log) {
    const all = [...log.matchAll(/^::(error|warning) file=([^,:]+),line=(\d+)[^:]*::./gm)];
    return all.map(([, level, file, line]) => ({ level, file, line: Number(line) }));
  }
});

// ── Forgejo ─────────────────────────────────────────────────────────────────────────────────────

describe('the pipeline for Forgejo', () => {
  test('is written as for GitHub, with the addresses of actions', async (t) => {
    const { workflow } = await start(t);
    assert.deepEqual(await complaints(workflow.replaceAll('https://data.forgejo.org/', '')), []);
  });

  test('writes the default branch to the branch pages, each time anew', async (t) => {
    const { forge, portal, workflow } = await start(t, 'trunk');
    const pages = (...words) => git(forge.repository, ...words);
    const publish = async () => {
      const event = push(portal, forge);
      const { build } = await runWorkflow(workflow, forge, event);
      assert.equal(build.result, 'success', build.log);
      const site = join(build.workspace, 'public');
      assertSite(site);
      assert.deepEqual(pages('ls-tree', '-r', '--name-only', 'pages').split('\n').sort(), filesOf(site));
      assert.equal(pages('rev-parse', 'pages:index.html'), pages('hash-object', join(site, 'index.html')));
      assert.equal(pages('log', '--format=%s', 'pages'), `Publish ${event.sha}`);
      return { count: filesOf(site).length, isInstalled: build.log.includes('── cargo install') };
    };
    const first = await publish();
    rmSync(join(portal, 'content/partnerships/our-partnership/news/portal-opens.md'));
    commit(portal);
    const second = await publish();
    assert.ok(second.count < first.count);
    assert.deepEqual([first.isInstalled, second.isInstalled], [true, false]);
  });

  test('publishes at set times', async (t) => {
    const { forge, portal, workflow } = await start(t);
    const { build } = await runWorkflow(weekly(workflow), forge, schedule(portal, forge));
    assert.equal(build.result, 'success', build.log);
    assert.ok(isPublished(forge));
  });

  test('checks and builds other branches without publishing them', async (t) => {
    const { api, forge, portal, workflow } = await start(t);
    for (const event of [push(portal, forge, 'draft'), pullRequest(portal, forge)]) {
      const { build } = await runWorkflow(workflow, forge, event);
      assert.equal(build.result, 'success', build.log);
      assertBuilt(build);
      assert.ok(!isPublished(forge));
    }
    assert.equal(api.comments.length, 1);
  });

  test('tells a mistake in the pull request and publishes nothing', async (t) => {
    const { api, forge, portal, workflow } = await start(t);
    const { file, line } = breakCommitment(portal);
    for (const event of [push(portal, forge), pullRequest(portal, forge)]) {
      const { build } = await runWorkflow(workflow, forge, event);
      assert.equal(build.result, 'failure', build.log);
      assert.match(build.log, new RegExp(`^error.*\n *--> ${file}:${line}:`, 'm'));
      assert.doesNotMatch(build.log, /── pactfolio build/);
      assert.equal(build.log.includes('── Write what was found'), event.name === 'pull_request');
      assert.equal(build.log.includes('── cargo install'), event.name === 'push', 'the program is kept for the next check');
      assert.ok(!isPublished(forge));
    }
    assert.equal(api.comments.length, 1);
    assert.ok(api.comments[0].body.includes(`${git(portal, 'rev-parse', 'HEAD')}/${file}#L${line}`));
  });

  test('goes on where the comment cannot be written', async (t) => {
    const { forge, portal, workflow } = await start(t);
    rmSync(join(portal, '.forgejo/comment.mjs'));
    commit(portal);
    const { build } = await runWorkflow(workflow, forge, pullRequest(portal, forge));
    assert.equal(build.result, 'success', build.log);
    assert.match(build.log, /Cannot find module/);
  });

  async function start(t, defaultBranch) {
    const api = await serveComments();
    t.after(api.close);
    return { api, ...begin(t, '.forgejo/workflows/publish.yml', { actions: forgejoActions, api: api.address, defaultBranch }) };
  }

  const isPublished = ({ repository }) => git(repository, 'branch', '--list', 'pages') !== '';
});

/** A new portal, its forge, and the workflow that runs there. */
function begin(t, path, options) {
  const folder = temporary(t);
  const portal = newPortal(join(folder, 'portal'), options.defaultBranch);
  return { forge: newForge(folder, options), portal, workflow: read(portal, path) };
}

/** A workflow with a clock, as the guide advises. */
function weekly(workflow) {
  return workflow.replace('  workflow_dispatch:\n', "$&  schedule:\n    - cron: '0 4 * * 1'\n");
}
