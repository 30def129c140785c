// Without JavaScript a page says the same and leads to the same places; and who uses a keyboard sees where they are.
import { after, test } from 'node:test';
import { assertNone, openBrowser, serveExample, templates, visit } from './support.mjs';

const server = await serveExample();
const browser = await openBrowser();
after(async () => { await browser.close(); server.close(); });

for (const { template, address } of templates()) {
  test(`${template} without JavaScript`, async () => {
    const [on, off] = [await content(address, true), await content(address, false)];
    const left = new Map();
    for (const word of off.words) left.set(word, (left.get(word) ?? 0) + 1);
    const missing = on.words.filter((word) => {
      const count = left.get(word) ?? 0;
      left.set(word, count - 1);
      return count <= 0;
    });
    const problems = on.links.filter((link) => !off.links.includes(link)).map((link) => `link only with JavaScript: ${link}`);
    if (missing.length > 0.15 * on.words.length) problems.push(`${missing.length} of ${on.words.length} words only with JavaScript: ${missing.slice(0, 20).join(' ')}`);
    if (off.words.length === 0) problems.push('no words at all');
    assertNone(problems.map((problem) => `/${address} ${problem}`));
  });

  for (const [width, javaScriptEnabled] of [[1280, true], [360, false]]) {
    test(`${template} by keyboard, ${width} px, JavaScript ${javaScriptEnabled ? 'on' : 'off'}`, async () => {
      const { page, context } = await visit(browser, server.url(address), { width, javaScriptEnabled });
      const problems = [];
      for (let stop; (stop = await nextStop(page));) problems.push(...stop);
      problems.push(...await page.evaluate(notReached));
      await context.close();
      assertNone(problems.map((problem) => `/${address} ${problem}`));
    });
  }
}

/** The words that can be seen, and where the page leads. */
async function content(address, javaScriptEnabled) {
  const { page, context } = await visit(browser, server.url(address), { javaScriptEnabled });
  const found = await page.evaluate(() => ({
    words: document.body.innerText.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [],
    links: [...new Set([...document.querySelectorAll('a[href]')].map((link) => link.href))],
  }));
  await context.close();
  return found;
}

/** Presses Tab; the problems of the element that has the focus now, or nothing behind the last one. */
async function nextStop(page) {
  await page.keyboard.press('Tab');
  return page.evaluate(atStop);
}

// ── In the page ─────────────────────────────────────────────────────────────────────────────────

function atStop() {
  const stop = document.activeElement;
  window.stops ??= new Set();
  if (!stop || stop === document.body || window.stops.has(stop)) return null;
  const before = [...window.stops].at(-1);
  window.stops.add(stop);

  const name = `<${stop.localName}> ${(stop.textContent.trim() || stop.getAttribute('aria-label') || stop.id).slice(0, 40)}`;
  const problems = [];
  if (before && !(before.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING)) problems.push(`${name}: comes after what stands behind it`);

  // A hidden checkbox shows its focus on its label or on what follows it.
  const carriers = [stop, ...(stop.labels ?? []), ...(stop.localName === 'input' && stop.nextElementSibling ? [stop.nextElementSibling] : [])];
  const ring = ({ outlineStyle, outlineWidth, boxShadow }) => (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  if (!carriers.some((element) => ring(getComputedStyle(element)))) problems.push(`${name}: no ring shows that it has the focus`);

  const seen = carriers.some((element) => [...element.getClientRects()].some(({ left, right, top, bottom }) => {
    const [x, y] = [(Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
    const inside = x > left && x < right && y > top && y < bottom && right - left >= 4 && bottom - top >= 4;
    return inside && element.contains(document.elementFromPoint(x, y));
  }));
  if (!seen) problems.push(`${name}: has the focus, but is hidden or outside the window`);
  return problems;
}

function notReached() {
  const controls = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary:first-of-type, [tabindex="0"]');
  const skipped = (element) => element.matches(':disabled, [inert] *, [type=radio]:not(:checked)') || !element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  return [...controls].filter((element) => !window.stops.has(element) && !skipped(element)).map((element) => `Tab does not reach <${element.localName}> ${element.textContent.trim().slice(0, 40)}`);
}
