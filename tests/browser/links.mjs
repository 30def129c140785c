// What is wrong with the links of a built site: every link, source and fragment of every page arrives; languages and the sitemap agree with the pages. No browser: this is for thousands of pages.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pages } from './support.mjs';

// ── What is read ────────────────────────────────────────────────────────────────────────────────

const references = { a: ['href'], area: ['href'], link: ['href'], use: ['href', 'xlink:href'], image: ['href'], img: ['src'], script: ['src'], source: ['src'], video: ['src', 'poster'], audio: ['src'], track: ['src'], iframe: ['src'], object: ['data'], form: ['action'] };
const leadsOn = new Set(['a', 'area', 'form']);
const entities = { '&amp;': '&', '&quot;': '"', '&#39;': "'", '&#x27;': "'", '&#x2F;': '/', '&lt;': '<', '&gt;': '>' };
const plain = (text) => text.replace(/&(?:amp|quot|lt|gt|#39|#x27|#x2F);/gi, (entity) => entities[entity] ?? entities[entity.toLowerCase()] ?? entity);

/** The tags of a page, each as name and attributes; scripts and comments hold none. */
function* tags(html) {
  const markup = html.replace(/<!--[^]*?-->|(<script\b[^>]*>)[^]*?<\/script>/gi, '$1');
  for (const [, name, rest] of markup.matchAll(/<([a-z][a-z0-9]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi)) {
    const attributes = {};
    for (const [, key, a, b, c] of rest.matchAll(/([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g)) attributes[key.toLowerCase()] = plain(a ?? b ?? c ?? '');
    yield { name: name.toLowerCase(), attributes };
  }
}

/** What a tag refers to. `states` marks what is said about this page to others, and is written absolute. */
function* referencesOf({ name, attributes }) {
  for (const key of references[name] ?? []) {
    if (attributes[key] === undefined) continue;
    const rel = attributes.rel ?? '';
    yield { href: attributes[key].trim(), loads: !leadsOn.has(name) && name !== 'link' || /stylesheet|icon|preload|manifest/.test(rel), states: name === 'link' && /canonical|alternate/.test(rel) };
  }
  for (const candidate of attributes.srcset?.split(',') ?? []) yield { href: candidate.trim().split(/\s+/)[0], loads: true };
  if (name === 'meta' && /refresh/i.test(attributes['http-equiv'] ?? '')) yield { href: attributes.content.replace(/^[^=]*=\s*/, '') };
  if (name === 'meta' && /^og:(url|image)$/.test(attributes.property ?? '')) yield { href: attributes.content, states: true };
}

// ── What is asked of it ─────────────────────────────────────────────────────────────────────────

/** All that is wrong with the links of a built site, each in one line. */
export function brokenIn(root, base, languages) {
  const problems = new Set();
  const files = new Set(readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1)));
  const all = pages(root);
  const fragments = new Map();
  const versions = new Map();
  const listed = sitemap(root, base, files, problems);

  for (const page of all) {
    const report = (text) => problems.add(`${page.file}: ${text}`);
    const known = { canonical: undefined, alternates: new Map(), hidden: page.redirect };
    const ids = new Set();
    const own = [];
    for (const tag of tags(readFileSync(join(root, page.file), 'utf8'))) {
      const { name, attributes } = tag;
      if (attributes.id) ids.add(attributes.id);
      if (name === 'meta' && attributes.name === 'robots' && /noindex/.test(attributes.content)) known.hidden = true;
      for (const reference of referencesOf(tag)) {
        const { href } = reference;
        const found = follow(href, page.file, base, files);
        const wrong = found.wrong ?? misplaced(reference, found, page.file);
        if (wrong) report(`"${href}" ${wrong}`);
        if (found.fragment && found.file === page.file) own.push({ id: found.fragment, href });
        else if (found.fragment) remember(fragments, found.file, { id: found.fragment, from: page.file, href });
        if (name === 'link' && attributes.rel === 'canonical') known.canonical = found.file;
        if (name === 'link' && attributes.rel === 'alternate' && attributes.hreflang && !attributes.type) known.alternates.set(attributes.hreflang, found.file);
      }
    }
    for (const { id, href } of own) if (!ids.has(id)) report(`"${href}" names no element of ${page.file}`);
    if (page.file === '404.html' || page.redirect) continue;
    if (!known.canonical) report('has no canonical address');
    versions.set(page.file, { ...page, ...known });
    if (known.canonical === page.file && !known.hidden && !listed.has(page.file)) problems.add(`sitemap.xml: ${page.file} is not listed`);
  }

  for (const [file, wanted] of fragments) {
    if (!file.endsWith('.html')) continue;
    const ids = new Set();
    for (const { attributes } of tags(readFileSync(join(root, file), 'utf8'))) if (attributes.id) ids.add(attributes.id);
    for (const { id, from, href } of wanted) if (!ids.has(id)) problems.add(`${from}: "${href}" names no element of ${file}`);
  }
  if (languages.length > 1) translations(versions, languages, problems);
  styles(root, files, base, problems);
  return [...problems];
}

/** Where a reference arrives: a file of the site, another host, or what is wrong with it. */
function follow(href, from, base, files) {
  const { origin, pathname: path } = new URL(base);
  const scheme = href.match(/^([a-z][a-z0-9+.-]*):/i)?.[1].toLowerCase();
  if (['mailto', 'tel', 'data'].includes(scheme)) return { scheme };
  if (scheme && !['http', 'https'].includes(scheme)) return { wrong: 'has a scheme that no page may have' };
  // Relative links are followed from deep inside another host, where climbing out of the site is seen.
  const relative = !scheme && !href.startsWith('/');
  const [host, top] = relative ? ['https://relative.invalid', '/as/deep/'] : [origin, path];
  let url;
  try { url = new URL(href, `${host}${top}${from}`); } catch { return { wrong: 'is no address' }; }
  if (url.origin !== host) return { scheme: 'https', elsewhere: true };
  if (!url.pathname.startsWith(top)) return { wrong: href.startsWith('/') ? 'is not relative' : 'leads out of the site' };
  let file = decodeURIComponent(url.pathname.slice(top.length));
  if (file === '' || file.endsWith('/')) file += 'index.html';
  if (!files.has(file)) return { wrong: 'leads nowhere' };
  return { file, relative, absolute: Boolean(scheme), fragment: decodeURIComponent(url.hash.slice(1)) };
}

/** A reference that arrives, but is written as it must not be there. */
function misplaced({ href, loads, states }, found, from) {
  if (loads && found.elsewhere) return 'is loaded from another host';
  if (states) return found.absolute ? undefined : 'is not absolute';
  if (!found.file || href.startsWith('#')) return;
  if (from === '404.html') return found.relative ? 'is not from the root of the host; the page is served at any depth' : undefined;
  if (!found.relative) return 'is not relative';
}

function remember(map, key, value) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(value);
}

/**
 * Every page stands in every language. Originals name the languages they are translated into and
 * each other; a copy in a language without translation leads search engines to its original.
 */
function translations(versions, languages, problems) {
  for (const [file, { language, alternates, canonical }] of versions) {
    for (const other of languages) {
      const copy = file.replace(/^[a-z]{2}\//, `${other}/`);
      if (!versions.has(copy)) problems.add(`${file}: does not stand in ${other}`);
    }
    if (canonical !== file) {
      if (alternates.size > 0) problems.add(`${file}: is a copy, but names translations`);
      continue;
    }
    if (alternates.get(language) !== file) problems.add(`${file}: is not its own ${language} version`);
    for (const [other, version] of alternates) {
      // The address without a language leads on to one of the versions, and names none.
      if (version && other !== 'x-default' && versions.get(version)?.alternates.get(language) !== file) problems.add(`${file}: ${version} is its ${other} version, but does not name it as its own ${language} version`);
    }
  }
}

/** The pages that sitemap.xml lists, in the files that it may be split into. */
function sitemap(root, base, files, problems) {
  const listed = new Set();
  if (!/^sitemap:\s*https?:/im.test(files.has('robots.txt') ? readFileSync(join(root, 'robots.txt'), 'utf8') : '')) problems.add('robots.txt: does not name the sitemap');
  const maps = ['sitemap.xml'];
  for (const map of maps) {
    if (!files.has(map)) { problems.add(`${map}: is missing`); continue; }
    const text = readFileSync(join(root, map), 'utf8');
    for (const [, loc, href] of text.matchAll(/<loc>\s*([^<]*?)\s*<\/loc>|<xhtml:link\b[^>]*href="([^"]*)"/g)) {
      const address = plain(loc ?? href);
      const found = follow(address, map, base, files);
      if (found.wrong || !found.absolute) problems.add(`${map}: "${address}" ${found.wrong ?? 'is not an absolute address of this site'}`);
      else if (loc && text.includes('<sitemapindex')) maps.push(found.file);
      else if (loc) listed.add(found.file);
    }
  }
  return listed;
}

function styles(root, files, base, problems) {
  for (const file of files) {
    if (!file.endsWith('.css')) continue;
    for (const [, href] of readFileSync(join(root, file), 'utf8').matchAll(/url\(\s*["']?([^"')]+)["']?\s*\)/g)) {
      const { wrong, elsewhere } = follow(href, file, base, files);
      if (wrong || elsewhere) problems.add(`${file}: "${href}" ${wrong ?? 'is loaded from another host'}`);
    }
  }
}
