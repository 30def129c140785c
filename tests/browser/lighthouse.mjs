// What Lighthouse says of a page, as on a phone.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import lighthouse from 'lighthouse';
import { chromium } from 'playwright-core';
import { chromiumOptions } from './support.mjs';

/** A browser of its own for Lighthouse: `look` gives its report on an address. */
export async function openLighthouse() {
  const profile = mkdtempSync(join(tmpdir(), 'pactfolio-lighthouse-'));
  const { args, executablePath } = chromiumOptions();
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: [...args, '--remote-debugging-port=0'] });
  const [port] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  const close = async () => { await context.close(); rmSync(profile, { recursive: true, force: true }); };
  return { look: (url, flags) => look(url, { port: Number(port), logLevel: 'silent', disableFullPageScreenshot: true, ...flags }), close };
}

/** Search engines are meant to pass over the page for unknown addresses. */
export const flagsFor = (template) => ({ skipAudits: template === 'not-found' ? ['is-crawlable'] : [] });

/** On a busy machine Lighthouse sometimes loses its own trace of the page: it looks again. */
async function look(url, flags, tries = 3) {
  const { lhr } = await lighthouse(url, flags);
  if (lhr.runtimeError && tries > 1) return look(url, flags, tries - 1);
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  return lhr;
}

/** The scores of a report out of 100, by category. */
export const scores = ({ categories }) => Object.fromEntries(Object.values(categories).map(({ id, score }) => [id, Math.round(score * 100)]));

/** What keeps a report from being the best there is, each in one line. */
export function shortcomings({ categories, audits }) {
  const short = Object.values(categories).flatMap(({ id, score, auditRefs }) => (score < 1 ? auditRefs.filter(({ weight }) => weight > 0).map((audit) => [id, audits[audit.id]]) : []));
  const found = short.filter(([, { score }]) => score !== null && score < 1);
  return [
    ...found.map(([category, { id, title, displayValue }]) => `${category}: ${title} (${[id, displayValue].filter(Boolean).join(', ')})`),
    ...shifts(audits).map((shift) => `moves while it loads: ${shift}`),
  ];
}

/** What moved while the page was loading, and how far. */
function shifts({ 'cumulative-layout-shift': { numericValue }, 'layout-shifts': { details } }) {
  if (numericValue === 0) return [];
  return [`${numericValue.toFixed(4)} in all`, ...details?.items?.map(({ node, score }) => `${score.toFixed(4)} ${node?.snippet}`) ?? []];
}
