// Lists are narrowed by facets and words: any value of one facet, all facets together; numbers, address and announcement follow.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { assertNone, binary, languages, openBrowser, repository, serve, serveExample, tooWide, visit } from './support.mjs';

const root = languages(repository).length > 1 ? `${languages(repository)[0]}/` : '';
const example = await serveExample();
const long = await serve(longPortal());
const browser = await openBrowser();
after(async () => { await browser.close(); example.close(); long.close(); });

/** A portal of 1,200 organisations, too many for one page: each tenth is Austrian, each third a company. */
function longPortal() {
  const folder = mkdtempSync(join(tmpdir(), 'pactfolio-lists-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'site.toml'), 'title = "Portal"\nbase_url = "https://portal.example/"\nlanguages = ["en"]\npublisher = { name = "Team", email = "team@portal.example" }\n');
  mkdirSync(join(folder, 'content'));
  const rows = Array.from({ length: 1200 }, (_, n) => `o${n},${n % 400 === 7 ? 'École' : 'House'} ${String(n).padStart(4, '0')},${n % 3 ? 'chamber' : 'company'},${n % 10 ? 'BE' : 'AT'}`);
  writeFileSync(join(folder, 'content/organisations.csv'), ['id,name,type,country', ...rows].join('\n'));
  execFileSync(binary, ['build', '--root', folder, '--as-of', '2026-06-30', '--quiet']);
  return join(folder, 'public');
}

const partnerships = example.url(`${root}partnerships/`);
const shown = (page) => page.locator('.rows > li:visible').count();
const heading = (page) => page.locator('#part-count').textContent();
const box = (page, facet, value) => page.locator(`.facet[data-facet="${facet}"] input[value="${value}"]`);
const number = async (page, facet, value) => Number(await page.locator(`.facet[data-facet="${facet}"] li[data-value="${value}"] small`).textContent());
/** Sets the boxes without looking whether their facet is unfolded. */
const choose = (page, facet, ...values) => page.evaluate(([facet, values]) => {
  for (const value of values) document.querySelector(`.facet[data-facet="${facet}"] input[value="${value}"]`).click();
}, [facet, values]);
/** How many rows of the page bear any of the values, by the sets that stand in it. */
const bearing = (page, chosen) => page.evaluate((chosen) => {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const facets = Object.entries(chosen).map(([name, values]) => {
    const { sets, rows } = document.querySelector(`.facet[data-facet="${name}"]`).dataset;
    const places = [...document.querySelectorAll(`.facet[data-facet="${name}"] li`)].flatMap((li, n) => (values.includes(li.dataset.value) ? n : []));
    const fits = sets.split(';').map((set) => set.split(',').some((value) => value !== '' && places.includes(Number(value))));
    return [...rows].map((digit) => fits[digits.indexOf(digit)]);
  });
  return facets[0].filter((_, row) => facets.every((facet) => facet[row])).length;
}, chosen);

test('any value of one facet, all facets together', async () => {
  const { page, context, problems } = await visit(browser, partnerships);
  const all = await shown(page);
  const [regional, group] = [await number(page, 'type', 'regional'), await number(page, 'type', 'national-group')];
  assert.ok(regional > 0 && group > 0 && regional + group < all);
  await choose(page, 'type', 'regional', 'national-group');
  await page.waitForFunction((n) => document.querySelectorAll('.rows > li:not([hidden])').length === n, regional + group);
  await choose(page, 'country', 'IT');
  const both = await bearing(page, { type: ['regional', 'national-group'], country: ['IT'] });
  await page.waitForFunction((n) => document.querySelectorAll('.rows > li:not([hidden])').length === n, both);
  assert.ok(both > 0 && both < regional + group);
  assert.equal(await heading(page), `${both} partnership${both === 1 ? '' : 's'}`);
  await context.close();
  assertNone(problems);
});

test('numbers leave out their own facet and follow the others', async () => {
  const { page, context, problems } = await visit(browser, partnerships);
  const before = await number(page, 'type', 'large-scale');
  await choose(page, 'type', 'regional');
  assert.equal(await number(page, 'type', 'large-scale'), before);
  assert.equal(await number(page, 'country', 'IT'), await bearing(page, { type: ['regional'], country: ['IT'] }));
  await choose(page, 'country', 'IT');
  assert.equal(await number(page, 'type', 'large-scale'), await bearing(page, { type: ['large-scale'], country: ['IT'] }));
  // A value that fits nothing is muted, not gone.
  assert.ok(await page.locator('.facet li.off').count() > 0);
  assert.equal(await page.locator('.facet li').count(), await page.locator('.facet li small').count());
  await context.close();
  assertNone(problems);
});

test('words, without accents and capitals; nothing found is said', async () => {
  const { page, context, problems } = await visit(browser, partnerships);
  const title = await page.locator('.rows > li h3').first().textContent();
  await page.locator('#part-word').fill(title.toUpperCase());
  await page.waitForFunction(() => document.querySelectorAll('.rows > li:not([hidden])').length === 1);
  await page.locator('#part-word').fill('zzzzqqq');
  await page.locator('#part-nothing').waitFor({ state: 'visible' });
  assert.equal(await shown(page), 0);
  await page.locator('#part-chosen button').first().click();
  assert.equal(await page.locator('#part-word').inputValue(), '');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'part-word');
  await context.close();
  assertNone(problems);
});

test('the address holds what is chosen: a shared link, back and forward', async () => {
  const { page, context, problems } = await visit(browser, partnerships);
  const all = await shown(page);
  await choose(page, 'type', 'regional', 'national-group');
  await choose(page, 'country', 'IT');
  assert.equal(new URL(page.url()).search, '?type=regional,national-group&country=IT');
  const narrowed = await heading(page);
  const other = await context.newPage();
  await other.goto(page.url());
  assert.equal(await heading(other), narrowed);
  assert.equal(await other.locator('#part-chosen li').count(), 4, 'three values, and all of them at once');
  await page.goBack();
  await page.waitForFunction(() => location.search === '?type=regional,national-group');
  assert.ok(!await box(page, 'country', 'IT').isChecked());
  await page.goBack();
  await page.goBack();
  await page.waitForFunction((n) => document.querySelectorAll('.rows > li:not([hidden])').length === n, all);
  await page.goForward();
  await page.waitForFunction(() => document.querySelector('input[value="regional"]').checked);
  // An address that names nothing that is there shows everything.
  await page.goto(`${partnerships}?type=nothing&colour=red`);
  assert.equal(await shown(page), all);
  await context.close();
  assertNone(problems);
});

test('with the keyboard alone, announced once', async () => {
  const { page, context, problems } = await visit(browser, partnerships);
  await box(page, 'type', 'regional').focus();
  await page.keyboard.press('Space');
  const count = await heading(page);
  assert.equal(await page.locator('#part-status').textContent(), '', 'not before 500 ms');
  await page.waitForFunction((count) => document.querySelector('#part-status').textContent === count, count);
  await page.locator('#part-chosen button').first().focus();
  await page.keyboard.press('Enter');
  assert.ok(!await box(page, 'type', 'regional').isChecked());
  assert.ok(await page.evaluate(() => document.activeElement.matches('.facet input')), 'the focus is back at the value');
  await context.close();
  assertNone(problems);
});

test('without a script values are links to pages, and facets without pages are not shown', async () => {
  const { page, context, problems } = await visit(browser, partnerships, { javaScriptEnabled: false });
  assert.equal(await page.locator('.facet input').count(), 0);
  assert.ok(!await page.locator('#part-word').isVisible());
  for (const facet of await page.locator('.facet:visible').all()) assert.ok(await facet.locator('a').count() > 0);
  await page.locator('.facet[data-facet="type"] a').first().click();
  assert.equal(await page.locator('body').getAttribute('data-template'), 'term');
  await context.close();
  assertNone(problems);
});

for (const width of [360, 1280]) {
  for (const colorScheme of ['light', 'dark']) {
    for (const list of ['partnerships', 'commitments', 'organisations', 'events']) {
      test(`${list}, narrowed, ${width} px, ${colorScheme}: accessible`, async () => {
        const { page, context, problems } = await visit(browser, example.url(`${root}${list}/`), { width, colorScheme });
        if (await page.locator('#part-filters').count()) {
          await page.evaluate(() => { for (const details of document.querySelectorAll('details')) details.open = true; document.querySelector('.facet input').click(); });
          await page.locator('#part-chosen button').first().waitFor();
        }
        problems.push(...await page.evaluate(tooWide));
        await page.evaluate(axe.source);
        const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'], resultTypes: ['violations'] }));
        problems.push(...found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `axe ${id}: ${target.join(' ')} ${failureSummary}`)));
        await context.close();
        assertNone(problems);
      });
    }
  }
}

test('rows begin at one line on every page, with a logo or without', async () => {
  for (const address of ['', 'partnerships/', 'partnership-kinds/regional/']) {
    const { page, context, problems } = await visit(browser, example.url(root + address), { width: 1280 });
    const lists = await page.evaluate(() => [...document.querySelectorAll('.rows:has(.logo)')].map((list) => {
      const texts = [...list.querySelectorAll(':scope > .row > div:not(.aside)')];
      return [...new Set(texts.map((text) => Math.round(text.getBoundingClientRect().left - list.getBoundingClientRect().left)))];
    }));
    assert.ok(lists.length > 0, address);
    for (const lefts of lists) assert.deepEqual(lefts, [0], address);
    await context.close();
    assertNone(problems);
  }
});

test('a list on many pages fetches what is asked for, and shows 24 rows at a time', async () => {
  const { page, context, problems } = await visit(browser, long.url('organisations/'));
  const fetched = [];
  page.on('request', (request) => fetched.push(...new URL(request.url()).pathname.match(/^\/(?:assets\/lists|organisations)\/.*/) ?? []));
  assert.equal(await page.locator('.rows:visible > li').count(), 24);
  assert.deepEqual(fetched, []);
  await choose(page, 'country', 'AT');
  await page.waitForFunction(() => document.querySelector('.found + .rows').children.length === 24);
  assert.equal(await heading(page), '120 organisations');
  assert.ok(fetched.includes('/assets/lists/organisations/country.json'));
  assert.ok(!fetched.some((path) => path.includes('words-')));
  assert.ok(!await page.locator('.pager').isVisible());
  assert.equal(await page.locator('.found + .rows > li h3').nth(23).textContent(), 'House 0230');
  await page.locator('.rest').click();
  await page.waitForFunction(() => document.querySelector('.found + .rows').children.length === 48);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'House 0240');
  // Links that came from other pages lead where they should.
  await page.locator('.found + .rows > li a').nth(30).click();
  assert.equal(await page.locator('h1').textContent(), 'House 0300');
  await page.goBack();
  await page.waitForFunction(() => document.querySelector('.found + .rows')?.children.length === 48);
  await choose(page, 'type', 'company');
  await page.waitForFunction(() => document.querySelector('#part-count').textContent === '40 organisations');
  await page.waitForFunction(() => document.querySelector('[data-value="BE"] small').textContent === '360');
  await context.close();
  assertNone(problems);
});

test('a list on many pages finds words by their beginning, without accents', async () => {
  const { page, context, problems } = await visit(browser, `${long.url('organisations/')}?q=ECOL`);
  await page.waitForFunction(() => document.querySelector('#part-count').textContent === '3 organisations');
  await page.waitForFunction(() => document.querySelector('.found + .rows').children.length === 3);
  await page.locator('#part-word').fill('ecole 04');
  await page.waitForFunction(() => document.querySelector('#part-count').textContent === '1 organisation');
  await page.locator('#part-word').fill('');
  await page.locator('.pager').waitFor({ state: 'visible' });
  assert.equal(await heading(page), '1,200 organisations');
  await context.close();
  assertNone(problems);
});

test('a list on many pages works without a script', async () => {
  const { page, context, problems } = await visit(browser, long.url('organisations/page/2/'), { javaScriptEnabled: false });
  assert.equal(await page.locator('.rows > li').count(), 24);
  await page.locator('.pager a[rel=next]').click();
  assert.ok(page.url().endsWith('/organisations/page/3/'));
  await page.locator('a.btn[href]').first().click();
  assert.ok(page.url().endsWith('/organisations/'));
  await context.close();
  assertNone(problems);
});
