// Every page is valid HTML by the words of two checkers: html-validate and the Nu HTML checker.
import { describe, test } from 'node:test';
import { assertNone, output, pages } from './support.mjs';
import { byHtmlValidate, byNu } from './validators.mjs';

test('every page names its template and its language', () => {
  assertNone(pages().filter(({ template, language }) => !template || !language).map(({ file }) => `${file}: no data-template or no lang`));
});

// Java works through the pages on one core while node does on the other.
describe('every page is valid', { concurrency: true }, () => {
  test('for the Nu HTML checker', async () => assertNone(await byNu(output)));
  test('for html-validate', () => assertNone(byHtmlValidate(output)));
});
