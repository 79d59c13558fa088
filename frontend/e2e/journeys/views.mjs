/**
 * Every view as axe sees it: the pages full and empty, what lies over them, and what stands there when something failed.
 */
import { atTheBank, logIn, signUp, throughLink } from '../hands.mjs';
import { settleIn } from '../household.mjs';
import { journeysAtTheServer } from '../journey.mjs';
import { accessible } from '../looks.mjs';

const journey = journeysAtTheServer();

/** @typedef {import('playwright-core').Page} Page */

/** Goes to an address and looks at it when it shows this. @param {Page} page @param {string} url @param {string | RegExp} shown */
async function view(page, url, shown) {
  await page.goto(url);
  await page.getByText(shown).first().waitFor();
  await settled(page);
  await accessible(page, new URL(url).pathname);
}

/** Nothing is loading any more. @param {Page} page */
async function settled(page) {
  await page.waitForFunction(() => document.querySelector('.loading, [data-pending]') === null);
}

journey('in front of the door', async ({ page, server }) => {
  await view(page, `${server.url}/signup`, 'Been here before?');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.locator('.field-error').first().waitFor();
  await accessible(page, 'sign-up with errors');
  await view(page, `${server.url}/login`, 'New here?');
  await logIn(page, 'nobody', 'no such password here');
  await page.getByRole('alert').waitFor();
  await accessible(page, 'log-in refused');
  await view(page, `${server.url}/reset-password`, 'florin user reset-password');
  await view(page, `${server.url}/receipt`, 'It was shown when the account was deleted.');
});

journey('a newcomer, who has nothing yet', async ({ page, server }) => {
  await signUp(page, server.url, 'nell');
  await view(page, `${server.url}/`, 'Link your first bank');
  await view(page, `${server.url}/accounts`, 'No accounts yet');
  await view(page, `${server.url}/transactions`, 'No transactions yet');
  await view(page, `${server.url}/banks`, 'Link your first bank');
  await view(page, `${server.url}/banks/nowhere`, 'There is nothing here');
});

journey('a person with a bank', async ({ page, server }) => {
  const { itemId } = await settleIn(page, server, 'vera');
  await view(page, `${server.url}/`, 'Latest transactions');
  await view(page, `${server.url}/accounts`, 'Net worth');
  await view(page, `${server.url}/transactions`, /^[\d,]+ transactions$/);
  await page.locator('[data-transaction]').first().waitFor();
  for (const filter of ['Account', 'Dates', 'Amount', 'Category', 'Status']) {
    await page.getByRole('button', { name: filter, exact: true }).click();
    await page.getByRole('dialog').waitFor();
    await accessible(page, `filter ${filter}`);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  await page.locator('[data-transaction]').nth(1).click();
  await page.getByText('What the bank says').waitFor();
  await settled(page);
  await accessible(page, 'transaction');
  await view(page, `${server.url}/transactions?q=nothing+at+all`, 'Nothing fits');
  await view(page, `${server.url}/banks`, 'Up to date');
  await view(page, `${server.url}/banks/${itemId}`, 'After linking');
});

journey('dialogs, waits and what has failed', async ({ page, server }) => {
  const { itemId, plaidItemId } = await settleIn(page, server, 'dora');
  await page.goto(`${server.url}/banks/${itemId}`);
  await page.getByRole('button', { name: 'Remove First Platypus Bank' }).click();
  await page.getByRole('alertdialog').waitFor();
  await accessible(page, 'removal');
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: 'Make Plaid unready' }).click();
  await page.getByText(/Goes on by itself in/).waitFor();
  await accessible(page, 'a bank that is waited for');
  await atTheBank(server.bank, `/sim/items/${plaidItemId}/reset_login`, {});
  await page.getByText('Login needed').waitFor();
  await settled(page);
  await accessible(page, 'a bank that wants a login');
  await page.goto(`${server.url}/banks`);
  await page.getByRole('button', { name: 'Link a bank' }).click();
  await throughLink(page, 'user_household');
  await page.getByRole('heading', { name: 'First Platypus Bank is linked already' }).waitFor();
  await accessible(page, 'a bank linked twice');
  await page.getByRole('button', { name: 'Keep the one I have' }).click();
});

journey('settings and what opens in them', async ({ page, server }) => {
  await settleIn(page, server, 'sara');
  await view(page, `${server.url}/settings`, 'Keys for programs');
  await page.getByLabel('Name of the new key').fill('Spreadsheet');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await page.getByLabel('The key in a line to try').waitFor();
  await accessible(page, 'a new key');
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('button', { name: 'Revoke Spreadsheet' }).waitFor();
  await accessible(page, 'settings with a key');
  await page.getByRole('button', { name: 'Change e-mail' }).click();
  await page.getByRole('dialog').waitFor();
  await accessible(page, 'another address');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('link', { name: 'Spreadsheet' }).click();
  await page.getByText('requests a minute at most').waitFor();
  await settled(page);
  await accessible(page, 'a key');
  await view(page, `${server.url}/settings/activity`, 'Nobody can change this list.');
  await view(page, `${server.url}/settings/delete`, 'There is no way back.');
  await page.getByLabel('Your username, typed again').fill('sara');
  await page.getByRole('button', { name: 'Delete my account for good' }).click();
  await page.getByText('Everything is erased, here and at Plaid').waitFor();
  await accessible(page, 'a receipt');
});

journey(
  'each page when the server has failed',
  async ({ page, server }) => {
    await settleIn(page, server, 'fay');
    await page.route('**/graphql', async (route) => {
      if (route.request().postDataJSON()?.operationName === 'Viewer') return route.continue();
      const fault = { message: 'Something went wrong.', extensions: { code: 'INTERNAL', requestId: 'req_0123456789' } };
      return route.fulfill({ contentType: 'application/json', body: JSON.stringify({ data: null, errors: [fault] }) });
    });
    for (const place of ['', 'accounts', 'transactions', 'banks', 'settings']) await view(page, `${server.url}/${place}`, 'Try again');
  },
);
