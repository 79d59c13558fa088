/** What a person does in the web app, in the words of its pages. */
import assert from 'node:assert/strict';

export const PASSWORD = 'seven herons keep a ledger';

/** @typedef {import('playwright-core').Page} Page */

/** Signs a new person up. @param {Page} page @param {string} url @param {string} name */
export async function signUp(page, url, name) {
  await page.goto(`${url}/signup`);
  await page.getByLabel('Username').fill(name);
  await page.getByLabel('E-mail').fill(`${name}@example.com`);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
}

/** Logs in at the door that is open. @param {Page} page @param {string} name */
export async function logIn(page, name, password = PASSWORD) {
  await page.getByLabel('Username or e-mail').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** Goes through Plaid Link's frame with a simulated person. @param {Page} page @param {string} person */
export async function throughLink(page, person) {
  const link = page.frameLocator('iframe');
  await link.getByRole('button', { name: 'Continue' }).click();
  await link.getByRole('button', { name: /First Platypus Bank/ }).click();
  await signInAtBank(page, person);
  await link.getByRole('button', { name: /^Share \d+ accounts$/ }).click();
  await link.getByRole('button', { name: 'Finish' }).click();
}

/** Fills the bank's own form in Plaid Link's frame. @param {Page} page @param {string} person */
export async function signInAtBank(page, person) {
  const link = page.frameLocator('iframe');
  await link.getByLabel('User name').fill(person);
  await link.getByLabel('Password').fill('anything');
  await page.keyboard.press('Enter');
}

/** Waits on a bank's page until all is well and nothing runs. @param {Page} page */
export async function untilUpToDate(page) {
  await page.locator('.bank-status').filter({ hasText: 'Up to date' }).waitFor();
  await page.getByRole('list', { name: 'Steps of the sync' }).waitFor({ state: 'hidden' });
}

/** Asks the simulated bank for something, as its panel does. @param {string} bank @param {string} path @param {object} order */
export async function atTheBank(bank, path, order) {
  const response = await fetch(`${bank}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  assert.equal(response.status, 200, `${path}: ${await response.text()}`);
}

/** Lets days pass at the bank. @param {string} bank @param {string} plaidItemId @param {number} days */
export async function advance(bank, plaidItemId, days) {
  await atTheBank(bank, `/sim/items/${plaidItemId}/advance`, { days });
}

/**
 * Presses Tab until the focus stands where it is wanted. @param {Page} page
 * @param {import('playwright-core').Locator} wanted
 */
export async function tabTo(page, wanted) {
  await wanted.first().waitFor();
  const stops = 60;
  for (let stop = 0; stop < stops; stop += 1) {
    if (await hasFocus(wanted.first())) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not lead to ${wanted}`);
}

/** @param {import('playwright-core').Locator} wanted */
function hasFocus(wanted) {
  return wanted.evaluate((element) => element === element.ownerDocument.activeElement);
}
