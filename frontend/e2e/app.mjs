/**
 * The web app as a person uses it, against the real server and the simulated bank: the way to the first transactions,
 * waiting, a login that ended, a server that goes away, and a stranger who sees nothing. Every view is looked at by axe
 * in both themes, and no page may break its policy or write an error.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openBrowser } from './browser.mjs';
import { logIn, pictures, signUp, throughLink } from './hands.mjs';
import { startServer } from './server.mjs';

/** What the first page may weigh, compressed, its two typefaces of 44 kB aside: they hold nothing up. */
const FIRST_LOAD_BYTES_MAX = 250_000;

/** @type {import('./server.mjs').Server} */
let server;
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let browser;

before(async () => {
  server = await startServer();
  browser = await openBrowser(server.url, server.bank);
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a newcomer gets to the first transactions', async () => {
  const page = await browser.context.newPage();
  /** @type {import('playwright-core').Response[]} */
  const responses = [];
  page.on('response', (response) => responses.push(response));
  await page.goto(server.url, { waitUntil: 'networkidle' });
  await page.getByRole('heading', { name: 'Sign up' }).waitFor();
  const counted = responses.filter((response) => !response.url().endsWith('.woff2'));
  const sizes = await Promise.all(counted.map(async (response) => gzipSync(await response.body()).length));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(bytes <= FIRST_LOAD_BYTES_MAX, `the first load took ${bytes} bytes`);
  await pictures(page, 'signup');
  await signUp(page, server.url, 'ada');
  await page.getByText('The banks here are simulated').waitFor();
  await pictures(page, 'overview-empty');
  await page.getByRole('button', { name: 'Link a bank' }).click();
  await throughLink(page, 'user_household');
  await page.getByRole('heading', { name: 'First Platypus Bank' }).first().waitFor();
  await page.locator('.bank-status').filter({ hasText: 'Up to date' }).waitFor();
  await page.getByRole('list', { name: 'Steps of the sync' }).waitFor({ state: 'hidden' });
  await pictures(page, 'bank');
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('heading', { name: 'Latest transactions' }).waitFor();
  await pictures(page, 'overview');
  await page.getByRole('link', { name: 'Accounts', exact: true }).click();
  await page.getByRole('heading', { name: 'Accounts' }).waitFor();
  await pictures(page, 'accounts');
  await page.getByRole('link', { name: 'Transactions', exact: true }).click();
  await page.locator('[data-transaction]').first().waitFor();
  await pictures(page, 'transactions');
  assert.deepEqual(browser.offences, []);
  await page.close();
});

test('days pass at the bank and the page has the news by itself', async () => {
  const page = await browser.context.newPage();
  await page.goto(`${server.url}/banks`);
  await page.getByRole('link', { name: 'First Platypus Bank' }).click();
  await page.getByRole('button', { name: 'Let 3 days pass' }).click();
  await page.getByText('On news from the bank').first().waitFor();
  assert.deepEqual(browser.offences, []);
  await page.close();
});

test('a bank that is not ready is waited for, and a wait can be cut short', async () => {
  const page = await browser.context.newPage();
  await page.goto(`${server.url}/banks`);
  await page.getByRole('link', { name: 'First Platypus Bank' }).click();
  await page.getByRole('button', { name: 'Make Plaid unready' }).click();
  await page.getByText(/Goes on by itself in/).waitFor();
  await pictures(page, 'bank-waiting');
  await page.getByRole('button', { name: 'Try now' }).click();
  await page.getByText(/Goes on by itself in/).waitFor({ state: 'hidden' });
  await page.locator('.bank-status').filter({ hasText: 'Up to date' }).waitFor();
  await page.getByRole('list', { name: 'Steps of the sync' }).waitFor({ state: 'hidden' });
  assert.deepEqual(browser.offences, []);
  await page.close();
});

test('a login that ended is mended by logging in again', async () => {
  const page = await browser.context.newPage();
  await page.goto(`${server.url}/banks`);
  await page.getByRole('link', { name: 'First Platypus Bank' }).click();
  await page.getByRole('button', { name: 'End the login' }).click();
  await page.getByText('Login needed').waitFor();
  await pictures(page, 'bank-login');
  await page.getByRole('button', { name: 'Log in again' }).click();
  const link = page.frameLocator('iframe');
  await link.getByLabel('User name').fill('user_household');
  await link.getByLabel('Password').fill('anything');
  await page.keyboard.press('Enter');
  await link.getByRole('button', { name: 'Finish' }).click();
  await page.locator('.bank-status').filter({ hasText: 'Up to date' }).waitFor();
  await page.getByRole('list', { name: 'Steps of the sync' }).waitFor({ state: 'hidden' });
  assert.deepEqual(browser.offences, []);
  await page.close();
});

test('the same bank twice is asked about, and a removal is asked twice', async () => {
  const page = await browser.context.newPage();
  await page.goto(`${server.url}/banks`);
  await page.getByRole('button', { name: 'Link a bank' }).click();
  await throughLink(page, 'user_household');
  await page.getByRole('heading', { name: 'First Platypus Bank is linked already' }).waitFor();
  await pictures(page, 'duplicate');
  await page.getByRole('button', { name: 'Keep the one I have' }).click();
  await page.getByRole('link', { name: 'First Platypus Bank' }).click();
  await page.getByRole('button', { name: 'Remove First Platypus Bank' }).click();
  await page.getByRole('alertdialog').waitFor();
  await pictures(page, 'removal');
  await page.getByRole('button', { name: 'Keep it' }).click();
  assert.deepEqual(browser.offences, []);
  await page.close();
});

test('a key is shown once, reads what it may, and is dead when it is revoked', async () => {
  const page = await browser.context.newPage();
  await page.goto(`${server.url}/settings`);
  await page.getByLabel('Name of the new key').fill('Spreadsheet');
  await page.getByRole('button', { name: 'Make a key' }).click();
  const told = (await page.getByLabel('The key in a line to try').textContent()) ?? '';
  await pictures(page, 'key');
  const [token = ''] = /florin_key_[\w-]+/.exec(told) ?? [];
  const ask = (/** @type {string} */ query) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
  const answer = await (await ask('{ accounts { name } }')).json();
  assert.ok(answer.data.accounts.length > 0, JSON.stringify(answer));
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.locator('.setting-name').filter({ hasText: 'Spreadsheet' }).waitFor();
  await page.getByRole('button', { name: 'Revoke Spreadsheet' }).click();
  await page.getByText(/revoked just now/).waitFor();
  assert.notEqual((await ask('{ accounts { name } }')).status, 200);
  assert.deepEqual(browser.offences, []);
  await page.close();
});

test('a second person sees nothing of the first', async () => {
  const page = await browser.context.newPage();
  await page.goto(`${server.url}/banks`);
  await page.getByRole('link', { name: 'First Platypus Bank' }).click();
  await page.waitForURL(/\/banks\/.+/);
  const theirs = page.url();
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await pictures(page, 'login');
  await signUp(page, `${server.url}/signup`, 'mallory');
  await page.getByRole('heading', { name: 'Link your first bank' }).waitFor();
  await page.goto(theirs);
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  await page.getByRole('link', { name: 'Transactions', exact: true }).click();
  await page.getByRole('heading', { name: 'No transactions yet' }).waitFor();
  assert.equal(await page.getByText('Platypus').count(), 0);
  assert.deepEqual(browser.offences, []);
  await page.close();
});

test('the page outlives a restart of the server', async () => {
  const page = await browser.context.newPage();
  await page.goto(server.url);
  await page.getByText('Live', { exact: true }).waitFor();
  await server.restart(async () => {
    await page.getByText('Reconnecting…').waitFor();
  });
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await page.getByRole('heading', { name: 'Sign up' }).or(page.getByRole('heading', { name: 'Log in' })).waitFor();
  await page.goto(`${server.url}/settings`);
  await logIn(page, 'ada');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
  await pictures(page, 'settings');
  // The browser itself tells of the refused connections, and nothing else went wrong.
  assert.deepEqual(browser.offences.filter((offence) => !/WebSocket connection|ERR_CONNECTION_REFUSED/.test(offence)), []);
  await page.close();
});
