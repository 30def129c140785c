// A first visit to the start page of the catalogue: at most 100 kB, even where a host compresses nothing; nothing moves while scripts
// and pictures are still on their way.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { enter, openBrowser, samples, serveExample, templates } from './support.mjs';

const server = await serveExample();
const browser = await openBrowser();
after(async () => { await browser.close(); server.close(); });

for (const { language, address } of samples().filter(({ template }) => template === 'home')) {
  test(`the start page in ${language} is light`, async () => {
    const bodies = await load(address);
    const bytes = (packed) => bodies.reduce((sum, body) => sum + packed(body).length, 0);
    assert.ok(bytes(gzipSync) <= 35_000, `${bytes(gzipSync)} bytes compressed, as hosts send it`);
    // Some languages need longer words, and letters that take two bytes each until they are compressed.
    const most = language === 'en' ? 100_000 : 115_000;
    assert.ok(bytes((body) => body) <= most, `${bytes((body) => body)} bytes`);
  });
}

/** All that a browser loads of a page, each file once; it is asked for the icon in the tab, which some leave out. */
async function load(address) {
  const { page, context } = await enter(browser, server.origin);
  const bodies = new Map();
  page.on('response', (response) => bodies.set(response.url(), response.body()));
  await page.goto(server.url(address), { waitUntil: 'networkidle' });
  await page.evaluate(async () => (await fetch(document.querySelector('link[rel=icon]').href)).arrayBuffer());
  const all = await Promise.all(bodies.values());
  await context.close();
  return all;
}

for (const { template, address } of templates()) {
  for (const width of [360, 1280]) {
    test(`${template}, ${width} px: nothing moves while it loads`, async () => {
      const { page, context } = await enter(browser, server.origin, { width });
      await page.route(/\.(js|svg|png|jpe?g|webp|gif)$/, async (route) => {
        await new Promise((late) => setTimeout(late, 300));
        await route.continue();
      });
      await page.addInitScript(watchShifts);
      await page.goto(server.url(address), { waitUntil: 'load' });
      // Two frames after the last of them: what it moves has been seen.
      const moved = await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(window.shifts)))));
      await context.close();
      assert.deepEqual(moved, []);
    });
  }
}

// ── In the page ─────────────────────────────────────────────────────────────────────────────────

function watchShifts() {
  window.shifts = [];
  const name = ({ node }) => `<${node?.nodeName.toLowerCase()} class="${node?.getAttribute?.('class') ?? ''}">`;
  const note = (list) => window.shifts.push(...list.getEntries().map(({ value, sources }) => `${value.toFixed(4)} ${sources.map(name).join(' ')}`));
  new PerformanceObserver(note).observe({ type: 'layout-shift', buffered: true });
}
