/** From the first page to the first transactions: with a mouse, and with the keyboard alone. */
import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { PASSWORD, signUp, tabTo, throughLink, untilUpToDate } from '../hands.mjs';
import { journeysAtTheServer } from '../journey.mjs';

/** What the first page may weigh, compressed, its typefaces aside: they hold nothing up. */
const FIRST_LOAD_BYTES_MAX = 250_000;

const journey = journeysAtTheServer();

journey('the first page is light', async ({ page, server, tell }) => {
  /** @type {import('playwright-core').Response[]} */
  const responses = [];
  page.on('response', (response) => responses.push(response));
  await page.goto(server.url, { waitUntil: 'networkidle' });
  await page.getByRole('heading', { name: 'Sign up' }).waitFor();
  const counted = responses.filter((response) => !response.url().endsWith('.woff2'));
  const sizes = await Promise.all(counted.map(async (response) => gzipSync(await response.body()).length));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  tell(`first load: ${bytes} bytes`);
  assert.ok(bytes <= FIRST_LOAD_BYTES_MAX, `the first load took ${bytes} bytes`);
});

journey('a newcomer gets to the first transactions and sees the sync live', async ({ page, server }) => {
  await signUp(page, server.url, 'ada');
  await page.getByText('The banks here are simulated').waitFor();
  await page.getByRole('button', { name: 'Link a bank' }).click();
  await throughLink(page, 'user_household');
  await page.getByRole('heading', { name: 'First Platypus Bank' }).first().waitFor();
  await untilUpToDate(page);
  await page.getByText('After linking').first().waitFor();
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('heading', { name: 'Latest transactions' }).waitFor();
  await page.getByRole('link', { name: 'Accounts', exact: true }).click();
  await page.getByText('Net worth').waitFor();
  await page.getByRole('link', { name: 'Transactions', exact: true }).click();
  await page.locator('[data-transaction]').first().waitFor();
  await page.getByText(/^[\d,]+ transactions$/).waitFor();
});

journey('the keyboard alone gets there too', async ({ page, server }) => {
  const link = page.frameLocator('iframe');
  const press = async (/** @type {import('playwright-core').Locator} */ wanted) => {
    await tabTo(page, wanted);
    await page.keyboard.press('Enter');
  };
  await page.goto(server.url);
  await tabTo(page, page.getByLabel('Username'));
  await page.keyboard.type('grace');
  await tabTo(page, page.getByLabel('E-mail'));
  await page.keyboard.type('grace@example.com');
  await tabTo(page, page.getByLabel('Password'));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Overview' }).waitFor();

  await press(page.getByRole('button', { name: 'Link a bank' }));
  await press(link.getByRole('button', { name: 'Continue' }));
  await press(link.getByRole('button', { name: /First Platypus Bank/ }));
  await tabTo(page, link.getByLabel('User name'));
  await page.keyboard.type('user_household');
  await tabTo(page, link.getByLabel('Password'));
  await page.keyboard.type('anything');
  await page.keyboard.press('Enter');
  await press(link.getByRole('button', { name: /^Share \d+ accounts$/ }));
  await press(link.getByRole('button', { name: 'Finish' }));
  await untilUpToDate(page);

  await press(page.getByRole('link', { name: 'Transactions', exact: true }));
  const row = page.locator('[data-transaction]').first();
  await tabTo(page, row);
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() => document.activeElement !== document.querySelector('[data-transaction]') && document.activeElement?.hasAttribute('data-transaction'));
  await page.keyboard.press('Enter');
  await page.getByText('What the bank says').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('What the bank says').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.hasAttribute('data-transaction'));
  await press(page.getByRole('button', { name: 'Log out', exact: true }));
  await page.getByRole('heading', { name: /Sign up|Log in/ }).waitFor();
});
