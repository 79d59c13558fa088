/** A person and their ways in: sessions, password, keys; and another person, who sees nothing. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { logIn, PASSWORD, signUp } from '../hands.mjs';
import { ask, settleIn } from '../household.mjs';
import { journeysAtTheServer } from '../journey.mjs';

/** What the browser itself writes down of an answer to one who is signed in no longer. */
const SIGNED_OUT = /status of 401/;
const journey = journeysAtTheServer();
const run = promisify(execFile);

journey('a key is shown once, reads what it may with curl, and is dead when it is revoked', async ({ page, server }) => {
  await settleIn(page, server, 'karl');
  await page.goto(`${server.url}/settings`);
  await page.getByLabel('Name of the new key').fill('Spreadsheet');
  await page.getByRole('button', { name: 'Make a key' }).click();
  const line = (await page.getByLabel('The key in a line to try').textContent()) ?? '';
  assert.match(line, /^curl .*florin_key_/s);
  // The very line that the person is shown.
  const curl = async () => JSON.parse((await run('sh', ['-c', line.replace('curl ', 'curl -sS ')])).stdout);
  const read = await curl();
  assert.ok(read.data.accounts.length > 0, JSON.stringify(read));
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByText('Spreadsheet').first().waitFor();
  assert.equal(await page.getByText(/florin_key_[\w-]{30}/).count(), 0, 'it is shown no more');
  await page.getByRole('button', { name: 'Revoke Spreadsheet' }).click();
  await page.getByText(/revoked just now/).waitFor();
  const refused = await curl();
  assert.equal(refused.errors[0].extensions.code, 'UNAUTHENTICATED', JSON.stringify(refused));
});

journey('a second person sees nothing of the first', async ({ page, newPerson, server }) => {
  const { itemId } = await settleIn(page, server, 'olga');
  const { transactions } = await ask(page, '{ transactions(first: 1) { nodes { id } } }');
  const { page: other } = await newPerson();
  await signUp(other, server.url, 'mallory');
  await other.getByRole('heading', { name: 'Link your first bank' }).waitFor();
  await other.goto(`${server.url}/banks/${itemId}`);
  await other.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  await other.goto(`${server.url}/transactions?txn=${transactions.nodes[0].id}`);
  await other.getByText('This transaction is gone').waitFor();
  await other.getByRole('heading', { name: 'No transactions yet' }).waitFor();
  assert.equal(await other.getByText('Platypus').count(), 0);
});

journey('who logs out leaves nothing for the next one at the same browser', async ({ page, server }) => {
  await settleIn(page, server, 'iris');
  await page.goto(`${server.url}/accounts`);
  await page.getByText('Net worth').waitFor();
  await page.getByRole('button', { name: 'Log out', exact: true }).click();
  await page.getByRole('heading', { name: 'Log in' }).waitFor();
  await signUp(page, server.url, 'igor');
  await page.getByRole('link', { name: 'Accounts', exact: true }).click();
  await page.getByRole('heading', { name: 'No accounts yet' }).waitFor();
});

journey(
  'a session is ended from another browser, and all others at once',
  async ({ page, newPerson, server }) => {
    await signUp(page, server.url, 'simon');
    const elsewhere = async () => {
      const { page: far } = await newPerson();
      await far.goto(`${server.url}/login?next=%2Fsettings`);
      await logIn(far, 'simon');
      await far.getByRole('heading', { name: 'Settings' }).waitFor();
      await far.getByText('Live', { exact: true }).waitFor();
      return far;
    };
    const first = await elsewhere();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('button', { name: /^End the session of/ }).click();
    await first.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.getByRole('button', { name: /^End the session of/ }).waitFor({ state: 'detached' });

    const others = [await elsewhere(), await elsewhere()];
    await page.reload();
    await page.getByRole('button', { name: 'End all others' }).click();
    for (const other of others) await other.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.getByRole('button', { name: 'End all others' }).waitFor({ state: 'detached' });
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
  },
  { forgiven: SIGNED_OUT },
);

journey(
  'a new password ends every other session, and the old one opens nothing',
  async ({ page, newPerson, server }) => {
    const fresh = 'nine otters cross the estuary';
    await signUp(page, server.url, 'petra');
    const { page: other } = await newPerson();
    await other.goto(`${server.url}/login`);
    await logIn(other, 'petra');
    await other.getByText('Live', { exact: true }).waitFor();
    await page.goto(`${server.url}/settings`);
    await page.getByLabel('Current password').fill('not my password at all');
    await page.getByLabel('New password').fill(fresh);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.locator('.field-error').first().waitFor();
    await page.getByLabel('Current password').fill(PASSWORD);
    await page.getByLabel('New password').fill(fresh);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('The password is changed.').waitFor();
    await other.getByRole('heading', { name: /Log in|Sign up/ }).waitFor();
    await other.goto(`${server.url}/login`);
    await logIn(other, 'petra');
    await other.getByRole('alert').waitFor();
    await logIn(other, 'petra', fresh);
    await other.getByRole('heading', { name: 'Overview' }).waitFor();
  },
  { forgiven: SIGNED_OUT },
);

journey(
  'the page outlives a restart of the server',
  async ({ page, server }) => {
    await settleIn(page, server, 'rhea');
    await page.goto(`${server.url}/accounts`);
    await page.getByText('Live', { exact: true }).waitFor();
    await server.restart(() => page.getByText('Reconnecting…').waitFor());
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Transactions', exact: true }).click();
    await page.locator('[data-transaction]').first().waitFor();
    await page.reload();
    await page.locator('[data-transaction]').first().waitFor();
  },
  // The browser itself tells of the refused connections.
  { forgiven: /WebSocket connection|ERR_CONNECTION_REFUSED/ },
);
