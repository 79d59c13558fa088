/** A person in a browser with a linked bank that has two years of a family's transactions. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

const SYNC_MS_MAX = 120_000;
const POLL_MS = 250;

/**
 * Signs somebody up in the page, links the simulator's family, and waits for the first sync.
 * @param {import('playwright-core').Page} page @param {import('./server.mjs').Server} server
 */
export async function settleIn(page, server) {
  await page.goto(`${server.url}/signup`);
  await page.getByLabel('Username').fill(`ada${Date.now().toString(36)}`);
  await page.getByLabel('E-mail').fill(`ada${Date.now().toString(36)}@example.com`);
  await page.getByLabel('Password').fill('a quiet walk along the river 7');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  const linked = await ask(page, 'mutation ($input: ExchangePublicTokenInput!) { exchangePublicToken(input: $input) { item { id plaidItemId } userErrors { message } } }', {
    input: { publicToken: await publicToken(server) },
  });
  assert.deepEqual(linked.exchangePublicToken.userErrors, []);
  const { id, plaidItemId } = linked.exchangePublicToken.item;
  await synced(page, id);
  return { itemId: id, plaidItemId };
}

/**
 * Asks the server as the page does. @param {import('playwright-core').Page} page @param {string} query @param {object} variables
 */
export function ask(page, query, variables = {}) {
  return page.evaluate(
    async ([document, given]) => {
      const response = await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'X-Florin-CSRF': '1' },
        body: JSON.stringify({ query: document, variables: given }),
      });
      const { data, errors } = await response.json();
      if (errors) throw new Error(JSON.stringify(errors));
      return data;
    },
    /** @type {const} */ ([query, variables]),
  );
}

/** Lets days pass at the bank. @param {import('./server.mjs').Server} server @param {string} plaidItemId @param {number} days */
export async function advance(server, plaidItemId, days) {
  const response = await fetch(`${server.bank}/sim/items/${plaidItemId}/advance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ days }),
  });
  assert.equal(response.status, 200, await response.text());
}

/** @param {import('playwright-core').Page} page @param {string} itemId */
async function synced(page, itemId) {
  const deadline = AbortSignal.timeout(SYNC_MS_MAX);
  for (;;) {
    const { syncJobs } = await ask(page, 'query ($itemId: ID) { syncJobs(itemId: $itemId, first: 1) { nodes { status } } }', { itemId });
    if (syncJobs.nodes[0]?.status === 'SUCCEEDED') return;
    deadline.throwIfAborted();
    await pause(POLL_MS);
  }
}

/** @param {import('./server.mjs').Server} server */
async function publicToken(server) {
  const response = await fetch(`${server.bank}/sandbox/public_token/create`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'PLAID-CLIENT-ID': '0123456789abcdef01234567',
      'PLAID-SECRET': '0123456789abcdef0123456789abcd',
    },
    body: JSON.stringify({ institution_id: 'ins_109508', initial_products: ['transactions'], options: { override_username: 'user_household' } }),
  });
  assert.equal(response.status, 200, 'the simulator gives a public token');
  /** @type {{ public_token: string }} */
  const body = await response.json();
  return body.public_token;
}
