/** A bank through its life: unready, moving, logged out, with a new account, linked twice, and removed. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { advance, atTheBank, signInAtBank, signUp, throughLink, untilUpToDate } from '../hands.mjs';
import { settleIn } from '../household.mjs';
import { journeysAtTheServer } from '../journey.mjs';

const REMOVAL_MS_MAX = 60_000;
const POLL_MS = 100;
const journey = journeysAtTheServer();

journey('a bank that is not ready at first is waited for, and recovers by itself', async ({ page, server }) => {
  await signUp(page, server.url, 'wanda');
  const fault = { path: '/transactions/sync', item_id: null, fault: 'PRODUCT_NOT_READY', times: 2 };
  await atTheBank(server.bank, '/sim/faults', fault);
  await page.getByRole('button', { name: 'Link a bank' }).click();
  await throughLink(page, 'user_household');
  await page.getByText('First sync').waitFor();
  await page.getByText(/Goes on by itself in/).waitFor();
  const told = await page.locator('.sync-wait').textContent();
  await page.waitForFunction((old) => document.querySelector('.sync-wait')?.textContent !== old, told);
  await untilUpToDate(page);
  await page.getByRole('link', { name: 'Transactions', exact: true }).click();
  await page.locator('[data-transaction]').first().waitFor();
});

journey('a wait can be cut short', async ({ page, server }) => {
  const { itemId } = await settleIn(page, server, 'walter');
  await page.goto(`${server.url}/banks/${itemId}`);
  await page.getByRole('button', { name: 'Make Plaid unready' }).click();
  await page.getByText(/Goes on by itself in/).waitFor();
  await page.getByRole('button', { name: 'Try now' }).click();
  await page.getByText(/Goes on by itself in/).waitFor({ state: 'hidden' });
  await untilUpToDate(page);
});

journey('days pass at the bank and its page has the news by itself', async ({ page, server }) => {
  const { itemId } = await settleIn(page, server, 'daisy');
  await page.goto(`${server.url}/banks/${itemId}`);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Let 3 days pass' }).click();
  await page.getByText('Three days have passed.').waitFor();
  await page.locator('.history-row').filter({ hasText: 'On news from the bank' }).filter({ hasText: /\d+ new/ }).first().waitFor();
});

journey('a login that ended is mended by logging in again', async ({ page, server }) => {
  const { itemId } = await settleIn(page, server, 'lewis');
  await page.goto(`${server.url}/banks/${itemId}`);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'End the login' }).click();
  await page.getByText('Login needed').waitFor();
  await page.getByRole('button', { name: 'Log in again' }).click();
  await signInAtBank(page, 'user_household');
  await page.frameLocator('iframe').getByRole('button', { name: 'Finish' }).click();
  await untilUpToDate(page);
  await page.getByRole('button', { name: 'Log in again' }).waitFor({ state: 'detached' });
});

journey('Link stays open where the bank gets well behind it', async ({ page, server }) => {
  const { itemId, plaidItemId } = await settleIn(page, server, 'lena');
  await page.goto(`${server.url}/banks/${itemId}`);
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'End the login' }).click();
  await page.getByText('Login needed').waitFor();
  await page.getByRole('button', { name: 'Log in again' }).click();
  const link = page.frameLocator('iframe');
  await link.getByLabel('User name').waitFor();
  await atTheBank(server.bank, `/sim/items/${plaidItemId}/heal`, {});
  await page.locator('.bank-status').filter({ hasText: 'Up to date' }).waitFor();
  await signInAtBank(page, 'user_household');
  await link.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('button', { name: 'Log in again' }).waitFor({ state: 'detached' });
  await page.locator('.history-row').filter({ hasText: 'By you' }).first().waitFor();
});

journey('an answer that the news has overtaken changes nothing', async ({ page, server }) => {
  const { itemId } = await settleIn(page, server, 'otto');
  await page.goto(`${server.url}/banks/${itemId}`);
  await page.getByText('Live', { exact: true }).waitFor();
  const late = await heldBack(page, 'Bank');
  await page.getByRole('button', { name: 'Make Plaid unready' }).click();
  await late.asked;
  await page.getByRole('button', { name: 'End the login' }).click();
  await page.getByText('Login needed').waitFor();
  await late.deliver();
  await page.evaluate(() => new Promise((resolve) => globalThis.requestAnimationFrame(() => globalThis.requestAnimationFrame(resolve))));
  assert.equal(await page.getByText('Login needed').count(), 1);
});

journey('a new account at the bank is chosen in update mode', async ({ page, server }) => {
  const { itemId, plaidItemId } = await settleIn(page, server, 'nora', 30);
  await page.goto(`${server.url}/banks/${itemId}`);
  await page.getByText('Live', { exact: true }).waitFor();
  await advance(server.bank, plaidItemId, 50);
  await page.getByRole('button', { name: 'Choose accounts' }).click();
  await signInAtBank(page, 'user_household');
  const link = page.frameLocator('iframe');
  await link.getByLabel(/Holiday Savings/).check();
  await link.getByRole('button', { name: /^Share \d+ accounts$/ }).click();
  await link.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('link', { name: /Holiday Savings/ }).waitFor();
  await page.getByRole('button', { name: 'Choose accounts' }).waitFor({ state: 'detached' });
});

journey('the same bank twice is asked about, and nothing is stored twice', async ({ page, server }) => {
  await settleIn(page, server, 'tomas');
  await page.goto(`${server.url}/banks`);
  await page.getByRole('button', { name: 'Link a bank' }).click();
  await throughLink(page, 'user_household');
  await page.getByRole('heading', { name: 'First Platypus Bank is linked already' }).waitFor();
  await page.getByRole('button', { name: 'Keep the one I have' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await page.locator('.bank-card').count(), 1);
});

journey('a removal is asked twice, and leaves nothing behind', async ({ page, server }) => {
  const { itemId, plaidItemId } = await settleIn(page, server, 'rosa');
  await page.goto(`${server.url}/banks/${itemId}`);
  const ask = page.getByRole('button', { name: 'Remove First Platypus Bank' });
  await ask.click();
  await page.getByRole('alertdialog').waitFor();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await ask.click();
  await page.getByRole('button', { name: 'Remove it' }).click();
  await page.getByRole('heading', { name: 'Link your first bank' }).waitFor();
  assert.equal(page.url(), `${server.url}/banks`);
  await page.getByRole('link', { name: 'Transactions', exact: true }).click();
  await page.getByRole('heading', { name: 'No transactions yet' }).waitFor();
  await page.getByRole('link', { name: 'Accounts', exact: true }).click();
  await page.getByRole('heading', { name: 'No accounts yet' }).waitFor();
  await page.goto(`${server.url}/banks/${itemId}`);
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  await removedAtTheBank(server.bank, plaidItemId);
});

/**
 * Has the server answer the next query of this name, and keeps the answer back. @param {import('playwright-core').Page} page
 * @param {string} name
 */
async function heldBack(page, name) {
  let told = () => {};
  let release = () => {};
  let arrived = () => {};
  const asked = new Promise((resolve) => (told = () => resolve(null)));
  const released = new Promise((resolve) => (release = () => resolve(null)));
  const delivered = new Promise((resolve) => (arrived = () => resolve(null)));
  let isHeld = false;
  await page.route('**/graphql', async (route) => {
    if (isHeld || route.request().postDataJSON()?.operationName !== name) return route.fallback();
    isHeld = true;
    const response = await route.fetch();
    told();
    await released;
    // The page may have lost interest meanwhile.
    await route.fulfill({ response }).catch(() => null);
    arrived();
  });
  const deliver = async () => {
    release();
    await delivered;
  };
  return { asked, deliver };
}

/** Waits until the simulator has been told of the removal. @param {string} bank @param {string} plaidItemId */
async function removedAtTheBank(bank, plaidItemId) {
  const deadline = AbortSignal.timeout(REMOVAL_MS_MAX);
  for (;;) {
    const { items } = await (await fetch(`${bank}/sim/items`)).json();
    if (items.find((/** @type {any} */ item) => item.item_id === plaidItemId)?.status === 'REMOVED') return;
    deadline.throwIfAborted();
    await pause(POLL_MS);
  }
}
