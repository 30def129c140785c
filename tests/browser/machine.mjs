// Machines for the jobs of a pipeline: everything lies below one folder, and what would reach for the network is a stub.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { binary, repository } from './support.mjs';

const version = readFileSync(join(repository, 'Cargo.toml'), 'utf8').match(/^version = "(.+)"$/m)[1];
const path = '/usr/local/bin:/usr/bin:/bin';

/** Git heeds no settings but those of a repository, and reaches nothing but folders. */
export const isolated = { PATH: path, GIT_ALLOW_PROTOCOL: 'file', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

const rust = { home: '/root', cargo: '/usr/local/cargo' };
const images = { 'ubuntu-latest': { home: '/home/runner', cargo: '/home/runner/.cargo' }, 'rust:1': rust, 'rust:1-trixie': rust };

/** A machine as a job finds it; `at` says where its paths lie. */
export function newMachine(root, image) {
  assert.ok(images[image], `what is on ${image}?`);
  const { home, cargo } = images[image];
  const at = (path) => join(root, path.replace(/^~/, home));
  for (const folder of ['~', '/tmp', '/workspace']) mkdirSync(at(folder), { recursive: true });
  writeProgram(at(`${cargo}/bin/cargo`), cargoStub);
  writeProgram(at('/usr/bin/apt-get'), aptStub);
  const env = { ...isolated, PATH: `${at(cargo)}/bin:${at('/usr/bin')}:${path}`, HOME: at('~'), CARGO_HOME: at(cargo), TMPDIR: at('/tmp') };
  return { at, env, workspace: at('/workspace') };
}

/** Runs a program to its end; gives back how it ended and all that it wrote. */
export async function execute(command, words, cwd, env) {
  const running = spawn(command, words, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  for (const stream of [running.stdout, running.stderr]) stream.setEncoding('utf8').on('data', (text) => { log += text; });
  const status = await new Promise((resolve, reject) => running.on('error', reject).on('close', resolve));
  return { log, status };
}

function writeProgram(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o755 });
}

// ── Stubs ───────────────────────────────────────────────────────────────────────────────────────

/** Like cargo, which leaves what it has installed as it is; what it installs is the program under test. */
const cargoStub = `#!/bin/sh
fail() { echo "cargo: $*" >&2; exit 101; }
[ "$1 $2" = 'install --locked' ] || fail "unexpected: $*"
shift 2
root=$CARGO_HOME
if [ "$1" = --root ]; then root=$2; shift 2; fi
[ "$*" = 'pactfolio@${version}' ] || fail "unexpected: $*"
if [ -e "$root/.crates.toml" ]; then echo 'It is already installed'; exit 0; fi
[ ! -e "$root/bin/pactfolio" ] || fail 'the program already exists in its destination'
mkdir -p "$root/bin" && cp '${binary}' "$root/bin/" && touch "$root/.crates.toml" && echo 'Installed pactfolio'
`;

/** Like apt-get, which finds packages once it has fetched their list. It brings Node.js; jq has to be there. */
const aptStub = `#!/bin/sh
case "$*" in
  'update -qq') touch "$TMPDIR/list" ;;
  'install -y -qq --no-install-recommends nodejs') [ -e "$TMPDIR/list" ] && ln -s '${process.execPath}' "\${0%/*}/node" ;;
  'install -y -qq --no-install-recommends jq') [ -e "$TMPDIR/list" ] && command -v jq ;;
  *) echo "apt-get: unexpected: $*" >&2; exit 100 ;;
esac
`;
