/**
 * Accounts and transactions as a person uses them for months: days pass while the page is open, two windows stay in
 * step, the keyboard alone is enough, the address keeps the filters, and a hundred thousand rows are no slower than a
 * hundred.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { advance, settleIn } from './household.mjs';
import { manyRows } from './manyRows.mjs';
import { startServer } from './server.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** The promise to the person, and what a machine may add that builds something beside the test. */
const INTERACTION_MS_MAX = 100;
const SLACK = Number(process.env.FLORIN_TEST_SLACK ?? 5);

/** @type {import('./server.mjs').Server} */
let server;
/** @type {Awaited<ReturnType<typeof openBrowser>>} */
let browser;
/** @type {import('playwright-core').Page} */
let page;
let plaidItemId = '';

before(async () => {
  server = await startServer();
  browser = await openBrowser(server.url);
  page = await browser.context.newPage();
  ({ plaidItemId } = await settleIn(page, server));
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

test('days pass at the bank: rows arrive by themselves, in two windows, and nothing that is read moves', async () => {
  const second = await browser.context.newPage();
  await Promise.all([page, second].map((each) => each.goto(`${server.url}/transactions`)));
  await Promise.all([page, second].map((each) => each.locator('[data-transaction]').first().waitFor()));
  await Promise.all([page, second].map((each) => each.getByText('Live', { exact: true }).waitFor()));
  await page.mouse.wheel(0, 4000);
  await page.waitForFunction(() => globalThis.scrollY > 2000);
  const readBefore = await middleRow(page);
  const newest = await second.locator('[data-transaction]').first().getAttribute('data-transaction');

  await advance(server, plaidItemId, 4);
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
  await second.close();
  assert.deepEqual(browser.offences, []);
});

test('the keyboard alone searches, walks, opens, writes and closes', async () => {
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
  assert.deepEqual(browser.offences, []);
});

test('filters survive a reload, and the address is all they need', async () => {
  await page.goto(`${server.url}/transactions`);
  await page.getByRole('button', { name: 'Status' }).click();
  await page.getByText('Pending', { exact: true }).last().click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Amount' }).click();
  await page.getByLabel('From').fill('10');
  await page.keyboard.press('Escape');
  await page.waitForURL(/direction=out&min=10&status=pending/);
  await page.getByText(/transactions? found/).waitFor();
  const told = await page.locator('.page-lead').textContent();
  await page.reload();
  await page.getByRole('button', { name: 'Amount: Money out from 10' }).waitFor();
  await page.getByRole('button', { name: 'Status: Pending' }).waitFor();
  await page.waitForFunction((text) => document.querySelector('.page-lead')?.textContent === text, told);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await page.waitForURL(`${server.url}/transactions`);
  assert.deepEqual(browser.offences, []);
});

test('axe finds nothing, light and dark, wide and narrow', async () => {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    await page.setViewportSize(viewport);
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      for (const [address, shown] of [
        ['/', 'Latest transactions'],
        ['/accounts', 'Net worth'],
        ['/transactions', 'Status'],
        ['/transactions?q=nothing+at+all', 'Nothing fits'],
      ]) {
        await page.goto(server.url + address);
        await page.getByText(shown ?? '').first().waitFor();
        await clean(page, `${address} ${colorScheme}`);
      }
      await page.goto(`${server.url}/transactions`);
      await page.locator('[data-transaction]').nth(1).click();
      await page.getByText('What the bank says').waitFor();
      await clean(page, `panel ${colorScheme}`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  assert.deepEqual(browser.offences, []);
});

test('a hundred thousand rows are as quick as a hundred', async (t) => {
  const long = await browser.context.newPage();
  await manyRows(long, 100_000);
  await long.goto(`${server.url}/transactions`);
  await long.getByText('100,000 transactions').waitFor();
  await long.evaluate(() => {
    document.body.dataset.slowest = '0';
    const options = { type: 'event', durationThreshold: 16 };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (!('interactionId' in entry) || !entry.interactionId) continue;
        document.body.dataset.slowest = String(Math.max(Number(document.body.dataset.slowest), entry.duration));
      }
    }).observe(options);
  });
  // Far down first, so that much has been read.
  for (let page = 0; page < 25; page += 1) {
    await long.evaluate(() => globalThis.scrollTo(0, document.body.scrollHeight));
    await long.waitForFunction((least) => document.querySelectorAll('[aria-posinset]').length > 0 && document.body.scrollHeight > least, await long.evaluate(() => document.body.scrollHeight));
  }
  const standing = await long.locator('[data-transaction]').count();
  assert.ok(standing < 80, `${standing} rows stand in the page`);
  await long.locator('[data-transaction]').nth(20).click();
  await long.getByText('What the bank says').waitFor();
  await long.keyboard.press('Escape');
  for (let step = 0; step < 10; step += 1) await long.keyboard.press('ArrowDown');
  await long.getByRole('searchbox').fill('');
  await long.getByRole('searchbox').pressSequentially('row 77', { delay: 60 });
  await long.getByText(/transactions found/).waitFor();
  const slowest = await long.evaluate(() => Number(document.body.dataset.slowest));
  t.diagnostic(`slowest interaction: ${slowest} ms`);
  assert.ok(slowest <= INTERACTION_MS_MAX * SLACK, `an interaction took ${slowest} ms`);
  await long.close();
  assert.deepEqual(browser.offences, []);
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

/** Fails on anything that axe finds. @param {import('playwright-core').Page} from @param {string} view */
async function clean(from, view) {
  await from.waitForTimeout(0);
  await from.evaluate(AXE);
  const found = await from.evaluate(async () => {
    /** @type {{ axe: import('axe-core') }} */
    // @ts-expect-error axe puts itself there
    const { axe } = globalThis;
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  });
  assert.deepEqual(found, [], view);
}
