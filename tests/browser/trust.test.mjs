// What a page says of itself: to machines only what it says to people, and to browsers that nothing of others may run in it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { assertNone, baseUrl, openBrowser, output, serve, serveExample, templates, visit } from './support.mjs';

const server = await serveExample();
const browser = await openBrowser();
after(async () => { await browser.close(); server.close(); });

/** The type of what a page of a template is about. */
const types = {
  home: 'WebSite', partnership: 'Organization', organisation: 'Organization', event: 'Event', news: 'NewsArticle',
  progress: 'Dataset', report: 'Report', term: 'DefinedTerm',
};
/** Texts that people read in the page, and those that only its head holds. */
const read = ['name', 'headline', 'description', 'alternateName'];
const unread = ['Dataset', 'WebSite'];

for (const { template, address } of templates()) {
  test(`${template}: structured data are sound, and say what the page says`, async () => {
    const { page, context, problems } = await visit(browser, server.url(address));
    const { blocks, words } = await page.evaluate(content);
    await context.close();
    const wanted = template === 'not-found' ? 0 : blocks.length;
    assert.equal(blocks.length, Math.min(wanted, 1), 'blocks of data');
    const nodes = blocks.flatMap((text) => JSON.parse(text)['@graph']);
    if (types[template]) assert.equal(nodes[0]?.['@type'], types[template]);
    for (const node of nodes) problems.push(...faults(node, words));
    assertNone(problems.map((problem) => `/${address} ${problem}`));
  });
}

test('what the home page says of the search is how the site is searched', async () => {
  const home = templates().find(({ template }) => template === 'home');
  const { page, context } = await visit(browser, server.url(home.address));
  const { blocks } = await page.evaluate(content);
  const action = blocks.flatMap((text) => JSON.parse(text)['@graph']).find((node) => node.potentialAction).potentialAction;
  const name = action['query-input'].match(/^required name=(\w+)$/)[1];
  const address = action.target.urlTemplate.replace(`{${name}}`, 'automotive');
  await page.goto(server.url(address.slice(baseUrl().length)));
  assert.match(await page.locator('main ol.rows h3').first().textContent(), /automotive/i);
  await context.close();
});

test('every page that is shown in its own language leads up by its data', async () => {
  const deep = templates().filter(({ template }) => !['home', 'not-found'].includes(template));
  for (const { address } of deep) {
    const { page, context } = await visit(browser, server.url(address));
    const { blocks } = await page.evaluate(content);
    await context.close();
    const way = blocks.flatMap((text) => JSON.parse(text)['@graph']).find((node) => node['@type'] === 'BreadcrumbList');
    assert.deepEqual(way?.itemListElement.map(({ position }) => position), way?.itemListElement.map((_, nth) => nth + 1), address);
  }
});

test('a host without headers: the page itself keeps scripts and pictures of others out', async () => {
  const bare = await serve(output, new URL(baseUrl()).pathname, []);
  for (const { template, address } of templates()) {
    const { page, context, problems } = await visit(browser, bare.url(address));
    assertNone(problems.filter((problem, nth) => nth > 0 || !problem.includes('status of 404')).map((problem) => `${template}: ${problem}`));
    const kept = await page.evaluate(tryToBreakIn);
    assert.deepEqual(kept, ['base-uri', 'img-src', 'script-src-elem', 'style-src-attr'], template);
    await context.close();
  }
  bare.close();
});

test('no other site can show a page inside its own', async () => {
  const other = await serve(import.meta.dirname, '/', []);
  const { page, context, problems } = await visit(browser, other.url('package.json'));
  await page.evaluate(frame, server.url(''));
  await context.close();
  other.close();
  assert.match(problems.join('\n'), /frame-ancestors/);
});

/** What is wrong with a node of structured data, and with those inside it. */
function faults(node, words, path = node['@type'] ?? '?') {
  const problems = [];
  if (!node['@type']) problems.push(`${path} has no type`);
  for (const [key, value] of Object.entries(node)) {
    const at = `${path}.${key}`;
    for (const inner of [value].flat()) {
      if (inner && typeof inner === 'object') problems.push(...faults(inner, words, at));
      else if (inner === '' || inner === null) problems.push(`${at} is empty`);
      else if (/^https?:/.test(inner)) problems.push(...leads(inner).map((problem) => `${at}: ${problem}`));
      else if (read.includes(key) && !unread.includes(node['@type']) && !words.includes(plain(inner))) problems.push(`${at} is not on the page: ${inner}`);
      else if (/[dD]ate$/.test(key) && Number.isNaN(Date.parse(inner))) problems.push(`${at} is no date: ${inner}`);
    }
  }
  return problems;
}

/** An address of the site is that of a file, whatever is asked of it behind a question mark. */
function leads(url) {
  if (!url.startsWith(baseUrl())) return [];
  const path = decodeURIComponent(url.slice(baseUrl().length).split('?')[0]);
  return existsSync(join(output, path, path === '' || path.endsWith('/') ? 'index.html' : '')) ? [] : [`leads nowhere: ${url}`];
}

const plain = (text) => text.toLowerCase().replace(/[\s\u00ad\u200b]+/g, ' ').trim();

// ── In the page ─────────────────────────────────────────────────────────────────────────────────

function content() {
  const blocks = [...document.querySelectorAll('script[type="application/ld+json"]')].map((block) => block.textContent);
  const words = [document.title, document.querySelector('meta[name=description]')?.content ?? '', document.body.textContent];
  return { blocks, words: words.join(' ').toLowerCase().replace(/[\s\u00ad\u200b]+/g, ' ') };
}

/** Does what injected mark-up would do; the directives that kept it from being done. */
async function tryToBreakIn() {
  const kept = [];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => kept.push(effectiveDirective));
  const script = document.createElement('script');
  script.textContent = 'window.broken = true';
  const picture = new Image();
  picture.src = 'https://counter.example/visit.png';
  const base = document.createElement('base');
  base.href = 'https://thief.example/';
  const styled = document.createElement('p');
  document.body.append(script, picture, styled);
  document.head.append(base);
  styled.setAttribute('style', 'color: red');
  await new Promise((done) => setTimeout(done, 100));
  if (window.broken) kept.push('the script ran');
  return [...new Set(kept)].sort();
}

/** Shows an address in a frame, and waits until that is done or refused. */
async function frame(address) {
  const frame = document.createElement('iframe');
  const done = new Promise((done) => { frame.onload = done; });
  frame.src = address;
  document.body.append(frame);
  await done;
}
