// Every page of a built site, where the tests look at one of each template. Half an hour for the example portal:
//
//   node tests/browser/every-page.mjs [FOLDER] [--only links|html|browser|lighthouse]
//
// `links` and `html` (both validators) read files. `browser` opens every page: axe, contrast in drawings, policy, console,
// other hosts, storage, and scrolling sideways at 320 px. `lighthouse` looks at the largest page of each template and
// language and scores its speed too: run it on a quiet machine; it is left out unless it is asked for. Without FOLDER it
// is the example portal as `scripts/test browser` has built it.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { flagsFor, openLighthouse, scores, shortcomings } from './lighthouse.mjs';
import { brokenIn } from './links.mjs';
import { enter, faintSvgText, kept, openBrowser, output, pages, samples, serve, tooWide, violations } from './support.mjs';
import { byHtmlValidate, byNu } from './validators.mjs';

const { values: { only }, positionals: [folder = output] } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });
const root = resolve(folder);
const all = pages(root);
const base = readFileSync(join(root, 'robots.txt'), 'utf8').match(/^sitemap:\s*(.*)sitemap\.xml$/im)[1];
let problems = 0;

const parts = {
  links: () => report(brokenIn(root, base, [...new Set(all.map(({ language }) => language))])),
  html: async () => report([...byHtmlValidate(root), ...await byNu(root)]),
  browser: openAll,
  lighthouse: lookWithLighthouse,
};
const wanted = only ? [only] : ['links', 'html', 'browser'];
for (const part of wanted) await parts[part]();
console.log(`${all.length} pages, ${problems} problems (${wanted.join(', ')})`);
process.exitCode = problems > 0 ? 1 : 0;

function report(found) {
  problems += found.length;
  found.forEach((problem) => console.log(problem));
}

// ── In a browser ────────────────────────────────────────────────────────────────────────────────

/** Opens all pages, several at a time; those that only lead on show nothing. */
async function openAll() {
  const server = await serve(root, new URL(base).pathname);
  const browser = await openBrowser();
  const left = all.filter(({ redirect }) => !redirect).values();
  let opened = 0;
  await Promise.all(Array.from({ length: availableParallelism() }, async () => {
    const visitor = await enter(browser, server.origin);
    for (const page of left) {
      report(await problemsOf(page, server.url(page.address), visitor));
      if (++opened % 500 === 0) console.error(`${opened} of ${all.length} pages`);
    }
  }));
  await browser.close();
  server.close();
}

/** What is wrong with a page on a phone, then on a desk. */
async function problemsOf({ address }, url, { page, problems }) {
  try {
    await page.setViewportSize({ width: 320, height: 900 });
    await page.goto(url);
    problems.push(...await page.evaluate(tooWide), ...await page.evaluate(faintSvgText));
    await page.setViewportSize({ width: 1280, height: 900 });
    problems.push(...await violations(page), ...await page.evaluate(faintSvgText), ...await kept(page));
  } catch (error) {
    if (!page.context().browser().isConnected()) throw error;
    problems.push(`could not be looked at: ${error.message}`);
  }
  return problems.splice(0).map((problem) => `/${address} ${problem}`);
}

// ── Lighthouse ──────────────────────────────────────────────────────────────────────────────────

/** The largest page of each template and language. Speed differs from one time to the next: the best of three counts. */
async function lookWithLighthouse() {
  const server = await serve(root, new URL(base).pathname);
  const browser = await openLighthouse();
  for (const { address, template } of samples(all)) {
    const best = await bestOf(3, () => browser.look(server.url(address), flagsFor(template)));
    console.log(`/${address} ${Object.entries(scores(best)).map(([category, score]) => `${category} ${score}`).join(', ')}`);
    report(shortcomings(best).map((problem) => `/${address} ${problem}`));
  }
  await browser.close();
  server.close();
}

async function bestOf(tries, look) {
  const looked = await look();
  if (tries === 1 || scores(looked).performance === 100) return looked;
  const other = await bestOf(tries - 1, look);
  return scores(other).performance > scores(looked).performance ? other : looked;
}
