// What two checkers find wrong with the HTML of a folder: html-validate and the Nu HTML checker.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { pages } from './support.mjs';

const here = (path) => resolve(import.meta.dirname, path);

/** All that is wrong for the Nu HTML checker, each in one line. */
export async function byNu(folder) {
  const { messages } = JSON.parse(await nu(folder));
  return messages.filter(isProblem).map(({ url, lastLine, lastColumn, message }) => `${url ? relative(folder, fileURLToPath(url)) : ''}:${lastLine}:${lastColumn} ${message}`);
}

/** The same for html-validate. */
export function byHtmlValidate(folder) {
  const checker = new HtmlValidate(JSON.parse(readFileSync(here('.htmlvalidate.json'), 'utf8')));
  return pages(folder).flatMap(({ file }) => checker.validateStringSync(readFileSync(join(folder, file), 'utf8'), file).results
    .flatMap(({ messages }) => messages.map(({ line, column, message, ruleId }) => `${file}:${line}:${column} ${message} (${ruleId})`)));
}

/** The checker's report on all pages of a folder, from one start of Java. */
async function nu(folder) {
  // A page that is not translated yet has one language in its frame and another in its text: the guess at the language would be wrong.
  const options = ['--format', 'json', '--stdout', '--exit-zero-always', '--no-langdetect', '--skip-non-html'];
  const java = spawn('java', ['-Xss8m', '-jar', here('node_modules/vnu-jar/build/dist/vnu.jar'), ...options, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const code = new Promise((done, failed) => java.on('close', done).on('error', failed));
  const report = (await java.stdout.toArray()).join('');
  if ((await code) !== 0) throw new Error(`The Nu HTML checker did not run; java ended with ${await code}.\n${report.slice(0, 2000)}`);
  return report;
}

/** Errors and warnings. role=list stays: without it Safari hides from screen readers that an unstyled list is one.
    The checker reads files, of which none is 'self', and takes blocks of data for scripts; what the policy of a page
    lets pass, the browser itself says in trust.test.mjs. */
function isProblem({ type, subType, message }) {
  return (type !== 'info' || subType === 'warning') && !/The .list. role is unnecessary|violates Content Security Policy \(meta tag\)/.test(message);
}
