// The live preview in a real browser: what a coordinator sees while files change underneath.
import { after, before, describe, test } from 'node:test';
import assert from 'node:assert/strict';
import axe from 'axe-core';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { binary, copyOfExample, edit, languages, openBrowser } from './support.mjs';

const root = copyOfExample(after);
const { partnership, model } = someCommitment();
const folder = join(root, 'content/partnerships', partnership, 'commitments');
const file = join(folder, 'live-preview.toml');
const prefix = languages(root).length > 1 ? `${languages(root)[0]}/` : '';
const list = `${prefix}partnerships/${partnership}/commitments/`;

describe('pactfolio serve', () => {
  let server, browser, page;

  before(async () => {
    edit(file, () => titled('As it was'));
    server = await startServe();
    browser = await openBrowser();
    page = await browser.newPage({ viewport: { width: 360, height: 400 }, reducedMotion: 'reduce' });
    page.setDefaultTimeout(10_000);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  test('an edit shows at once, without a navigation and at the same place', async (t) => {
    await open(`${list}live-preview/`);
    await page.evaluate(() => scrollTo(0, 150));
    const place = await page.evaluate(() => scrollY);
    assert.ok(place > 0, 'the page is too short to scroll');
    const start = performance.now();
    edit(file, () => titled('As it is'));
    await heading('As it is');
    t.diagnostic(`from the save to the new heading: ${Math.round(performance.now() - start)} ms`);
    assert.equal(await page.evaluate(() => scrollY), place);
    await stayed();
  });

  test('a mistake is shown over the page with its file and line, and goes when it is mended', async () => {
    await open(`${list}live-preview/`);
    const shown = await page.locator('h1').innerText();
    // Line 3, since a title and a comment come first.
    edit(file, () => titled('Not seen', '# a comment\ntitel = "a slip"\n'));
    const findings = page.locator('#pactfolio-findings');
    await findings.waitFor({ state: 'visible' });
    assert.match(await findings.innerText(), /live-preview\.toml\D{0,20}\b3\b/);
    assert.equal(await page.locator('main h1, h1').first().innerText(), shown, 'the page behind is the last good one');
    edit(file, () => titled('Mended'));
    await findings.waitFor({ state: 'hidden' });
    await heading('Mended');
    await stayed();
  });

  test('new, renamed and deleted files come and go in lists and addresses', async () => {
    await open(list);
    const link = (id) => page.locator(`main a[href$="${id}/"]`).first();
    await link('live-preview').waitFor({ state: 'attached' });

    const second = join(folder, 'live-second.toml');
    edit(second, () => titled('A second one'));
    await link('live-second').waitFor({ state: 'attached' });

    renameSync(second, join(folder, 'live-renamed.toml'));
    await link('live-renamed').waitFor({ state: 'attached' });
    await link('live-second').waitFor({ state: 'detached' });
    assert.equal(await status(`${list}live-second/`), 404);
    assert.equal(await status(`${list}live-renamed/`), 200);

    rmSync(join(folder, 'live-renamed.toml'));
    await link('live-renamed').waitFor({ state: 'detached' });
    assert.equal(await status(`${list}live-renamed/`), 404);
    await stayed();
  });

  test('what is chosen in a list and asked of the search stays through an edit', async () => {
    edit(file, () => titled('Chosen before'));
    await open(`${prefix}commitments/?q=chosen`);
    const rows = page.locator('.listing .rows > li:visible');
    await rows.filter({ hasText: 'Chosen before' }).waitFor();
    assert.equal(await rows.count(), 1);
    edit(file, () => titled('Chosen after'));
    await rows.filter({ hasText: 'Chosen after' }).waitFor();
    assert.equal(await rows.count(), 1, 'other rows stay hidden');
    assert.equal(await page.locator('#part-word').inputValue(), 'chosen');
    assert.equal(await page.locator('#part-chosen button').count(), 1);

    await page.evaluate(() => { for (const part of document.querySelectorAll('#part-filters details')) part.open = true; });
    const box = page.locator('.facet input').first();
    await page.locator('#part-word').fill('');
    await page.evaluate(() => document.querySelector('.facet input').click());
    const address = page.url();
    edit(file, () => titled('Chosen at last'));
    await page.locator('.listing .rows > li', { hasText: 'Chosen at last' }).first().waitFor({ state: 'attached' });
    await page.waitForFunction(() => document.querySelector('.facet input')?.checked);
    assert.equal(page.url(), address);
    await box.evaluate((input) => input.click());
    await page.waitForFunction(() => location.search === '', undefined, { timeout: 5000 });

    await open(`${prefix}search/?q=chosen`);
    const hits = page.locator('ol.rows > li');
    await hits.filter({ hasText: 'Chosen at last' }).first().waitFor();
    edit(file, () => titled('Chosen in the end'));
    await hits.filter({ hasText: 'Chosen in the end' }).first().waitFor();
    await stayed();
  });

  test('another branch of the repository shows as soon as it is checked out', async () => {
    const git = (...words) => execFileSync('git', ['-C', root, '-c', 'user.name=test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false', ...words], { stdio: 'pipe' });
    edit(file, () => titled('On the first branch'));
    git('init', '-q', '-b', 'first');
    git('add', '.');
    git('commit', '-qm', 'first');
    git('switch', '-qc', 'second');
    edit(file, () => titled('On the second branch'));
    git('commit', '-qam', 'second');
    await open(`${list}live-preview/`);
    await heading('On the second branch');
    git('switch', '-q', 'first');
    await heading('On the first branch');
    git('switch', '-q', 'second');
    await heading('On the second branch');
    await stayed();
  });

  test('the panel tells what the page is made of, opens and closes by key, and covers nothing for good', async () => {
    edit(file, () => titled('For the panel', 'draft = true\nsummary = "TODO: say it"\n'));
    await open(`${list}live-preview/`);
    const panel = page.locator('#pactfolio-about');
    const button = panel.getByRole('button', { name: /^Page/ });
    await button.filter({ hasText: 'draft' }).waitFor();
    assert.equal(await button.getAttribute('aria-expanded'), 'false');
    await button.focus();
    await page.keyboard.press('Enter');
    assert.equal(await button.getAttribute('aria-expanded'), 'true');
    const body = panel.getByRole('region');
    assert.match(await body.innerText(), /not published yet/);
    assert.match(await body.innerText(), /live-preview\.toml/);
    assert.match(await body.innerText(), /still a note/);
    assert.deepEqual(await violations(), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it fits 360 px');

    // Mending the note while the panel is open changes what it says, and leaves it open.
    edit(file, () => titled('For the panel', 'draft = true\n'));
    await body.getByText('still a note').waitFor({ state: 'detached' });
    assert.equal(await button.getAttribute('aria-expanded'), 'true');
    await button.focus();
    await page.keyboard.press('Escape');
    assert.ok(await body.isHidden());
    assert.ok(await button.evaluate((node) => node === document.activeElement), 'the focus goes back to the button');

    await page.evaluate(() => { scrollTo(0, 0); document.querySelector('a').focus(); });
    assert.ok(await apart('a', '#pactfolio-about'), 'the skip link is free');
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    assert.ok(await apart('body > footer', '#pactfolio-about'), 'the footer can be scrolled free');
    assert.deepEqual(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]), [0, 0, '']);
    await stayed();
  });

  test('a page lists every file with its findings, and follows changes', async () => {
    edit(file, () => titled('For the list', 'summary = "TODO: say it"\n'));
    await page.goto(`${server.url}__pactfolio/findings`);
    const entry = page.locator('li', { hasText: 'TODO: say it' });
    await entry.waitFor();
    assert.deepEqual(await violations(), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it fits 360 px');
    const link = page.locator(`a[href$="/${list}live-preview/"]`).first();
    assert.equal(await link.count(), 1);
    edit(file, () => titled('For the list'));
    await entry.waitFor({ state: 'detached' });
    assert.ok(await page.locator('#pactfolio-about').count() === 0);
  });

  test('other hosts are refused, so that no foreign page can read the preview', async () => {
    assert.equal(await status(list), 200);
    assert.ok(await status(list, { host: 'attacker.example' }) >= 400);
  });

  /** Opens an address and marks the window; a navigation would lose the mark. */
  async function open(address) {
    await page.goto(server.url + address);
    await page.evaluate(() => { window.mark = 'same window'; });
  }
  const stayed = async () => assert.equal(await page.evaluate(() => window.mark), 'same window', 'the page was loaded anew');
  /** What axe finds. */
  async function violations() {
    await page.evaluate(axe.source);
    const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
    const { violations } = await page.evaluate((standards) => window.axe.run(document, { runOnly: standards }), standards);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }
  /** Do two elements not overlap? */
  const apart = (one, other) => page.evaluate(([one, other]) => {
    const [a, b] = [one, other].map((name) => document.querySelector(name).getBoundingClientRect());
    return a.bottom <= b.top || b.bottom <= a.top || a.right <= b.left || b.right <= a.left;
  }, [one, other]);
  const heading = (text) => page.locator('h1', { hasText: text }).first().waitFor();
  const status = (address, headers = {}) => new Promise((done, failed) => {
    get(server.url + address, { headers, agent: false }, (response) => { response.resume(); done(response.statusCode); }).on('error', failed);
  });
});

/** A commitment of the example after which the ones of this test are written. */
function someCommitment() {
  const all = join(root, 'content/partnerships');
  for (const partnership of readdirSync(all).sort()) {
    const commitments = join(all, partnership, 'commitments');
    const name = existsSync(commitments) && readdirSync(commitments).sort().find((name) => name.endsWith('.toml'));
    if (name) return { partnership, model: readFileSync(join(commitments, name), 'utf8') };
  }
  assert.fail('the example has no partnership with a commitment in a file of its own');
}

/** That commitment with another title in its first line, and what else is to follow it. */
function titled(title, rest = '') {
  return `title = "${title}"\n${rest}${model.replace(/^(title(\.\w+)?|aliases)\s*=.*\n/gm, '')}`;
}

/** Starts the preview on a free port; it says on standard error which. */
async function startServe() {
  assert.ok(existsSync(binary), `There is no ${binary}: run scripts/test browser.`);
  const child = spawn(binary, ['serve', '--root', root, '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((done) => child.once('close', done));
  let said = '';
  const url = await new Promise((done, failed) => {
    const timer = setTimeout(() => { child.kill(); failed(new Error(`serve named no address in 30 seconds:\n${said}`)); }, 30_000);
    child.on('error', failed).on('close', () => { clearTimeout(timer); failed(new Error(`serve ended:\n${said}`)); });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
      const address = said.match(/http:\/\/127\.0\.0\.1:\d+\//)?.[0];
      if (address) { clearTimeout(timer); done(address); }
    });
  });
  return { url, stop: () => { child.kill(); return ended; } };
}
