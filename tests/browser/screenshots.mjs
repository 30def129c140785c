// Pictures of one page per template for people to look at: node tests/browser/screenshots.mjs [template …]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser, serveExample, shots, templates, visit } from './support.mjs';

const wanted = process.argv.slice(2);
const server = await serveExample();
const browser = await openBrowser();
mkdirSync(shots, { recursive: true });
for (const { template, address } of templates().filter(({ template }) => wanted.length === 0 || wanted.includes(template))) {
  for (const width of [360, 1280]) {
    for (const colorScheme of ['light', 'dark']) {
      const { page, context } = await visit(browser, server.url(address), { width, colorScheme });
      const path = join(shots, `${template.replaceAll('/', '-')}-${width}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true });
      await context.close();
      console.log(path);
    }
  }
}
await browser.close();
server.close();
