/**
 * A view in each of its looks: on a phone and on a desk, light and dark. Each is held to WCAG 2.2 AA as far as axe can
 * tell. `FLORIN_JOURNEYS=all` asks for all four looks of a view; else it is the two that differ in everything.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1440, height: 900 };

/** @typedef {{ name: string, size: typeof PHONE, colorScheme: 'light' | 'dark' }} Look */

/** @type {Look[]} */
export const LOOKS = [
  { name: 'phone-dark', size: PHONE, colorScheme: 'dark' },
  { name: 'desktop-light', size: DESK, colorScheme: 'light' },
  { name: 'phone-light', size: PHONE, colorScheme: 'light' },
  { name: 'desktop-dark', size: DESK, colorScheme: 'dark' },
];
const SAMPLE = 2;
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** @type {string | undefined} */
let axe;

/**
 * Holds what the page shows to its rules, in each look. @param {import('playwright-core').Page} page @param {string} view
 */
export async function accessible(page, view) {
  const looks = process.env.FLORIN_JOURNEYS === 'all' ? LOOKS : LOOKS.slice(0, SAMPLE);
  for (const look of looks) {
    await wear(page, look);
    assert.deepEqual(await violations(page), [], `${view}, ${look.name}`);
  }
}

/** Has the page take on a look. @param {import('playwright-core').Page} page @param {Look} look */
export async function wear(page, { size, colorScheme }) {
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  // The size is known after a frame, and what moves then comes to rest.
  await page.evaluate(() => new Promise((resolve) => globalThis.requestAnimationFrame(() => globalThis.requestAnimationFrame(resolve))));
  await page.waitForFunction(() => document.getAnimations().every((each) => !Number.isFinite(each.effect?.getComputedTiming().endTime)));
}

/** @param {import('playwright-core').Page} page @returns {Promise<string[]>} */
async function violations(page) {
  axe ??= await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  // By the debugger's door: the page's policy lets no script in, and shall not for a test.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  return page.evaluate(async (tags) => {
    // React Aria's announcer names elements that may be gone a moment later; it is read out once and never looked at.
    // Its popovers have ways out for screen readers on both sides of the dialog, which are no content of the page.
    const rules = { region: { enabled: document.querySelector('.popover') === null } };
    // @ts-expect-error the script above
    const found = await globalThis.axe.run({ exclude: ['[data-live-announcer]'] }, { runOnly: tags, resultTypes: ['violations'], iframes: false, rules });
    return found.violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.map((/** @type {any} */ node) => `${node.html} ${node.failureSummary}`).join(' | ')}`);
  }, TAGS);
}
