// What the browser tests share: the built example portal and its pages, a server, a browser.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join, resolve, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

export const repository = resolve(import.meta.dirname, '../..');
const target = resolve(repository, process.env.CARGO_TARGET_DIR ?? 'target');
export const binary = join(target, 'release/pactfolio');
export const shots = join(target, 'browser/shots');
/** The example portal as `scripts/test` has built it. */
export const output = join(target, 'browser/site');

// ── The example portal ──────────────────────────────────────────────────────────────────────────

/** The strings that site.toml gives a key: one, or those of a list. */
function setting(key, root = repository) {
  const value = readFileSync(join(root, 'site.toml'), 'utf8').match(new RegExp(`^${key}\\s*=\\s*(\\[[^\\]]*\\]|.+)`, 'm'))?.[1];
  assert.ok(value, `site.toml has no "${key} = …"`);
  return [...value.matchAll(/["']([^"']+)["']/g)].map(([, text]) => text);
}

/** Where the site will live; always with a slash at its end. */
export const baseUrl = (root) => setting('base_url', root)[0].replace(/\/*$/, '/');
export const languages = (root) => setting('languages', root);

/** Copies the example's sources to a temporary folder, which is removed when the test file ends. */
export function copyOfExample(after) {
  const folder = mkdtempSync(join(tmpdir(), 'pactfolio-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  for (const part of ['site.toml', 'content', 'themes']) {
    if (existsSync(join(repository, part))) cpSync(join(repository, part), join(folder, part), { recursive: true });
  }
  return folder;
}

/** Changes a file the way editors save: as a whole, by renaming one that stood beside it under a hidden name. */
export function edit(file, change) {
  const hidden = join(dirname(file), `.${basename(file)}.new`);
  writeFileSync(hidden, change(existsSync(file) ? readFileSync(file, 'utf8') : ''));
  renameSync(hidden, file);
}

// ── Pages ───────────────────────────────────────────────────────────────────────────────────────

/** Every HTML page below `root`, with what its first tags say of it. */
export function pages(root = output) {
  assert.ok(existsSync(root), `There is no site in ${root}: run scripts/test browser.`);
  const files = readdirSync(root, { recursive: true }).filter((file) => file.endsWith('.html')).sort();
  assert.ok(files.length > 0, `There are no pages in ${root}.`);
  return files.map((file) => {
    const html = readFileSync(join(root, file), 'utf8');
    return {
      file,
      address: file.replaceAll(sep, '/').replace(/(^|\/)index\.html$/, '$1'),
      language: html.match(/<html\b[^>]*\blang="?([\w-]+)/)?.[1],
      template: html.match(/<body\b[^>]*\bdata-template="?([\w./-]+)/)?.[1],
      redirect: /<meta\b[^>]*http-equiv="?refresh/i.test(html),
      size: html.length,
    };
  });
}

/** The largest page of each template in each language. Pages that only lead on show nothing and are left out. */
export function samples(all = pages()) {
  const largest = new Map();
  for (const page of all.filter((page) => !page.redirect)) {
    const key = `${page.template} ${page.language}`;
    if (!(largest.get(key)?.size >= page.size)) largest.set(key, page);
  }
  return [...largest.values()];
}

/** The samples in the site's default language: one page of each template. */
export const templates = () => samples(pages().filter(({ language }) => language === languages()[0]));

/** Fails with the first of the problems in words. */
export function assertNone(problems) {
  if (problems.length > 0) assert.fail(`${problems.length} problem(s)\n${problems.slice(0, 25).join('\n')}`);
}

// ── Server ──────────────────────────────────────────────────────────────────────────────────────

/** What the `_headers` of a site say of every file, as the hosts that know the format read them. */
function headersOf(root) {
  const file = join(root, '_headers');
  assert.ok(existsSync(file), `There is no _headers in ${root}.`);
  const [every] = readFileSync(file, 'utf8').split('\n\n');
  const headers = every.split('\n').slice(1).map((line) => line.match(/^  ([\w-]+): (.+)$/)?.slice(1));
  assert.ok(headers.length > 3 && headers.every(Boolean), every);
  assert.match(Object.fromEntries(headers)['Content-Security-Policy'] ?? '', /default-src 'none'/);
  return headers.flat();
}

const types = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.mjs': 'text/javascript',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp',
  '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.xml': 'application/xml', '.csv': 'text/csv; charset=utf-8',
  '.ics': 'text/calendar', '.txt': 'text/plain; charset=utf-8', '.pdf': 'application/pdf',
};

/** The file that an address names, or nothing; never one outside `root`. */
function fileAt(root, prefix, url) {
  try {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    if (!path.startsWith(prefix)) return;
    const file = resolve(root, `./${path.slice(prefix.length)}`, path.endsWith('/') ? 'index.html' : '.');
    if (file.startsWith(root + sep) && statSync(file).isFile()) return file;
  } catch { /* odd escapes and missing files alike are not found */ }
}

/** Do hosts send files of this type compressed? */
const isText = (type) => /^text\/|javascript|json|xml/.test(type);

/** Serves a folder on the loopback as a static host would, at `prefix` (which ends with a slash): with the headers
    that the site asks for, or with none, and compressed where that is asked for. */
export async function serve(root, prefix = '/', headers = headersOf(root)) {
  const server = createServer((request, response) => {
    const found = fileAt(root, prefix, request.url);
    const file = found ?? fileAt(root, '/', '/404.html');
    const type = types[extname(file ?? '.txt')] ?? 'application/octet-stream';
    const isShort = file && isText(type) && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    response.writeHead(found ? 200 : 404, [
      'content-type', type, ...(isShort ? ['content-encoding', 'gzip'] : []), ...headers,
    ]);
    // In one piece: what a slow line does to a page is not the server's to play.
    const bytes = file ? readFileSync(file) : 'Not found';
    response.end(isShort ? gzipSync(bytes) : bytes);
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const close = () => { server.closeAllConnections(); server.close(); };
  return { origin, url: (address) => origin + prefix + address, close };
}

/** Serves the example portal at the path of its base_url, since 404.html links from the host's root. */
export const serveExample = () => serve(output, new URL(baseUrl()).pathname);

// ── Browser ─────────────────────────────────────────────────────────────────────────────────────

export const openBrowser = () => chromium.launch(chromiumOptions());

/** How Chromium is started. */
export function chromiumOptions() {
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
  assert.ok(existsSync(executablePath), `There is no Chromium at ${executablePath}: run scripts/setup.`);
  // Without these flags Chromium asks its maker's hosts, and root cannot start it.
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return { executablePath, args };
}

/** Opens a page as a new visitor; `problems` fills with what goes wrong while it is open. */
export async function visit(browser, url, options) {
  const visitor = await enter(browser, new URL(url).origin, options);
  await visitor.page.goto(url);
  return visitor;
}

/** A new visitor of one origin, who has opened no page yet. */
export async function enter(browser, origin, { width = 1280, height = 900, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const problems = [];
  // A violation of the policy is an error on the console, too.
  page.on('console', (message) => message.type() === 'error' && problems.push(`console: ${message.text()} (${message.location().url})`));
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  page.on('request', (request) => !request.url().startsWith('data:') && new URL(request.url()).origin !== origin && problems.push(`request to another origin: ${request.url()}`));
  return { page, context, problems };
}

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

/** axe on the page with everything unfolded, then on each menu that opens above it. */
export async function violations(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (standards) => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    const closed = [...document.querySelectorAll('[popover]')].filter((menu) => !menu.checkVisibility());
    const run = async (where) => (await window.axe.run(where, { runOnly: standards, rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] })).violations;
    const found = await run(document);
    for (const menu of closed) {
      menu.showPopover();
      found.push(...await run(menu));
      menu.hidePopover();
    }
    return found;
  }, standards);
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `axe ${id}: ${target.join(' ')} ${failureSummary.replace(/\s+/g, ' ')}`));
}

/** Whatever the page has kept in the browser. */
export async function kept(page) {
  const cookies = await page.context().cookies();
  return [...cookies.map(({ name }) => `cookie: ${name}`), ...await page.evaluate(stored)];
}

// ── In the page ─────────────────────────────────────────────────────────────────────────────────

/** What lies in the stores of the browser. */
async function stored() {
  const names = [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...await caches.keys(),
    ...(await indexedDB.databases()).map(({ name }) => name),
    ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope)];
  return names.map((name) => `storage: ${name}`);
}

/** What sticks out of the window at the right, if the page scrolls sideways or hides that it would. */
export function tooWide() {
  const root = document.documentElement;
  const frame = [root, document.body];
  const clips = (element) => getComputedStyle(element).overflowX !== 'visible';
  if (root.scrollWidth <= root.clientWidth && !frame.some(clips)) return [];
  const inFrame = (element) => {
    for (let parent = element.parentElement; parent; parent = parent.parentElement) {
      if (clips(parent) && !frame.includes(parent)) return false;
    }
    return element.checkVisibility();
  };
  const wide = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1 && inFrame(element));
  const names = wide.slice(-3).map((element) => `<${element.localName} class="${element.getAttribute('class') ?? ''}"> ${element.textContent.trim().slice(0, 40)}`);
  if (names.length > 0 || root.scrollWidth > root.clientWidth) return [`${root.scrollWidth} px wide in a window of ${root.clientWidth}: ${names.join('; ')}`];
  return [];
}

/** axe skips text in SVG: its contrast with what lies under its middle. */
export function faintSvgText() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('svg * { pointer-events: auto !important }');
  document.adoptedStyleSheets.push(sheet);
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  /** Luminance of colours painted over each other, the lowest first. */
  const luminance = (layers) => {
    for (const { colour, opacity } of [{ colour: '#fff', opacity: 1 }, ...layers]) {
      canvas.globalAlpha = opacity;
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
    }
    const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const paint = (element) => {
    const style = getComputedStyle(element);
    if (!(element instanceof SVGElement)) return [{ colour: style.backgroundColor, opacity: 1 }];
    const layers = [];
    if (style.paintOrder.startsWith('stroke') && style.stroke !== 'none') layers.push({ colour: style.stroke, opacity: 1 });
    if (!/^(none|url)/.test(style.fill) && element.localName !== 'svg') layers.push({ colour: style.fill, opacity: style.fillOpacity * style.opacity });
    return layers;
  };
  const ownText = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const labels = [...document.querySelectorAll('svg text, svg tspan')].filter((element) => ownText(element) && element.checkVisibility());
  return labels.flatMap((label) => {
    label.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const { x, y, width, height } = label.getBoundingClientRect();
    const stack = document.elementsFromPoint(x + width / 2, y + height / 2);
    const under = stack.slice(stack.indexOf(label) + 1).filter((element) => element !== label.parentElement || element.localName !== 'text');
    const layers = under.reverse().flatMap(paint);
    const text = paint(label);
    const [low, high] = [luminance([...layers, ...text.slice(0, -1)]), luminance([...layers, ...text])].sort((a, b) => a - b);
    const { fontSize, fontWeight } = getComputedStyle(label);
    const large = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
    const ratio = (high + 0.05) / (low + 0.05);
    return ratio >= (large ? 3 : 4.5) ? [] : [`text in SVG: contrast ${ratio.toFixed(2)} of "${label.textContent.trim()}"`];
  });
}
