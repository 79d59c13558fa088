/**
 * Transactions as a person uses them for months: days pass while the page is open, two windows stay in step, the
 * keyboard alone is enough, and the address keeps the filters.
 */
import assert from 'node:assert/strict';
import { advance } from '../hands.mjs';
import { settleIn } from '../household.mjs';
import { journeysAtTheServer } from '../journey.mjs';

const journey = journeysAtTheServer();

journey('days pass at the bank: rows arrive by themselves, in two windows, and nothing that is read moves', async ({ page, newPage, server }) => {
  const { plaidItemId } = await settleIn(page, server, 'theo');
  const second = await newPage();
  await Promise.all([page, second].map((each) => each.goto(`${server.url}/transactions`)));
  await Promise.all([page, second].map((each) => each.locator('[data-transaction]').first().waitFor()));
  await Promise.all([page, second].map((each) => each.getByText('Live', { exact: true }).waitFor()));
  await page.mouse.wheel(0, 4000);
  await page.waitForFunction(() => globalThis.scrollY > 2000);
  const readBefore = await middleRow(page);
  const newest = await second.locator('[data-transaction]').first().getAttribute('data-transaction');

  await advance(server.bank, plaidItemId, 4);
  const news = page.getByRole('button', { name: /\d+ new/ });
  await news.waitFor();
  const readAfter = await middleRow(page);
  assert.deepEqual(readAfter, readBefore, 'the row that is read stays where it is');
  await second.waitForFunction((old) => document.querySelector('[data-transaction]')?.getAttribute('data-transaction') !== old, newest);
  await second.locator('.transaction-fresh').first().waitFor();

  await news.click();
  await page.waitForFunction(() => globalThis.scrollY === 0);
  await news.waitFor({ state: 'detached' });
  assert.equal(await firstRow(page), await firstRow(second), 'both windows show the same');
});

journey('what one window writes, another one shows', async ({ page, newPage, server }) => {
  await settleIn(page, server, 'willa');
  const second = await newPage();
  await Promise.all([page, second].map((each) => each.goto(`${server.url}/transactions`)));
  await Promise.all([page, second].map((each) => each.locator('[data-transaction]').first().waitFor()));
  await page.locator('[data-transaction]').nth(2).click();
  await page.getByLabel('Name', { exact: true }).fill('Three loaves of bread');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved', { exact: true }).waitFor();
  await second.getByText('Three loaves of bread').waitFor();
});

journey('the keyboard alone searches, walks, opens, writes and closes', async ({ page, server }) => {
  await settleIn(page, server, 'kim');
  await page.goto(`${server.url}/transactions`);
  await page.locator('[data-transaction]').first().waitFor();
  await page.getByRole('searchbox').focus();
  await page.keyboard.type('costco');
  await page.getByText(/transactions? found/).waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll('[data-transaction]')].every((row) => /costco/i.test(row.textContent ?? '')));
  // The way out of the search: its button and the filters are stops, then the list is one.
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.hasAttribute('data-transaction'))) break;
  }
  const first = await focused(page);
  assert.ok(first, 'Tab leads into the list');
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction((old) => document.activeElement?.getAttribute('data-transaction') !== old, first);
  const chosen = await focused(page);
  assert.ok(chosen, 'the arrows walk the rows');
  await page.keyboard.press('Enter');
  await page.getByText('What the bank says').waitFor();
  assert.match(page.url(), /q=costco&txn=txn_/);
  await page.waitForFunction(() => document.activeElement?.closest('.panel') !== null);
  for (let step = 0; step < 6; step += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement instanceof HTMLInputElement)) break;
  }
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('Costco, the big shop');
  await page.keyboard.press('Enter');
  await page.getByText('Saved', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.waitForFunction((id) => document.activeElement?.getAttribute('data-transaction') === id, chosen);
  assert.match((await page.locator(`[data-transaction="${chosen}"]`).textContent()) ?? '', /the big shop/);
});

journey('one category is picked, and the list holds nothing else, also in another window', async ({ page, newPage, server }) => {
  await settleIn(page, server, 'cleo');
  await page.goto(`${server.url}/transactions`);
  const rows = page.locator('[data-transaction]');
  await rows.first().waitFor();
  await page.getByRole('button', { name: 'Category', exact: true }).click();
  await page.getByRole('combobox', { name: 'Category' }).selectOption({ label: 'Groceries' });
  await page.keyboard.press('Escape');
  await page.getByText(/transactions? found/).waitFor();
  await page.waitForFunction(() => [...document.querySelectorAll('[data-transaction]')].every((row) => row.textContent?.includes('Groceries')));
  assert.ok((await rows.count()) > 2, 'a family buys groceries');
  await page.getByRole('button', { name: 'Category: Groceries' }).waitFor();

  const second = await newPage();
  await second.goto(page.url());
  await second.getByRole('button', { name: 'Category: Groceries' }).waitFor();
  assert.equal(await second.getByText(/transactions? found/).textContent(), await page.getByText(/transactions? found/).textContent());
});

journey('filters survive a reload, the way back and forth, and another window', async ({ page, newPage, server }) => {
  await settleIn(page, server, 'filip');
  await page.goto(`${server.url}/transactions`);
  await page.getByRole('button', { name: 'Status' }).click();
  await page.getByText('Pending', { exact: true }).last().click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Amount' }).click();
  await page.getByLabel('From').fill('10');
  await page.keyboard.press('Escape');
  await page.waitForURL(/direction=out&min=10&status=pending/);
  const counted = page.locator('.page-lead [aria-busy="false"]');
  await counted.filter({ hasText: 'found' }).waitFor();
  const told = (await counted.textContent()) ?? '';
  await page.reload();
  await page.getByRole('button', { name: 'Amount: Money out from 10' }).waitFor();
  await page.getByRole('button', { name: 'Status: Pending' }).waitFor();
  await counted.filter({ hasText: told }).waitFor();
  const address = page.url();
  await page.getByRole('link', { name: 'Accounts', exact: true }).click();
  await page.getByRole('heading', { name: 'Accounts' }).waitFor();
  await page.goBack();
  await page.waitForURL(address);
  await page.getByRole('button', { name: 'Status: Pending' }).waitFor();
  await counted.filter({ hasText: told }).waitFor();
  const other = await newPage();
  await other.goto(address);
  await other.getByText(told, { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.waitForURL(`${server.url}/transactions`);
});

/** The row in the middle of the window, and where it is. @param {import('playwright-core').Page} from */
function middleRow(from) {
  return from.evaluate(() => {
    const rows = [...document.querySelectorAll('[data-transaction]')];
    const row = rows.find((each) => each.getBoundingClientRect().top > globalThis.innerHeight / 2);
    return { id: row?.getAttribute('data-transaction'), top: Math.round(row?.getBoundingClientRect().top ?? 0) };
  });
}

/** @param {import('playwright-core').Page} from */
const firstRow = (from) => from.locator('[data-transaction]').first().getAttribute('data-transaction');

/** @param {import('playwright-core').Page} from */
const focused = (from) => from.evaluate(() => document.activeElement?.getAttribute('data-transaction') ?? null);
