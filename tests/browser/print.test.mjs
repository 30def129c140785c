// On paper a page is light, whole and no wider than the sheet: what is folded is open, and what only a screen can use is gone.
import { after, test } from 'node:test';
import { assertNone, openBrowser, serveExample, templates, tooWide, visit } from './support.mjs';

const server = await serveExample();
const browser = await openBrowser();
after(async () => { await browser.close(); server.close(); });

/** A4 without its margins. */
const sheet = { width: 688, height: 1001 };

for (const { template, address } of templates()) {
  test(`${template} on paper`, async () => {
    const { page, context, problems } = await visit(browser, server.url(address), { ...sheet, colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    problems.push(...await page.evaluate(tooWide), ...await page.evaluate(unfit));
    await context.close();
    // The address of the page for unknown addresses is one.
    assertNone(problems.map((problem) => `/${address} ${problem}`));
  });
}

// ── In the page ─────────────────────────────────────────────────────────────────────────────────

function unfit() {
  const problems = [];
  if (getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)') problems.push('the page is dark');
  const seen = (element) => element.checkVisibility({ contentVisibilityAuto: true });
  for (const details of document.querySelectorAll('details:not(.use)')) {
    if (!seen(details)) continue;
    const folded = [...details.children].filter((child) => child.localName !== 'summary' && child.getBoundingClientRect().height === 0);
    if (folded.length > 0) problems.push(`stays folded: ${details.textContent.trim().slice(0, 40)}`);
  }
  for (const useless of document.querySelectorAll('.skip, .pager, .origin, .use, .foot nav, .topbar button')) {
    if (seen(useless)) problems.push(`of no use on paper: ${useless.textContent.trim().slice(0, 40)}`);
  }
  // Without backgrounds, light words would be lost.
  const light = (colour) => (colour.match(/\d+/g) ?? []).slice(0, 3).every((part) => part > 170);
  for (const element of document.querySelectorAll('a, button, p, li, h1, h2, h3, th, td')) {
    const own = [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (own && seen(element) && !element.closest('.vh') && light(getComputedStyle(element).color)) problems.push(`too light: ${element.textContent.trim().slice(0, 40)}`);
  }
  return problems;
}
