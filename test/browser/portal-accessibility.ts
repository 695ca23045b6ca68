import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { until } from './until.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds serious or critical in what the page shows now. */
export async function violations(page: Page): Promise<string[]> {
  // Colours that are on their way to others are nobody's contrast.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))),
  );
  if (!(await page.evaluate('typeof axe === "object"'))) await page.evaluate(axe);
  const found = (await page.evaluate('axe.run(document).then(({ violations }) => violations)')) as Violation[];
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

/** By how many pixels something is wider than the window. */
export const tooWide = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const scrolling = [document.documentElement, ...document.querySelectorAll('main, dialog')];
    return Math.max(...scrolling.map((element) => element.scrollWidth - element.clientWidth));
  });

export interface View {
  readonly address: string;
  /** A heading or button that is there when the view is. */
  readonly ready: readonly ['heading' | 'button' | 'table', string];
}

export async function look(page: Page, { address, ready: [role, name] }: View): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, address);
  await page.getByRole(role, { name, exact: true }).first().waitFor();
  await until('everything is loaded', async () => (await page.locator('.working-note').count()) === 0);
}
