// One page of each template, light and dark, on a phone and on a desk: accessible, quiet, private, never wider than the screen.
import { after, test } from 'node:test';
import axe from 'axe-core';
import { assertNone, openBrowser, samples, serveExample, templates, visit } from './support.mjs';

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];
const server = await serveExample();
const browser = await openBrowser();
after(async () => { await browser.close(); server.close(); });

for (const { template, address } of templates()) {
  for (const width of [360, 1280]) {
    for (const colorScheme of ['light', 'dark']) {
      test(`${template}, ${width} px, ${colorScheme}`, async () => {
        const { page, context, problems } = await visit(browser, server.url(address), { width, colorScheme });
        problems.push(...await violations(page), ...await page.evaluate(faintSvgText), ...await page.evaluate(stored));
        problems.push(...(await context.cookies()).map(({ name }) => `cookie: ${name}`));
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

/** axe on the page with everything unfolded, then on each menu that opens above it. */
async function violations(page) {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (standards) => {
    for (const details of document.querySelectorAll('details')) details.open = true;
    const closed = [...document.querySelectorAll('[popover]')].filter((menu) => !menu.checkVisibility());
    const run = async (where) => (await window.axe.run(where, { runOnly: standards, resultTypes: ['violations'] })).violations;
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

// ── In the page ─────────────────────────────────────────────────────────────────────────────────

/** Whatever the page has kept in the browser. */
async function stored() {
  const kept = [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...await caches.keys(),
    ...(await indexedDB.databases()).map(({ name }) => name),
    ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope)];
  return kept.map((name) => `storage: ${name}`);
}

/** WCAG 1.4.12; as a constructed sheet, which the policy of the page allows. */
function widenText() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }');
  document.adoptedStyleSheets.push(sheet);
}

/** What sticks out of the window at the right, if the page scrolls sideways or hides that it would. */
function tooWide() {
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
function faintSvgText() {
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
