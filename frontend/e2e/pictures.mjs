/**
 * Pictures of every view, in both themes, on a phone and on a desk: to be looked at by people. `npm run pictures` puts
 * them into target/pictures, or into the folder that it is given; `npm run pictures -- folder words` only those of views
 * whose names begin with one of the words.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { openBrowser } from './browser.mjs';
import { advance, atTheBank, signInAtBank, signUp, throughLink, untilUpToDate } from './hands.mjs';
import { ask } from './household.mjs';
import { LOOKS, wear } from './looks.mjs';
import { startServer } from './server.mjs';

const [folder = fileURLToPath(new URL('../../target/pictures', import.meta.url)), ...words] = process.argv.slice(2);

/** @typedef {import('playwright-core').Page} Page */

/** Takes a view in each look. @param {Page} page @param {string} name */
async function take(page, name) {
  await page.waitForFunction(() => document.querySelector('.loading, [data-pending]') === null);
  if (words.length > 0 && !words.some((word) => name.startsWith(word))) return;
  // Nothing lies under the hand.
  await page.mouse.move(0, 0);
  for (const look of LOOKS) {
    await wear(page, look);
    await page.screenshot({ path: path.join(folder, `${name}-${look.name}.png`) });
    const isLonger = await page.evaluate(() => document.documentElement.scrollHeight > globalThis.innerHeight + 1);
    if (isLonger && !name.startsWith('transaction')) await page.screenshot({ path: path.join(folder, `${name}-${look.name}-whole.png`), fullPage: true });
  }
  await wear(page, { name: '', size: { width: 1440, height: 900 }, colorScheme: 'light' });
}

/** Goes to a place and takes it when it shows this. @param {Page} page @param {string} url @param {string | RegExp} shown @param {string} name */
async function takeAt(page, url, shown, name) {
  await page.goto(url);
  await page.getByText(shown).first().waitFor();
  await take(page, name);
}

/** @param {Page} page @param {import('./server.mjs').Server} server */
async function takeDoor(page, { url }) {
  await takeAt(page, `${url}/signup`, 'Been here before?', 'door-signup');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.locator('.field-error').first().waitFor();
  await take(page, 'door-signup-wrong');
  await takeAt(page, `${url}/login`, 'New here?', 'door-login');
  await takeAt(page, `${url}/reset-password`, 'florin user reset-password', 'door-reset');
  await takeAt(page, `${url}/receipt`, 'It was shown when the account was deleted.', 'door-receipt');
}

/** From nothing to the first bank. @param {Page} page @param {import('./server.mjs').Server} server */
async function takeNewcomer(page, { url, bank }) {
  await signUp(page, url, 'ada');
  await take(page, 'empty-overview');
  await takeAt(page, `${url}/transactions`, 'No transactions yet', 'empty-transactions');
  await takeAt(page, `${url}/banks`, 'Link your first bank', 'empty-banks');
  await atTheBank(bank, '/sim/faults', { path: '/transactions/sync', item_id: null, fault: 'slow', times: 40 });
  await page.getByRole('button', { name: 'Link a bank' }).click();
  await page.frameLocator('iframe').getByRole('button', { name: 'Continue' }).waitFor();
  await take(page, 'link');
  await throughLink(page, 'user_household');
  await page.getByText(/Fetching from the bank…/).waitFor();
  await take(page, 'linking');
  await fetch(`${bank}/sim/faults`, { method: 'DELETE' });
  await untilUpToDate(page);
}

/** Everyday life with a bank. @param {Page} page @param {import('./server.mjs').Server} server */
async function takeLife(page, { url, bank }) {
  const { items } = await ask(page, '{ items { id plaidItemId } }');
  const [{ id, plaidItemId }] = items;
  await takeAt(page, `${url}/`, 'Latest transactions', 'overview');
  await takeAt(page, `${url}/accounts`, 'Net worth', 'accounts');
  await takeAt(page, `${url}/transactions`, /^[\d,]+ transactions$/, 'transactions');
  await page.getByRole('button', { name: 'Amount', exact: true }).click();
  await take(page, 'transactions-filter');
  await page.keyboard.press('Escape');
  await page.locator('[data-transaction]').nth(3).click();
  await page.getByText('What the bank says').waitFor();
  await take(page, 'transaction-open');
  await takeAt(page, `${url}/transactions?q=coffee&direction=out&min=3`, 'found', 'transactions-found');
  await takeAt(page, `${url}/transactions?q=nothing+at+all`, 'Nothing fits', 'transactions-none');
  await takeAt(page, `${url}/banks`, 'Up to date', 'banks');
  await takeAt(page, `${url}/banks/${id}`, 'After linking', 'bank');
  await page.getByRole('button', { name: 'Remove First Platypus Bank' }).click();
  await take(page, 'bank-removal');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: 'Make Plaid unready' }).click();
  await page.getByText(/Goes on by itself in/).waitFor();
  await take(page, 'bank-waiting');
  await page.getByRole('button', { name: 'End the login' }).click();
  await page.getByText('Login needed').waitFor();
  await take(page, 'bank-login');
  await takeAt(page, `${url}/banks`, 'Login needed', 'banks-login');
  await fetch(`${bank}/sim/faults`, { method: 'DELETE' });
  await page.getByRole('button', { name: 'Log in again' }).click();
  await signInAtBank(page, 'user_household');
  await page.frameLocator('iframe').getByRole('button', { name: 'Finish' }).click();
  await page.locator('.bank-status').filter({ hasText: 'Up to date' }).waitFor();
  await advance(bank, plaidItemId, 3);
}

/** What one sets. @param {Page} page @param {import('./server.mjs').Server} server */
async function takeSettings(page, { url }) {
  await takeAt(page, `${url}/settings`, 'Keys for programs', 'settings');
  await page.getByLabel('Name of the new key').fill('Spreadsheet');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await page.getByLabel('The key in a line to try').waitFor();
  await take(page, 'settings-new-key');
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('button', { name: 'Revoke Spreadsheet' }).waitFor();
  await take(page, 'settings-key');
  await page.getByRole('button', { name: 'Change e-mail' }).click();
  await take(page, 'settings-email');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: 'Spreadsheet' }).click();
  await page.getByText('requests a minute at most').waitFor();
  await take(page, 'settings-key-details');
  await takeAt(page, `${url}/settings/activity`, 'Nobody can change this list.', 'settings-activity');
  await takeAt(page, `${url}/link/return`, 'No link is under way here', 'link-return');
  await takeAt(page, `${url}/nowhere`, 'There is nothing here', 'nowhere');
}

/** What stands there when the server has failed. @param {Page} page @param {import('./server.mjs').Server} server */
async function takeFailure(page, { url }) {
  await page.route('**/graphql', async (route) => {
    if (route.request().postDataJSON()?.operationName === 'Viewer') return route.continue();
    const fault = { message: 'Something went wrong.', extensions: { code: 'INTERNAL', requestId: 'req_0123456789' } };
    return route.fulfill({ contentType: 'application/json', body: JSON.stringify({ data: null, errors: [fault] }) });
  });
  await takeAt(page, `${url}/accounts`, 'Try again', 'failed');
  await page.unroute('**/graphql');
}

/** The end of the account. @param {Page} page @param {import('./server.mjs').Server} server */
async function takeEnd(page, { url }) {
  await takeAt(page, `${url}/settings/delete`, 'There is no way back.', 'settings-delete');
  await page.getByLabel('Your username, typed again').fill('ada');
  await page.getByRole('button', { name: 'Delete my account for good' }).click();
  await page.getByText('Everything is erased, here and at Plaid').waitFor();
  await take(page, 'receipt');
}

await mkdir(folder, { recursive: true });
const server = await startServer();
const browser = await openBrowser(server.url, server.bank);
try {
  const { context } = await browser.newPerson();
  const page = await context.newPage();
  await takeDoor(page, server);
  await takeNewcomer(page, server);
  await takeLife(page, server);
  await takeSettings(page, server);
  await takeFailure(page, server);
  await takeEnd(page, server);
} finally {
  await browser.close();
  await server.stop();
}
