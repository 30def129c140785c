// Runs a workflow of GitHub or Forgejo on this machine. It knows what the pipelines of a new portal hold;
// whatever else stands in one is an error.
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { expand, expandAll, holds } from './expressions.mjs';
import { execute, newMachine } from './machine.mjs';

/** Runs a workflow because of an event; gives back what came of each job. */
export async function runWorkflow(text, forge, event) {
  const workflow = known(parse(text), ['name', 'on', 'env', 'permissions', 'jobs']);
  assert.ok(isStarted(workflow.on, event), `${event.name} of ${event.ref} does not start the workflow`);
  // What is kept in a run is there for its own jobs alone.
  forge.artifact = undefined;
  const done = {};
  for (const id of inOrder(workflow.jobs)) done[id] = await runJob(id, workflow, { done, event, forge });
  return done;
}

/** Does the event start the workflow? */
function isStarted(on, { name, ref }) {
  if (!(name in on)) return false;
  if (name === 'schedule') return on.schedule.length > 0;
  const { branches = ['**'] } = known(on[name] ?? {}, name === 'push' ? ['branches'] : []);
  const pattern = (glob) => new RegExp(`^refs/heads/${glob.replaceAll('**', '.+').replaceAll('*', '[^/]+')}$`);
  return name !== 'push' || branches.some((glob) => pattern(glob).test(ref));
}

/** The ids of the jobs, each after those that it needs. */
function inOrder(jobs) {
  const order = new Set();
  const add = (id) => {
    needs(jobs[id]).forEach(add);
    order.add(id);
  };
  Object.keys(jobs).forEach(add);
  return order;
}

const needs = (job) => [job.needs ?? []].flat();

// ── Jobs ────────────────────────────────────────────────────────────────────────────────────────

async function runJob(id, workflow, { done, event, forge }) {
  const written = known(workflow.jobs[id], ['name', 'if', 'needs', 'runs-on', 'container', 'permissions', 'environment', 'concurrency', 'steps']);
  const github = { ...forge.github, event: event.payload, event_name: event.name, ref: event.ref, sha: event.sha };
  if (!holds(written.if, { github }, needs(written).every((need) => done[need].result === 'success'))) return { result: 'skipped' };
  const { image = written['runs-on'] } = known(written.container ?? {}, ['image']);
  const job = {
    ...written,
    contexts: { env: expandAll(workflow.env, { github }), github, runner: { arch: 'X64', os: 'Linux' }, steps: {} },
    forge,
    isSound: true,
    log: '',
    machine: newMachine(mkdtempSync(join(forge.folder, `${id}-`)), image),
    permissions: written.permissions ?? workflow.permissions,
  };
  for (const step of job.steps) await runStep(step, job);
  const url = expand(job.environment?.url ?? '', job.contexts);
  return { log: job.log, result: job.isSound ? 'success' : 'failure', url, workspace: job.machine.workspace };
}

async function runStep(step, job) {
  known(step, ['name', 'id', 'if', 'uses', 'with', 'env', 'run', 'continue-on-error']);
  if (!holds(step.if, job.contexts, job.isSound)) return;
  job.log += `── ${step.name ?? step.uses ?? step.run}\n`;
  const contexts = { ...job.contexts, env: { ...job.contexts.env, ...expandAll(step.env, job.contexts) } };
  const { isSound, outputs } = step.uses ? use(step, job, contexts) : await runScript(step.run, job, contexts);
  if (step.id) job.contexts.steps[step.id] = { outputs };
  job.isSound &&= isSound || step['continue-on-error'] === true;
}

/** Lets the stand-in of an action act. */
function use(step, job, contexts) {
  const action = job.forge.actions[step.uses];
  assert.ok(action, `what is ${step.uses}?`);
  known(step.with ?? {}, action.inputs);
  try {
    return { isSound: true, outputs: action.act(expandAll(step.with, contexts), job) };
  } catch (wrong) {
    job.log += `${wrong.message}\n`;
    return { isSound: false };
  }
}

/** Runs a script, as forges do where no shell is named. */
async function runScript(script, job, contexts) {
  const { forge, machine } = job;
  const { github } = contexts;
  const [file, payload] = ['/tmp/step.sh', '/tmp/event.json'].map(machine.at);
  writeFileSync(file, expand(script, contexts));
  writeFileSync(payload, JSON.stringify(github.event));
  const told = {
    GITHUB_API_URL: github.api_url,
    GITHUB_EVENT_PATH: payload,
    GITHUB_REPOSITORY: github.repository,
    GITHUB_SERVER_URL: github.server_url,
    GITHUB_SHA: github.sha,
  };
  const { log, status } = await execute('bash', ['-e', file], machine.workspace, { ...machine.env, ...forge.env, ...told, ...contexts.env });
  job.log += log;
  return { isSound: status === 0, outputs: {} };
}

/** Fails where a mapping has other keys than these. */
function known(mapping, keys) {
  assert.deepEqual(Object.keys(mapping).filter((key) => !keys.includes(key)), [], 'nobody knows these keys here');
  return mapping;
}
