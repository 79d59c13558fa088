/** A bank whose login takes the whole window, and sends the browser back to the app (`PLAID_REDIRECT_URI`). */
import assert from 'node:assert/strict';
import { signUp, untilUpToDate } from '../hands.mjs';
import { journeysAtTheServer } from '../journey.mjs';
import { accessible } from '../looks.mjs';

const journey = journeysAtTheServer((url) => ({ PLAID_REDIRECT_URI: `${url}/link/return` }));

journey('a person goes to the bank, comes back, and the bank is linked', async ({ page, server }) => {
  await signUp(page, server.url, 'otto');
  await page.getByRole('button', { name: 'Link a bank' }).click();
  const link = page.frameLocator('iframe');
  await link.getByRole('button', { name: 'Continue' }).click();
  await link.getByRole('searchbox').fill('OAuth');
  await link.getByRole('button', { name: /^Platypus OAuth Bank/ }).click();
  await link.getByRole('button', { name: 'Continue to Platypus OAuth Bank' }).click();
  await page.getByRole('button', { name: 'Allow' }).click();
  await page.waitForURL(/\/link\/return\?.*oauth_state_id=/);
  await link.getByRole('button', { name: /^Share \d+ accounts$/ }).click();
  await link.getByRole('button', { name: 'Finish' }).click();
  await page.getByRole('heading', { name: 'Platypus OAuth Bank' }).first().waitFor();
  await untilUpToDate(page);
  assert.match(page.url(), /\/banks\/item_/, 'nothing of the way back stays in the address');
});

journey('who comes back without a link under way is told so', async ({ page, server }) => {
  await signUp(page, server.url, 'ophelia');
  await page.goto(`${server.url}/link/return?oauth_state_id=7d1a2f0e-0000-4000-8000-000000000000`);
  await page.getByRole('heading', { name: 'No link is under way here' }).waitFor();
  await accessible(page, 'no link under way');
  await page.getByRole('link', { name: 'Go to your banks' }).click();
  await page.getByRole('heading', { name: 'Link your first bank' }).waitFor();
});
