/** What a person does in the web app, in the words of its pages. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PASSWORD = 'seven herons keep a ledger';

/** Signs a new person up. @param {import('playwright-core').Page} page @param {string} url @param {string} name */
export async function signUp(page, url, name) {
  await page.goto(url);
  await page.getByLabel('Username').fill(name);
  await page.getByLabel('E-mail').fill(`${name}@example.com`);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

/** Logs in. @param {import('playwright-core').Page} page @param {string} name */
export async function logIn(page, name) {
  await page.getByLabel('Username or e-mail').fill(name);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** Goes through Plaid Link's frame with a simulated person. @param {import('playwright-core').Page} page @param {string} person */
export async function throughLink(page, person) {
  const link = page.frameLocator('iframe');
  await link.getByRole('button', { name: 'Continue' }).click();
  await link.getByRole('button', { name: /First Platypus Bank/ }).click();
  await link.getByLabel('User name').fill(person);
  await link.getByLabel('Password').fill('anything');
  await page.keyboard.press('Enter');
  await link.getByRole('button', { name: /^Share \d+ accounts$/ }).click();
  await link.getByRole('button', { name: 'Finish' }).click();
}

/**
 * Pictures of a view on a phone and on a desk, light and dark, where `FLORIN_APP_SCREENSHOTS` names a folder.
 * @param {import('playwright-core').Page} page @param {string} name
 */
export async function pictures(page, name) {
  const folder = process.env.FLORIN_APP_SCREENSHOTS;
  for (const [place, width, height] of /** @type {const} */ ([['phone', 390, 844], ['desktop', 1280, 900]])) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // The colours are the new ones after a frame or two.
      await page.evaluate(() => new Promise((resolve) => globalThis.requestAnimationFrame(() => globalThis.setTimeout(resolve, 60))));
      await accessible(page, `${name}, ${place}, ${colorScheme}`);
      if (folder) await page.screenshot({ path: path.join(folder, `${name}-${place}-${colorScheme}.png`), fullPage: true });
    }
  }
}

/** @type {string | undefined} */
let axe;

/** Holds a view to WCAG 2.2 AA as far as axe can tell. @param {import('playwright-core').Page} page @param {string} view */
async function accessible(page, view) {
  axe ??= await readFile(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
  // By the debugger's door: the page's policy lets no script in, and shall not for a test.
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    // React Aria's announcer names elements that may be gone a moment later; it is read out once and never looked at.
    // @ts-expect-error the script above
    const found = await globalThis.axe.run({ exclude: ['[data-live-announcer]'] }, { runOnly: tags, resultTypes: ['violations'], iframes: false });
    return found.violations.map((/** @type {any} */ { id, nodes }) => `${id}: ${nodes.map((/** @type {any} */ node) => `${node.html} ${node.failureSummary}`).join(' | ')}`);
  });
  assert.deepEqual(violations, [], view);
}
