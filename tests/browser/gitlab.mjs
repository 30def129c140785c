// GitLab, as gitlab-ci-local plays it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { git } from './forge.mjs';
import { execute, newMachine } from './machine.mjs';
import { edit } from './support.mjs';

const program = join(import.meta.dirname, 'node_modules/.bin/gitlab-ci-local');

/** What makes a run that of a merge request. */
export const mergeRequest = ['--variable', 'CI_PIPELINE_SOURCE=merge_request_event', '--unset-variable', 'CI_COMMIT_BRANCH', '--ignore-predefined-vars', 'CI_PIPELINE_SOURCE'];

/** A portal at GitLab, whose default branch is the one that it is on. */
export function newGitlab(folder, portal) {
  const branch = git(portal, 'branch', '--show-current');
  git(portal, 'remote', 'add', 'origin', 'https://forge.example/partners/portal.git');
  git(portal, 'symbolic-ref', 'refs/remotes/origin/HEAD', `refs/remotes/origin/${branch}`);
  const file = join(portal, '.gitlab-ci.yml');
  const pipeline = parse(readFileSync(file, 'utf8'));
  const { at, env } = newMachine(join(folder, 'machine'), pipeline.image);
  const local = (...words) => execute(process.execPath, [program, '--no-color', ...words], portal, env);

  /** Runs the pipeline; gives back what came of each job. */
  async function run(...options) {
    const { log } = await local('--force-shell-executor', '--shell-isolation', ...options);
    assert.ok(!existsSync(at('/usr/local/cargo/bin/pactfolio')), 'a job leaves nothing to the next but its cache');
    const ends = [...log.matchAll(/^ ([A-Z]+) +([a-z]+)$/gm)];
    return { jobs: Object.fromEntries(ends.map(([, end, job]) => [job, end])), log };
  }

  /** Is there a pipeline at all? gitlab-ci-local passes over the rules for that, so a job is given them. */
  async function starts(...options) {
    edit(file, () => stringify({ job: { rules: pipeline.workflow.rules, script: 'true' } }));
    const { log } = await local('--list-json', ...options);
    return JSON.parse(log.match(/^\[$[^]+^\]$/m)[0])[0].when !== 'never';
  }

  /** Where the report on code quality lies. It is there whether the job fails or not. */
  function report() {
    const { reports, when } = pipeline.check.artifacts;
    assert.equal(when, 'always');
    return join(portal, '.gitlab-ci-local/builds/check', reports.codequality);
  }

  return { portal, report, run, site: join(portal, '.gitlab-ci-local/artifacts/pages/public'), starts };
}
