/** One's account itself: a forgotten password, another address, what was done, what a key has read, and the end of it. */
import assert from 'node:assert/strict';
import { logIn, PASSWORD, signUp } from '../hands.mjs';
import { settleIn } from '../household.mjs';
import { journeysAtTheServer } from '../journey.mjs';

const FRESH = 'nine otters cross the estuary';

const journey = journeysAtTheServer();

journey('a forgotten password is set anew with the code of whoever runs the server', async ({ page, newPerson, server }) => {
  await signUp(page, server.url, 'frida');
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  const printed = await server.command('user', 'reset-password', 'frida');
  const code = /code: (\S+)/.exec(printed)?.[1] ?? '';
  assert.notEqual(code, '', printed);

  const set = async (/** @type {string} */ typed, /** @type {import('playwright-core').Page} */ at = page) => {
    await at.getByLabel('Username or e-mail').fill('frida');
    await at.getByLabel('Code').fill(typed);
    await at.getByLabel('New password', { exact: true }).fill(FRESH);
    await at.getByRole('button', { name: 'Set the new password' }).click();
  };
  await set('0000-0000-0000-0000-0000-0000-0000-0000');
  await page.locator('.field-error').first().waitFor();
  await set(code);
  await page.getByText('The new password is set').waitFor();
  await page.getByRole('link', { name: 'Log in with it' }).click();
  await logIn(page, 'frida', PASSWORD);
  await page.getByRole('alert').waitFor();
  await logIn(page, 'frida', FRESH);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();

  const { page: other } = await newPerson();
  await other.goto(`${server.url}/reset-password`);
  await set(code, other);
  await other.locator('.field-error').first().waitFor();
});

journey('who has a new address logs in with it', async ({ page, server }) => {
  await signUp(page, server.url, 'emil');
  await page.goto(`${server.url}/settings`);
  await page.getByRole('button', { name: 'Change e-mail' }).click();
  await page.getByLabel('New e-mail address').fill('no address');
  await page.getByRole('button', { name: 'Change the address' }).click();
  await page.locator('.field-error').first().waitFor();
  await page.getByLabel('New e-mail address').fill('emil@elsewhere.example');
  await page.getByRole('button', { name: 'Change the address' }).click();
  await page.getByText('The e-mail address is changed.').waitFor();
  await page.getByText('emil@elsewhere.example').waitFor();
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await logIn(page, 'emil@elsewhere.example');
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
});

journey('the owner sees what was done, and what a key has read', async ({ page, server }) => {
  await settleIn(page, server, 'agnes');
  await page.goto(`${server.url}/settings`);
  await page.getByLabel('Name of the new key').fill('Spreadsheet');
  await page.getByText('More limits').click();
  await page.getByLabel('Requests a minute').fill('7');
  await page.getByRole('button', { name: 'Make a key' }).click();
  const line = (await page.getByLabel('The key in a line to try').textContent()) ?? '';
  const [token] = /florin_key_[\w-]+/.exec(line) ?? [];
  await page.getByRole('button', { name: 'I have kept it' }).click();
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ transactions(first: 3) { nodes { id } } }' }),
  });
  const { data } = await response.json();
  assert.equal(data.transactions.nodes.length, 3);

  await page.getByRole('link', { name: 'Spreadsheet' }).click();
  await page.getByText('7 requests a minute at most').waitFor();
  const read = page.getByRole('row').filter({ hasText: 'Read transactions' });
  await read.getByRole('cell', { name: '3', exact: true }).waitFor();

  await page.goto(`${server.url}/settings/activity`);
  const log = page.getByRole('list', { name: 'Activity, newest first' });
  await log.getByText(/Spreadsheet/).first().waitFor();
  assert.ok((await log.getByRole('listitem').count()) >= 3, 'signing up, linking and the key');
});

journey('an account ends with a receipt, and nothing opens any more', async ({ page, newPerson, server }) => {
  await settleIn(page, server, 'gerda');
  await page.goto(`${server.url}/settings`);
  await page.getByRole('link', { name: 'delete your account' }).click();
  const sure = page.getByLabel('Your username, typed again');
  await sure.fill('somebody');
  await page.getByRole('button', { name: 'Delete my account for good' }).click();
  await page.locator('.field-error').first().waitFor();
  await sure.fill('gerda');
  await page.getByRole('button', { name: 'Delete my account for good' }).click();
  await page.getByText('Everything is erased, here and at Plaid').waitFor();
  await page.getByText('Your account is closed').waitFor();
  const code = (await page.locator('.receipt-code').textContent()) ?? '';

  const { page: later } = await newPerson();
  await later.goto(`${server.url}/receipt`);
  await later.getByLabel('Code').fill('0000-0000-0000-0000-0000-0000-0000-0000');
  await later.getByRole('button', { name: 'Show the receipt' }).click();
  await later.getByText('There is no receipt with this code').waitFor();
  await later.getByRole('button', { name: 'Type another' }).click();
  await later.getByLabel('Code').fill(code);
  await later.getByRole('button', { name: 'Show the receipt' }).click();
  await later.getByText('Everything is erased, here and at Plaid').waitFor();
  const banks = later.locator('dl.receipt div').filter({ hasText: 'Banks removed at Plaid' });
  await banks.getByText('1', { exact: true }).waitFor();
  await later.goto(`${server.url}/login`);
  await logIn(later, 'gerda');
  await later.getByRole('alert').waitFor();
});
