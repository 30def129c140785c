// Every page is valid HTML by the words of two checkers, and says what it is.
import { describe, test } from 'node:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertNone, output, pages } from './support.mjs';
import { byHtmlValidate, byNu } from './validators.mjs';

test('every page names its template and its language, and describes itself to search engines', () => {
  const described = (file) => /<meta name="description" content="[^"]/.test(readFileSync(join(output, file), 'utf8'));
  assertNone(pages().flatMap(({ file, template, language, redirect }) => [
    ...template && language ? [] : [`${file}: no data-template or no lang`],
    ...redirect || described(file) ? [] : [`${file}: no description`],
  ]));
});

// Java works through the pages on one core while node does on the other.
describe('every page is valid', { concurrency: true }, () => {
  test('for the Nu HTML checker', async () => assertNone(await byNu(output)));
  test('for html-validate', () => assertNone(byHtmlValidate(output)));
});
