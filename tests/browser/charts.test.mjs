// Charts on pages and as files: readable in both schemes, on a phone, on paper, and beside others' texts.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import axe from 'axe-core';
import { assertNone, faintSvgText, languages, openBrowser, output, pages, serveExample, templates, tooWide, visit } from './support.mjs';

const server = await serveExample();
const browser = await openBrowser();
after(async () => { await browser.close(); server.close(); });

/** One page for each sort of drawing: the largest that has it. */
const sorts = ['map', 'trend', 'pln', 'bullet', 'meter', 'bars', 'f1 est'];
const all = pages().filter(({ language, redirect }) => language === languages()[0] && !redirect)
  .map((page) => ({ ...page, html: readFileSync(join(output, page.file), 'utf8') }));
const shown = sorts.map((sort) => {
  const bearing = all.filter(({ html }) => html.includes(`class="${sort}"`)).sort((a, b) => b.size - a.size);
  assert.ok(bearing.length > 0, `The example portal has no drawing of class "${sort}".`);
  return { sort, page: bearing[0] };
});

for (const { sort, page: { address } } of shown) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${sort}: texts and figures, ${colorScheme}`, async () => {
      const { page, context, problems } = await visit(browser, server.url(address), { colorScheme });
      await page.evaluate(axe.source);
      problems.push(...await page.evaluate(violations), ...await page.evaluate(faintSvgText));
      await context.close();
      assertNone(problems.map((problem) => `/${address} ${problem}`));
    });
  }

  test(`${sort}: no sideways scrolling at 320 px`, async () => {
    const { page, context, problems } = await visit(browser, server.url(address), { width: 320 });
    problems.push(...await page.evaluate(tooWide));
    await context.close();
    assertNone(problems.map((problem) => `/${address} ${problem}`));
  });

  test(`${sort}: bars and lines on paper`, async () => {
    const { page, context, problems } = await visit(browser, server.url(address), { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    problems.push(...await page.evaluate(notPrinted));
    await context.close();
    assertNone(problems.map((problem) => `/${address} ${problem}`));
  });
}

test('drawings as files are pictures', async () => {
  const links = new Set(all.flatMap(({ html, address }) => [...html.matchAll(/href="([^"]*\/(?:chart|badge)[\w-]*\.svg)"/g)]
    .map(([, link]) => new URL(link, `http://x/${address}`).pathname.slice(1))));
  assert.ok(links.size > 1, 'no page leads to a drawing');
  const { page, context } = await visit(browser, server.url(all[0].address));
  const problems = [];
  for (const link of [...links].slice(0, 40)) {
    const svg = readFileSync(join(output, link), 'utf8');
    if (!/<title>[^<]+<\/title>/.test(svg)) problems.push(`${link} has no title`);
    const size = await page.evaluate(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      return [image.naturalWidth, image.naturalHeight];
    }, server.url(link)).catch((error) => problems.push(`${link}: ${error.message}`));
    if (Array.isArray(size) && !(size[0] > 50 && size[1] >= 20)) problems.push(`${link} is ${size.join(' × ')}`);
  }
  await context.close();
  assertNone(problems);
});

// ── In the page ─────────────────────────────────────────────────────────────────────────────────

/** What axe finds in the charts with all numbers unfolded. */
async function violations() {
  for (const details of document.querySelectorAll('details')) details.open = true;
  const charts = [...document.querySelectorAll('.chart, .kpi')];
  const found = (await window.axe.run({ include: charts }, { resultTypes: ['violations'] })).violations;
  return found.filter(({ tags }) => tags.some((tag) => tag.startsWith('wcag'))).map(({ id, nodes }) => `axe ${id}: ${nodes[0].target.join(' ')}`);
}

/** Marks that ink would not show: without a size, or as white as the paper. */
function notPrinted() {
  const paper = (colour) => /^(none|transparent|rgba\(.*, 0\)|rgb\(255, 255, 255\))$/.test(colour);
  const marks = [...document.querySelectorAll('svg .f1, svg .f2, svg .m-fill, svg .act, svg .pln, .map .q5')];
  return marks.filter((mark) => mark.closest('svg').checkVisibility()).flatMap((mark) => {
    const { width, height } = mark.getBoundingClientRect();
    const { fill, stroke } = getComputedStyle(mark);
    if (width + height === 0) return [`${mark.getAttribute('class')} has no size`];
    return paper(fill) && paper(stroke) ? [`${mark.getAttribute('class')} is white on paper`] : [];
  });
}

test('bars of values that are not final are hollow on every page that has some', async () => {
  let found = 0;
  for (const { template, address } of templates()) {
    const { page, context } = await visit(browser, server.url(address));
    const looks = await page.evaluate(() => [...document.querySelectorAll('.bar .est')].map((bar) => {
      const { fill, stroke } = getComputedStyle(bar);
      return { fill, stroke, ground: getComputedStyle(document.body).backgroundColor };
    }));
    await context.close();
    found += looks.length;
    assertNone(looks.filter(({ fill, stroke, ground }) => fill !== ground || stroke === 'none').map(({ fill, stroke }) => `${template}: filled ${fill}, drawn ${stroke}`));
  }
  assert.ok(found > 0, 'there are such bars');
});
