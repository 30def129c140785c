// Lighthouse on the largest page of each template: the best score for access, good practice and search engines; nothing
// moves while a page loads. How fast it is depends on the machine: `every-page.mjs --only lighthouse` tells that.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { flagsFor, openLighthouse, scores, shortcomings } from './lighthouse.mjs';
import { assertNone, serveExample, templates } from './support.mjs';

const server = await serveExample();
const browser = await openLighthouse();
after(async () => { await browser.close(); server.close(); });

for (const { template, address } of templates()) {
  test(`${template}: Lighthouse`, async () => {
    const report = await browser.look(server.url(address), {
      onlyCategories: ['accessibility', 'best-practices', 'seo'],
      onlyAudits: ['cumulative-layout-shift', 'layout-shifts'],
      ...flagsFor(template),
      // A page is still long before Lighthouse would look: nothing is measured that takes its time.
      pauseAfterFcpMs: 500, pauseAfterLoadMs: 500, networkQuietThresholdMs: 500, cpuQuietThresholdMs: 500,
    });
    assertNone(shortcomings(report));
    assert.deepEqual(scores(report), { accessibility: 100, 'best-practices': 100, seo: 100 });
  });
}
