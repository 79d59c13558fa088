/**
 * Link through a real browser: with react-plaid-link and with the bare script, from consent to the callback. Run by
 * `npm run e2e`; `FLORIN_LINK_SCREENSHOTS` names a folder that takes pictures of the panes.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { journeysIn } from '../journey.mjs';
import { startBank } from '../link/bank.mjs';
import { startApp } from '../link/page.mjs';

const journey = journeysIn(async () => {
  const bank = await startBank();
  const app = await startApp(bank.url).catch(async (cause) => {
    await bank.stop();
    throw cause;
  });
  const stop = async () => {
    await app.stop();
    await bank.stop();
  };
  return { world: { bank, app }, origins: [bank.url, app.url], stop };
});

journey('react-plaid-link links a bank with questions, and mends it later', async ({ page, bank, app }) => {
  const token = await bank.linkToken({ products: ['transactions'], client_name: '<b>Journey</b>' });
  await page.goto(`${app.url}/react?token=${token}`);
  await page.getByRole('button', { name: 'Connect a bank' }).click();
  assert.equal(await page.locator('iframe').count(), 1, 'strict mode leaves one frame');
  const link = page.frameLocator('iframe');
  await link.getByRole('heading', { name: '<b>Journey</b> wants to see your accounts' }).waitFor();
  await pictures(page, 'consent');
  await link.getByRole('button', { name: 'Continue' }).click();
  await link.getByRole('heading', { name: 'Choose your bank' }).waitFor();
  await pictures(page, 'banks');
  await link.getByLabel('Search for your bank').fill('first plat');
  await link.getByRole('button', { name: /First Platypus Bank/ }).click();
  await link.getByRole('button', { name: 'user_good' }).click();
  await link.getByRole('button', { name: 'Sign in' }).waitFor();
  await pictures(page, 'credentials');
  await link.getByLabel('Password').fill('wrong');
  await page.keyboard.press('Enter');
  await link.getByRole('alert').filter({ hasText: 'try again' }).waitFor();
  await pictures(page, 'credentials-wrong');
  await link.getByLabel('User name').fill('user_good');
  await link.getByLabel('Password').fill('mfa_questions_1_2');
  await page.keyboard.press('Enter');
  await link.getByLabel('Question 1').fill('answer_0_0');
  await link.getByLabel('Question 2').fill('answer_0_1');
  await pictures(page, 'questions');
  await page.keyboard.press('Enter');
  await link.getByLabel(/Plaid Checking/).waitFor();
  await pictures(page, 'accounts');
  for (const name of [/Plaid CD/, /Plaid Mortgage/]) await link.getByLabel(name).uncheck();
  await link.getByRole('button', { name: 'Share 10 accounts' }).click();
  await link.getByRole('heading', { name: 'First Platypus Bank is connected' }).waitFor();
  await pictures(page, 'connected');
  await link.getByRole('button', { name: 'Finish' }).click();
  await page.locator('output', { hasText: 'success' }).waitFor();
  const told = await tellings(page);
  const [, publicToken, metadata] = told.at(-1) ?? [];
  assert.equal(told.at(-2)?.[1], 'HANDOFF', 'HANDOFF precedes onSuccess');
  assert.equal(metadata.accounts.length, 10);
  const accessToken = await bank.exchange(publicToken);

  await bank.ask('/sandbox/item/reset_login', { access_token: accessToken });
  const update = await bank.linkToken({ access_token: accessToken });
  await page.goto(`${app.url}/react?token=${update}`);
  await page.getByRole('button', { name: 'Connect a bank' }).click();
  await link.getByRole('heading', { name: 'Sign in again at First Platypus Bank' }).waitFor();
  await link.getByLabel('User name').fill('user_good');
  await link.getByLabel('Password').fill('pass_good');
  await page.keyboard.press('Enter');
  await link.getByRole('button', { name: 'Finish' }).click();
  await page.locator('output', { hasText: 'success' }).waitFor();
  const shared = await bank.ask('/accounts/get', { access_token: accessToken });
  assert.equal(shared.accounts.length, 10);
});

journey('the bare script comes back from a bank with a page of its own', async ({ page, bank, app }) => {
  const token = await bank.linkToken({ products: ['transactions'], redirect_uri: `${app.url}/plain`, institution_id: 'ins_127287' });
  await page.goto(`${app.url}/plain?token=${token}`);
  await page.getByRole('button', { name: 'Connect a bank' }).click();
  const link = page.frameLocator('iframe');
  await link.getByRole('button', { name: 'Continue' }).click();
  await pictures(page, 'to-the-bank');
  await link.getByRole('button', { name: 'Continue to Platypus OAuth Bank' }).click();
  await page.getByRole('heading', { name: 'May Journey see your accounts?' }).waitFor();
  await pictures(page, 'at-the-bank');
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.waitForURL(/oauth_state_id=/);
  await link.getByRole('button', { name: /^Share \d+ accounts$/ }).click();
  await link.getByRole('button', { name: 'Finish' }).click();
  await page.locator('output', { hasText: 'success' }).waitFor();
  await bank.exchange((await tellings(page)).at(-1)?.[1]);
});

journey('a bank without a way back opens beside the app', async ({ page, bank, app }) => {
  const token = await bank.linkToken({ products: ['transactions'], institution_id: 'ins_127287' });
  await page.goto(`${app.url}/plain?token=${token}`);
  await page.getByRole('button', { name: 'Connect a bank' }).click();
  const link = page.frameLocator('iframe');
  await link.getByRole('button', { name: 'Continue' }).click();
  const opened = page.waitForEvent('popup');
  await link.getByRole('button', { name: 'Continue to Platypus OAuth Bank' }).click();
  const beside = await opened;
  await beside.getByRole('button', { name: 'Allow' }).click();
  await link.getByRole('button', { name: /^Share \d+ accounts$/ }).click();
  await link.getByRole('button', { name: 'Finish' }).click();
  await page.locator('output', { hasText: 'success' }).waitFor();
});

journey('a person leaves by keyboard, and an app by itself', async ({ page, bank, app }) => {
  const token = await bank.linkToken({ products: ['transactions'], institution_id: 'ins_109508' });
  await page.goto(`${app.url}/plain?token=${token}`);
  await page.getByRole('button', { name: 'Connect a bank' }).click();
  const link = page.frameLocator('iframe');
  await link.getByRole('button', { name: 'Continue' }).click();
  await link.getByLabel('User name').fill('user_good');
  await link.getByLabel('Password').fill('error_ITEM_LOCKED');
  await page.keyboard.press('Enter');
  await link.getByRole('heading', { name: 'This did not work' }).waitFor();
  await pictures(page, 'failed');
  await link.getByRole('button', { name: 'Try again' }).click();
  await link.getByLabel('User name').waitFor();
  await page.keyboard.press('Escape');
  await link.getByRole('heading', { name: 'Leave without connecting?' }).waitFor();
  await pictures(page, 'leaving');
  await link.getByRole('button', { name: 'Leave' }).click();
  await page.locator('output', { hasText: 'exit' }).waitFor();
  const told = await tellings(page);
  assert.equal(told.at(-2)?.[1], 'EXIT', 'EXIT precedes onExit');
  assert.equal(told.at(-1)?.[1], null, 'who leaves after an error was overcome leaves without one');
  assert.equal(told.at(-1)?.[2].status, 'requires_credentials');

  await page.getByRole('button', { name: 'Connect a bank' }).click();
  await link.getByRole('heading', { name: /wants to see your accounts/ }).waitFor();
  const left = page.evaluate(() => new Promise((resolve) => /** @type {any} */ (globalThis).link.exit({ force: true }, () => resolve('left'))));
  assert.equal(await left, 'left');
  await page.evaluate(() => /** @type {any} */ (globalThis).link.destroy());
  assert.equal(await page.locator('iframe').count(), 0);
});

journey('a hosted page carries a link out by itself', async ({ page, bank, app }) => {
  const done = `${app.url}/plain?token=done`;
  const order = { client_name: 'Journey', language: 'en', country_codes: ['US'], user: { client_user_id: 'one' }, products: ['transactions'] };
  const hosted = await bank.ask('/link/token/create', { ...order, hosted_link: { completion_redirect_uri: done } });
  await page.goto(hosted.hosted_link_url);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: /Tartan Bank/ }).click();
  await pictures(page, 'hosted');
  await page.getByRole('button', { name: 'user_household' }).click();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Share \d+ accounts$/ }).click();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.waitForURL(done);
  const { link_sessions: sessions } = await bank.ask('/link/token/get', { link_token: hosted.link_token });
  await bank.exchange(sessions[0].results.item_add_results[0].public_token);
});

/** What the app was told so far. @param {import('playwright-core').Page} page @returns {Promise<any[][]>} */
function tellings(page) {
  return page.evaluate(() => /** @type {any} */ (globalThis).told);
}

/** Pictures of a pane on a phone and on a desk, light and dark. @param {import('playwright-core').Page} page @param {string} name */
async function pictures(page, name) {
  const folder = process.env.FLORIN_LINK_SCREENSHOTS;
  if (!folder) return;
  for (const [place, width, height] of /** @type {const} */ ([['phone', 390, 844], ['desktop', 1280, 800]])) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: path.join(folder, `${name}-${place}-${colorScheme}.png`) });
    }
  }
}
