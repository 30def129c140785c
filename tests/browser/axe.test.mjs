// One page of each template, light and dark, on a phone and on a desk: accessible, quiet, private, never wider than the screen.
import { after, test } from 'node:test';
import { assertNone, faintSvgText, kept, openBrowser, samples, serveExample, templates, tooWide, violations, visit } from './support.mjs';

const server = await serveExample();
const browser = await openBrowser();
after(async () => { await browser.close(); server.close(); });

for (const { template, address } of templates()) {
  for (const width of [360, 1280]) {
    for (const colorScheme of ['light', 'dark']) {
      test(`${template}, ${width} px, ${colorScheme}`, async () => {
        const { page, context, problems } = await visit(browser, server.url(address), { width, colorScheme });
        problems.push(...await violations(page), ...await page.evaluate(faintSvgText), ...await kept(page));
        await context.close();
        assertNone(problems.map((problem) => `/${address} ${problem}`));
      });
    }
  }
}

// Words are longer in some languages: each template is looked at in all of them.
for (const { template, language, address } of samples()) {
  test(`${template}, ${language}: no sideways scrolling at 320 px, nor with wider text`, async () => {
    const { page, context, problems } = await visit(browser, server.url(address), { width: 320 });
    problems.push(...await page.evaluate(tooWide));
    await page.evaluate(widenText);
    problems.push(...(await page.evaluate(tooWide)).map((problem) => `with WCAG text spacing: ${problem}`));
    await context.close();
    assertNone(problems.map((problem) => `/${address} ${problem}`));
  });
}

test('404.html works at any depth', async () => {
  const { page, context, problems } = await visit(browser, server.url('no/such/page/'));
  const styled = await page.evaluate(() => [...document.styleSheets].some((sheet) => sheet.cssRules.length > 0));
  if (!styled) problems.push('its stylesheet is not there');
  await context.close();
  // The browser reports the 404 that we asked for.
  assertNone(problems.filter((problem, nth) => nth > 0 || !problem.includes('status of 404')));
});

// ── In the page ─────────────────────────────────────────────────────────────────────────────────

/** WCAG 1.4.12; as a constructed sheet, which the policy of the page allows. */
function widenText() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
  document.adoptedStyleSheets.push(sheet);
}
