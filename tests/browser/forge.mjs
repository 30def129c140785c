// What the tests of the pipelines share: a new portal, a forge that it is pushed to, and the events that follow.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isolated } from './machine.mjs';
import { binary, edit } from './support.mjs';

/** A folder that is removed when the test ends. */
export function temporary(t) {
  const folder = mkdtempSync(join(tmpdir(), 'pactfolio-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What git says. */
export function git(folder, ...words) {
  const identity = ['-c', 'user.name=Editor', '-c', 'user.email=editor@portal.example'];
  return execFileSync('git', [...identity, ...words], { cwd: folder, encoding: 'utf8', env: isolated }).trim();
}

// ── Portals ─────────────────────────────────────────────────────────────────────────────────────

/** A portal as `pactfolio new` writes it, in a repository with one commit. */
export function newPortal(folder, branch = 'main') {
  execFileSync(binary, ['new', '--quiet', folder]);
  git(folder, 'init', '--quiet', `--initial-branch=${branch}`);
  commit(folder);
  return folder;
}

/** Keeps a portal as it is in a commit. */
export function commit(portal) {
  git(portal, 'add', '--all');
  git(portal, 'commit', '--quiet', '--message=Change');
}

/** The files of a site, in order. */
export function filesOf(site) {
  const files = readdirSync(site, { recursive: true }).filter((file) => statSync(join(site, file)).isFile());
  return files.filter((file) => !file.startsWith('.git/')).sort();
}

/** Gives a commitment a category that does not exist; says where. */
export function breakCommitment(portal) {
  const file = 'content/partnerships/our-partnership/commitments/digital-skills.toml';
  edit(join(portal, file), (text) => text.replace(/^category = .*$/m, 'category = "no-such-category"'));
  const before = readFileSync(join(portal, file), 'utf8').split('no-such-category');
  assert.equal(before.length, 2);
  commit(portal);
  return { file, line: before[0].split('\n').length };
}

// ── Forges ──────────────────────────────────────────────────────────────────────────────────────

/** A forge with an empty repository. What is pushed over HTTPS with its token arrives there. */
export function newForge(folder, { actions, api, defaultBranch = 'main' }) {
  const root = join(folder, 'forge');
  const repository = join(root, 'partners/portal.git');
  mkdirSync(repository, { recursive: true });
  git(repository, 'init', '--quiet', '--bare');
  return {
    actions,
    cache: new Map(),
    defaultBranch,
    env: { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `url.${root}/.insteadOf`, GIT_CONFIG_VALUE_0: 'https://x-access-token:secret@forge.example/' },
    folder,
    github: { api_url: api, repository: 'partners/portal', server_url: 'https://forge.example', token: 'secret' },
    repository,
  };
}

/** Pushes a portal to a branch of the forge; the event that follows. */
export function push(portal, forge, branch = forge.defaultBranch) {
  const ref = `refs/heads/${branch}`;
  git(portal, 'push', '--quiet', forge.repository, `HEAD:${ref}`);
  return event(forge, { name: 'push', ref, sha: git(portal, 'rev-parse', 'HEAD') });
}

/** The event of a pull request for what was pushed. */
export function pullRequest(portal, forge) {
  const { sha } = push(portal, forge, 'draft');
  const head = { repo: { html_url: `https://forge.example/${forge.github.repository}` }, sha };
  return event(forge, { name: 'pull_request', ref: 'refs/pull/7/merge', sha }, { number: 7, pull_request: { head } });
}

/** The event of a clock. It says nothing of the repository. */
export function schedule(portal, forge) {
  return { ...push(portal, forge), name: 'schedule', payload: { schedule: '0 4 * * 1' } };
}

/** The event of somebody who starts the workflow for a branch. */
export function byHand(portal, forge, branch) {
  return { ...push(portal, forge, branch), name: 'workflow_dispatch' };
}

function event({ defaultBranch }, what, payload) {
  return { ...what, payload: { ref: what.ref, repository: { default_branch: defaultBranch }, ...payload } };
}

/** Keeps the comments of pull requests, on the loopback, as the API of a forge does. `refusal` makes it say no. */
export async function serveComments() {
  const api = { asked: [], comments: [], refusal: undefined };
  const server = createServer(async (request, response) => {
    const text = (await request.toArray()).join('');
    api.asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    const refused = api.refusal?.(request.method);
    if (!refused && text) take(request, JSON.parse(text).body);
    response.writeHead(refused ?? (request.method === 'POST' ? 201 : 200), { 'content-type': 'application/json' });
    response.end(JSON.stringify(refused ? { message: 'no' } : api.comments));
  });
  const take = ({ method, url }, body) => {
    if (method === 'POST') api.comments.push({ id: 11, body });
    else api.comments.find(({ id }) => url.endsWith(`/comments/${id}`)).body = body;
  };
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => { server.closeAllConnections(); server.close(); };
  return Object.assign(api, { address: `http://127.0.0.1:${server.address().port}`, close });
}
