// The search page: what it finds, in which order, how it says so, what it loads; and what is left of it without script.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import { assertNone, binary, openBrowser, repository, serve, serveExample, tooWide, visit } from './support.mjs';

const browser = await openBrowser();
const example = await serveExample();
after(async () => { await browser.close(); example.close(); });

/** Builds the small sound portal of tests/portals with further files; the folder it lies in. */
function portal(files, site = '') {
  const root = mkdtempSync(join(tmpdir(), 'pactfolio-search-'));
  after(() => rmSync(root, { recursive: true, force: true }));
  cpSync(join(repository, 'tests/portals/base/content'), join(root, 'content'), { recursive: true });
  const settings = 'title = "Portal"\nbase_url = "https://portal.example/"\nlanguages = ["en"]\npublisher = { name = "Team", email = "team@portal.example" }\n';
  for (const [name, text] of Object.entries({ 'site.toml': settings + site, ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const out = join(root, 'public');
  const built = spawnSync(binary, ['build', '--root', root, '--out', out, '--as-of', '2026-06-30'], { encoding: 'utf8' });
  assert.equal(built.status, 0, built.error?.message ?? built.stderr);
  return out;
}

const news = (id, title, summary, body) => ({
  [`content/news/${id}.md`]: `+++\ntitle = '${title}'\ndate = 2026-05-04\nsummary = '${summary}'\n+++\n\n${body}\n`,
});

const small = await serve(portal({
  ...news('a', 'Something else', 'Nothing much.', 'Deep in the text stands a lighthouse.'),
  ...news('b', 'Another thing', 'It tells of a lighthouse.', 'And more.'),
  ...news('c', 'The lighthouse opens', 'Doors, windows and stairs.', 'And floors.'),
  ...news('d', 'Lighthousekeepers meet', 'Ropes and lamps.', 'And stairs.'),
  ...news('e', 'Zażółć gęślą jaźń', 'Straße nach Łódź, Smørrebrød in Ελλάδα, туризъм в София.', 'L’été.'),
  ...news('f', '<b>Bold</b> &amp; <script>alert(1)</script>', 'A <img src=x onerror=alert(2)> picture.', 'Quoted "words".'),
  ...Object.assign({}, ...Array.from({ length: 25 }, (_, n) => news(`many-${n}`, `Zebra ${n} of all`, 'One of the row.', 'Text.'))),
}), '/deep/path/');
after(() => small.close());

/** Opens the search page with a question and waits for the answer. */
async function ask(question, { server = small, address = 'search/', ...options } = {}) {
  const opened = await visit(browser, `${server.url(address)}?${new URLSearchParams({ q: question })}`, options);
  await answered(opened.page);
  return opened;
}

async function answered(page) {
  await page.waitForFunction(() => document.querySelector('[role=status]').textContent && !document.querySelector('[aria-busy]'));
}

/** Does an address ask for this? */
const asks = (question, sort = null) => ({ searchParams }) => searchParams.get('q') === question && searchParams.get('in') === sort;

const titles = (page) => page.locator('ol.rows h3').allTextContents();
const status = (page) => page.textContent('[role=status]');

async function found(question, options) {
  const { page, context, problems } = await ask(question, options);
  const all = await titles(page);
  await context.close();
  assertNone(problems);
  return all;
}

test('words are the same here and in the index', () => {
  const wordsOf = runInNewContext(`${readFileSync(join(repository, 'themes/pact/static/js/words.js'), 'utf8')};wordsOf`);
  const cases = readFileSync(join(repository, 'tests/search/words.txt'), 'utf8').split('\n').filter((line) => line.includes(' => '));
  assert.ok(cases.length > 20);
  for (const [text, words] of cases.map((line) => line.split(' => '))) {
    const plain = text.replace(/\\u\{(\w+)\}/g, (_, code) => String.fromCodePoint(parseInt(code, 16)));
    assert.equal(wordsOf(plain).join(' '), words, text);
  }
});

test('accents, case and special letters do not count', async () => {
  for (const question of ['zazolc', 'ZAŻÓŁĆ', 'lodz', 'Łódź', 'strasse', 'smørre', 'smorrebrod', 'ελλαδα', 'ΕΛΛΆΔΑ', 'софия', 'ete']) {
    assert.deepEqual(await found(question), ['Zażółć gęślą jaźń'], question);
  }
});

test('titles come first, then summaries, then texts; whole words before beginnings', async () => {
  assert.deepEqual(await found('lighthouse'), ['The lighthouse opens', 'Lighthousekeepers meet', 'Another thing', 'Something else']);
  assert.deepEqual((await found('lighth')).length, 4);
});

test('all words must be there, in any order and with quotes around them', async () => {
  assert.deepEqual(await found('stairs lighthouse'), ['The lighthouse opens', 'Lighthousekeepers meet']);
  assert.deepEqual(await found('"lighthouse" (opens)'), ['The lighthouse opens']);
  assert.deepEqual(await found('lighthouse '.repeat(30)), ['The lighthouse opens', 'Lighthousekeepers meet', 'Another thing', 'Something else']);
});

test('another form of a word finds its like, and says so', async () => {
  const { page, context } = await ask('туризма');
  assert.deepEqual(await titles(page), ['Zażółć gęślą jaźń']);
  assert.match(await status(page), /Similar words: туриз…/);
  await context.close();
});

test('what was looked for is marked, and nothing of it is mark-up', async () => {
  const { page, context, problems } = await ask('bold <script>alert(1)');
  assert.deepEqual(await titles(page), ['<b>Bold</b> &amp; <script>alert(1)</script>']);
  assert.deepEqual(await page.locator('ol.rows mark').allTextContents(), ['Bold', 'script', 'alert', '1', 'script', 'alert', '2'].filter((word) => word !== '2').slice(0, 5).concat('alert'));
  assert.equal(await page.locator('ol.rows :is(b, img, script)').count(), 0);
  assert.equal(await page.locator('ol.rows h3 a').getAttribute('href'), small.url('news/f/'));
  await context.close();
  assertNone(problems);
});

test('no hit: it says which word is to blame, and what to do', async () => {
  for (const [question, said] of [['xyzzy', 'Nothing was found for: xyzzy'], ['lighthouse xyzzy', 'No page has: xyzzy'], ['lighthouse smorrebrod', 'Nothing was found for: lighthouse smorrebrod'], ['!?', 'Nothing was found for: !?']]) {
    const { page, context, problems } = await ask(question);
    assert.equal(await status(page), said);
    assert.match(await page.locator('[data-hints]:visible').textContent(), /spelling/);
    assert.equal(await page.locator('ol.rows li').count(), 0);
    await context.close();
    assertNone(problems);
  }
});

test('the address keeps the question and the choice, and going back brings them back', async () => {
  const { page, context, problems } = await ask('lighthouse');
  assert.match(await page.title(), /^lighthouse – Search/);
  await page.fill('input[name=q]', 'acme');
  await page.waitForURL(asks('acme'));
  await page.press('input[name=q]', 'Enter');
  await answered(page);
  const [, overview] = await page.locator('select option').evaluateAll((options) => options.map(({ value }) => value));
  await page.selectOption('select', overview);
  await page.waitForURL(asks('acme', overview));
  const count = (await titles(page)).length;
  await page.fill('input[name=q]', 'stairs');
  await page.press('input[name=q]', 'Enter');
  await page.waitForURL((url) => url.searchParams.get('q') === 'stairs');
  await page.goBack();
  await page.waitForURL(asks('acme', overview));
  await answered(page);
  assert.equal(await page.inputValue('input[name=q]'), 'acme');
  assert.equal(await page.inputValue('select'), overview);
  assert.equal((await titles(page)).length, count);
  await context.close();
  assertNone(problems);
});

test('by keyboard: type, press Enter, go to what was found; more goes on where it ends', async () => {
  const { page, context, problems } = await visit(browser, small.url('search/'));
  await page.focus('input[name=q]');
  await page.keyboard.type('zebr');
  await page.keyboard.press('Enter');
  await answered(page);
  assert.equal(await status(page), 'Pages found: 25');
  assert.equal(await page.locator('ol.rows li').count(), 10);
  await page.focus('[data-more]');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelectorAll('ol.rows li').length === 20);
  assert.equal(await page.evaluate(() => [...document.querySelectorAll('ol.rows a')].indexOf(document.activeElement)), 10);
  await page.focus('[data-more]');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelectorAll('ol.rows li').length === 25);
  assert.equal(await page.locator('[data-more]:visible').count(), 0);
  assert.equal(await page.evaluate(() => [...document.querySelectorAll('ol.rows a')].indexOf(document.activeElement)), 20);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/news/many-*/');
  await context.close();
  assertNone(problems);
});

test('every page leads to the search', async () => {
  const { page, context } = await visit(browser, small.url('news/a/'));
  await page.click('.topbar a');
  await page.waitForURL('**/deep/path/search/');
  await context.close();
});

for (const width of [360, 1280]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`what was found is accessible, ${width} px, ${colorScheme}`, async () => {
      for (const question of ['skills', 'xyzzy']) {
        const { page, context, problems } = await ask(question, { server: example, address: 'en/search/', width, colorScheme });
        problems.push(...await page.evaluate(tooWide));
        await page.evaluate(axe.source);
        const violations = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'], resultTypes: ['violations'] }));
        problems.push(...violations.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `axe ${id}: ${target} ${failureSummary}`)));
        await context.close();
        assertNone(problems);
      }
    });
  }
}

test('the example portal is found in its languages', async () => {
  for (const [address, question] of [['it/search/', 'turism'], ['bg/search/', 'туризъм'], ['bg/search/', 'София'], ['de/search/', 'kompetenz'], ['en/search/', 'batter'], ['en/search/', 'regione lombardia'], ['en/search/', 'Kärnten'], ['en/search/', 'AT21']]) {
    assert.notEqual((await found(question, { server: example, address })).length, 0, `${address} ${question}`);
  }
});

test('without script there are all topics, and a word about it', async () => {
  const { page, context, problems } = await visit(browser, example.url('en/search/?q=skills'), { javaScriptEnabled: false });
  assert.match(await page.locator('noscript').innerText(), /JavaScript/);
  assert.equal(await page.locator('form:visible').count(), 0);
  assert.ok(await page.locator('.topics a:visible').count() > 30);
  await context.close();
  assertNone(problems);
});

test('where nothing can be fetched it says so', async () => {
  const out = portal({});
  const { page, context } = await visit(browser, `file://${join(out, 'search/index.html')}?q=acme`);
  await answered(page);
  assert.match(await status(page), /could not be loaded/);
  await context.close();
});

test('of many thousand records little is loaded', async () => {
  // Words as in a language: some are frequent, most are rare.
  const word = (n) => ['ba', 'ke', 'li', 'mo', 'su', 'ra', 'te', 'ni'].map((part, at) => ((n >> (3 * at)) & 7 || at < 2 ? ['ba', 'ke', 'li', 'mo', 'su', 'ra', 'te', 'ni'][(n >> (3 * at)) & 7] : '')).join('');
  let seed = 1;
  const random = () => { seed = (seed * 48271) % 2147483647; return seed / 2147483647; };
  const words = (count) => Array.from({ length: count }, () => word(Math.floor(20000 ** random()))).join(' ');
  const count = 8000;
  const rows = Array.from({ length: count }, (_, n) => `o${n},${words(4)} ${n},company,BE,${words(35)}`);
  const out = portal({ 'content/organisations.csv': `id,name,type,country,summary\n${rows.join('\n')}\n` });
  const server = await serve(out);
  after(() => server.close());
  const files = readdirSync(join(out, 'search'), { recursive: true }).length;
  assert.ok(files < 700, `${files} files`);
  const { page, context, problems } = await visit(browser, server.url('search/'));
  const loaded = { bytes: 0, requests: 0 };
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    loaded.requests += 1;
    loaded.bytes += gzipSync(readFileSync(join(out, pathname, pathname.endsWith('/') ? 'index.html' : '.'))).length;
  });
  await page.reload();
  const load = async (question) => {
    await page.fill('input[name=q]', question);
    await page.press('input[name=q]', 'Enter');
    await answered(page);
    assert.notEqual((await titles(page)).length, 0, question);
  };
  await load(`${word(3)} ${word(900)}`);
  const first = { ...loaded };
  await load(word(77));
  await load(word(77).slice(0, 3));
  console.log(`first use ${first.bytes} bytes in ${first.requests} requests; two more questions ${loaded.bytes - first.bytes} in ${loaded.requests - first.requests}; ${files} files`);
  assert.ok(first.bytes < 150_000, `${first.bytes} bytes`);
  await context.close();
  assertNone(problems);
});
