// Every page is valid HTML by the words of two checkers: html-validate and the Nu HTML checker.
import { describe, test } from 'node:test';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { assertNone, output, pages } from './support.mjs';

const here = (path) => resolve(import.meta.dirname, path);

test('every page names its template and its language', () => {
  assertNone(pages().filter(({ template, language }) => !template || !language).map(({ file }) => `${file}: no data-template or no lang`));
});

// Java works through the pages on one core while node does on the other.
describe('every page is valid', { concurrency: true }, () => {
  test('for the Nu HTML checker', async () => {
    const { messages } = JSON.parse(await nu(output));
    assertNone(messages.filter(isProblem).map(({ url, lastLine, lastColumn, message }) => `${url ? relative(output, fileURLToPath(url)) : ''}:${lastLine}:${lastColumn} ${message}`));
  });

  test('for html-validate', () => {
    const checker = new HtmlValidate(JSON.parse(readFileSync(here('.htmlvalidate.json'), 'utf8')));
    assertNone(pages().flatMap(({ file }) => checker.validateStringSync(readFileSync(join(output, file), 'utf8'), file).results
      .flatMap(({ messages }) => messages.map(({ line, column, message, ruleId }) => `${file}:${line}:${column} ${message} (${ruleId})`))));
  });
});

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
