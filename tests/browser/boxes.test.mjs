// Does every text stay within its box, and every page within its budget of styles? A number that runs out of its tile
// is read with its neighbour's.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertNone, openBrowser, output, samples, serveExample, visit } from './support.mjs';

let server, browser;
before(async () => { server = await serveExample(); browser = await openBrowser(); });
after(async () => { await browser?.close(); server?.close(); });

/** Texts that end outside the box they stand in, unless that can be scrolled or is not seen. */
function outOfBox() {
  const clips = (element) => getComputedStyle(element).overflowX !== 'visible';
  const boxOf = (node) => {
    let box = node.parentElement;
    while (getComputedStyle(box).display.startsWith('inline') && box.parentElement) box = box.parentElement;
    return box;
  };
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('body'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.data.trim() || node.parentElement.closest('svg, script, .vh') || !node.parentElement.checkVisibility()) continue;
    const box = boxOf(node);
    let hidden = false;
    for (let at = box; at; at = at.parentElement) if (clips(at) && at !== document.documentElement && at !== document.body) hidden = true;
    if (hidden) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const { left, right } = box.getBoundingClientRect();
    const out = Math.max(...[...range.getClientRects()].map((line) => Math.max(line.right - right, left - line.left)));
    if (out > 1) found.push(`${Math.round(out)} px out of <${box.localName} class="${box.className}">: ${node.data.trim().slice(0, 40)}`);
  }
  return found;
}

test('what is looked for is found', async () => {
  const { page, context } = await visit(browser, server.url(samples()[0].address));
  await page.setContent('<body><p class="small">€93,302,000,000</p><p class="small" id="clips">€93,302,000,000</p><p>short</p>');
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('.small { width: 4em; overflow-wrap: normal } #clips { overflow: auto }');
    document.adoptedStyleSheets = [sheet];
  });
  const found = await page.evaluate(outOfBox);
  assert.equal(found.length, 1);
  assert.match(found[0], /€93/);
  await context.close();
});

for (const width of [320, 768, 1024, 1280]) {
  test(`no text runs out of its box at ${width} px`, async () => {
    const problems = [];
    const { page, context } = await visit(browser, server.url(samples()[0].address), { width });
    for (const { address } of samples()) {
      await page.goto(server.url(address));
      for (const problem of await page.evaluate(outOfBox)) problems.push(`${address}: ${problem}`);
    }
    await context.close();
    assertNone(problems);
  });
}

test('no page loads more than 20 kB of styles', () => {
  const problems = samples().filter(({ file }) => file !== '404.html').flatMap(({ file }) => {
    const html = readFileSync(join(output, file), 'utf8');
    const sheets = [...html.matchAll(/<link rel="stylesheet" href="([^"]+)"/g)].map(([, href]) => statSync(join(output, dirname(file), href)).size);
    assert.ok(sheets.length > 0, file);
    const sum = sheets.reduce((sum, size) => sum + size);
    return sum > 20_000 ? [`${file}: ${sum} bytes`] : [];
  });
  assertNone(problems);
});
