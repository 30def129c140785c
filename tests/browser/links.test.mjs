// Every link, source and fragment of every page arrives, at whatever address the portal stands.
import { after, test } from 'node:test';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brokenIn } from './links.mjs';
import { assertNone, baseUrl, binary, copyOfExample, edit, languages, output } from './support.mjs';

test('the example portal', () => assertNone(brokenIn(output, baseUrl(), languages())));

test('the same portal on another path', () => {
  const root = copyOfExample(after);
  edit(join(root, 'site.toml'), (text) => text.replace(/^base_url\s*=.*$/m, 'base_url = "https://elsewhere.example.org/portal/"'));
  const out = join(root, 'public');
  const built = spawnSync(binary, ['build', '--root', root, '--out', out], { encoding: 'utf8' });
  assert.equal(built.status, 0, built.error?.message ?? built.stderr);
  assertNone(brokenIn(out, baseUrl(root), languages(root)));
});

test('this test sees what is broken', () => {
  const root = mkdtempSync(join(tmpdir(), 'pactfolio-links-'));
  after(() => rmSync(root, { recursive: true }));
  const base = 'https://a.example/portal/';
  const page = (lang, body, links = '') => `<!doctype html><html lang=${lang}><head><link rel=canonical href="${base}${lang}/">${links}</head><body data-template="x">${body}</body></html>`;
  const alternate = (lang) => `<link rel="alternate" hreflang="${lang}" href="${base}${lang}/">`;
  const files = {
    'a.css': 'p { background: url(none.png) }',
    'en/index.html': page('en', '<p id=here><a href="#here">ok</a><a href="#gone">1</a><a href="../it/#x">2</a><a href=../no/>3</a><a href="/en/">4</a><a href="../../../en/">5</a><img src="https://b.example/x.png"><img srcset="../a.css 1x, b.png 2x"><a href="https://b.example/?a=1&amp;b=2">ok</a><a href="javascript:x">6</a><a href="../it">7</a><script src="../a.css">"<a href=x>"</script>', alternate('en') + alternate('it') + alternate('fr')),
    'it/index.html': page('it', '<p id="y">', alternate('it')),
    '404.html': '<!doctype html><html lang=en><body data-template=404><a href="/portal/en/">ok</a><a href="en/">8</a>',
    'sitemap.xml': `<urlset><url><loc>${base}en/</loc></url><url><loc>${base}gone/</loc></url></urlset>`,
    'robots.txt': 'User-agent: *\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  assert.deepEqual(brokenIn(root, base, ['en', 'it']).sort(), [
    '404.html: "en/" is not from the root of the host; the page is served at any depth',
    'a.css: "none.png" leads nowhere',
    'en/index.html: "#gone" names no element of en/index.html',
    'en/index.html: "../../../en/" leads out of the site',
    'en/index.html: "../it" leads nowhere',
    'en/index.html: "../it/#x" names no element of it/index.html',
    'en/index.html: "../no/" leads nowhere',
    'en/index.html: "/en/" is not relative',
    'en/index.html: "b.png" leads nowhere',
    `en/index.html: "${base}fr/" leads nowhere`,
    'en/index.html: "https://b.example/x.png" is loaded from another host',
    'en/index.html: "javascript:x" has a scheme that no page may have',
    'en/index.html: it/index.html is its it version, but does not name it as its own en version',
    'robots.txt: does not name the sitemap',
    `sitemap.xml: "${base}gone/" leads nowhere`,
    'sitemap.xml: it/index.html is not listed',
  ].sort());
});
