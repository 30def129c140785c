// Stand-ins for the actions that the pipelines of a new portal use, with the same inputs and outputs.
// Each is given its inputs and the job; if it throws, the step has failed.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { git } from './forge.mjs';

/** Brings the commit alone, without those before it; and leaves the token beside it, unless that is declined. */
function checkout({ 'persist-credentials': isTokenKept = 'true' }, { contexts, forge, machine, permissions }) {
  if (permissions && !permissions.contents) throw new Error('the job may not read the repository');
  const { sha, token } = contexts.github;
  git(machine.workspace, 'init', '--quiet');
  git(machine.workspace, 'fetch', '--quiet', '--depth=1', forge.repository, sha);
  git(machine.workspace, 'checkout', '--quiet', '--detach', sha);
  if (isTokenKept === 'true') git(machine.workspace, 'config', 'http.extraHeader', `Authorization: token ${token}`);
}

/** Brings a file that an earlier job has kept under a key. */
function restore({ path, key }, { forge, machine }) {
  const kept = forge.cache.get(key);
  if (!kept) return { 'cache-primary-key': key };
  const file = machine.at(path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, kept, { mode: 0o755 });
  return { 'cache-hit': 'true', 'cache-primary-key': key };
}

/** Keeps a file for later jobs, whatever comes of this one. */
function save({ path, key }, { forge, machine }) {
  if (!key) throw new Error('there is no key to keep it under');
  forge.cache.set(key, readFileSync(machine.at(path)));
}

/** Keeps a folder for the jobs to come, but not its hidden files. */
function uploadPagesArtifact({ path }, { forge, machine }) {
  const artifact = machine.at('/artifact');
  cpSync(join(machine.workspace, path), artifact, { recursive: true, filter: (file) => !basename(file).startsWith('.') });
  forge.artifact = artifact;
}

/** Publishes the folder that was kept. */
function deployPages(inputs, { environment, forge, permissions }) {
  if (!forge.artifact) throw new Error('nothing was kept for publishing');
  if (permissions?.pages !== 'write' || permissions['id-token'] !== 'write') throw new Error('the job may not publish');
  if (!environment) throw new Error('the job has no environment');
  forge.site = forge.artifact;
  return { page_url: 'https://partners.pages.example/portal/' };
}

/** The actions that a forge has, and the inputs that each knows. */
export const githubActions = {
  'actions/checkout@v4': { act: checkout, inputs: ['persist-credentials'] },
  'actions/cache/restore@v4': { act: restore, inputs: ['path', 'key'] },
  'actions/cache/save@v4': { act: save, inputs: ['path', 'key'] },
  'actions/upload-pages-artifact@v4': { act: uploadPagesArtifact, inputs: ['path'] },
  'actions/deploy-pages@v4': { act: deployPages, inputs: [] },
};
export const forgejoActions = {
  'https://data.forgejo.org/actions/checkout@v4': { act: withNode(checkout), inputs: ['persist-credentials'] },
  'https://data.forgejo.org/actions/cache/restore@v4': { act: withNode(restore), inputs: ['path', 'key'] },
  'https://data.forgejo.org/actions/cache/save@v4': { act: withNode(save), inputs: ['path', 'key'] },
};

/** Actions are written in JavaScript, which Forgejo runs in the job's own container. */
function withNode(act) {
  return (inputs, job) => {
    if (!existsSync(job.machine.at('/usr/bin/node'))) throw new Error('there is no Node.js in the container');
    return act(inputs, job);
  };
}
