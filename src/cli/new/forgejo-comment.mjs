// Writes what `pactfolio check` finds into a comment of the pull request, always the same one.
// It never fails: whether the content has errors is told by the check itself.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** By this first line the comment is found again. Readers do not see it. */
const MARK = '<!-- pactfolio check -->';
/** A longer list is read in the log. */
const MOST = 50;

try {
  console.log(await renew());
} catch (wrong) {
  console.log(`The findings could not be written into the pull request (${wrong.message}); the log of the check has them.`);
}

/** Writes the comment, unless it is there as it should be; says what was done. */
async function renew() {
  const { GITHUB_API_URL: api, GITHUB_REPOSITORY: repository, GITHUB_EVENT_PATH: path } = process.env;
  const { number, pull_request: pull } = JSON.parse(readFileSync(path, 'utf8'));
  const found = check();
  const body = [MARK, ...told(found, `${pull.head.repo.html_url}/src/commit/${pull.head.sha}`)].join('\n');
  const issues = `${api}/repos/${repository}/issues`;
  const own = (await ask('GET', `${issues}/${number}/comments`)).find((comment) => comment.body.startsWith(MARK));
  if (own?.body === body) return 'The comment is up to date.';
  if (own) {
    await ask('PATCH', `${issues}/comments/${own.id}`, { body });
    return 'The comment was written anew.';
  }
  if (isSound(found)) return 'There is nothing to comment on.';
  await ask('POST', `${issues}/${number}/comments`, { body });
  return 'The comment was written.';
}

/** What is wrong with the content, errors first. */
function check() {
  const { error, status, stdout } = spawnSync('pactfolio', ['check', '--format', 'json'], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error) throw error;
  if (status !== 0 && status !== 1) throw new Error('the check did not come to an end');
  const findings = stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  const of = (level) => findings.filter((finding) => finding.level === level);
  return { errors: of('error'), warnings: of('warning') };
}

function isSound({ errors, warnings }) {
  return errors.length + warnings.length === 0;
}

/** The lines of the comment; `files` is the address below which the files lie. */
function told(found, files) {
  const { errors, warnings } = found;
  if (isSound(found)) return ['`pactfolio check` has found nothing wrong.'];
  const lines = [`\`pactfolio check\` has found ${count(errors, 'error')} and ${count(warnings, 'warning')}.`, ''];
  lines.push(...list(errors, files));
  if (warnings.length > 0) lines.push('', `<details><summary>${count(warnings, 'warning')}</summary>`, '', ...list(warnings, files), '', '</details>');
  return lines;
}

function count(findings, word) {
  return `${findings.length} ${word}${findings.length === 1 ? '' : 's'}`;
}

function list(findings, files) {
  const lines = findings.slice(0, MOST).map(({ file, line, code, message, help }) => {
    const place = `[${plain(file)}, line ${line}](${files}/${file.split('/').map(encodeURIComponent).join('/')}#L${line})`;
    return `- ${place}: ${plain(message)} (\`${code}\`)${help ? `  \n  ${plain(help)}` : ''}`;
  });
  if (findings.length > MOST) lines.push(`- … and ${findings.length - MOST} more, in the log of the check`);
  return lines;
}

/** A text in which nothing is Markdown but words between backticks. */
function plain(text) {
  const parts = text.replaceAll(/\s+/g, ' ').split('`');
  const escaped = (part) => part.replaceAll(/[\\`*_[\]<>#!|~&$]/g, '\\$&');
  if (parts.length % 2 === 0 || text.includes('``')) return escaped(parts.join('`'));
  return parts.map((part, at) => (at % 2 === 0 ? escaped(part) : `\`${part}\``)).join('');
}

/** Asks the forge, and gives back what it was asked to show. */
async function ask(method, address, content) {
  const answer = await fetch(address, {
    method,
    headers: { accept: 'application/json', authorization: `token ${process.env.TOKEN}`, 'content-type': 'application/json' },
    body: content && JSON.stringify(content),
    signal: AbortSignal.timeout(30_000),
  });
  if (!answer.ok) throw new Error(`the forge answered ${answer.status}`);
  return method === 'GET' ? answer.json() : undefined;
}
