/** A person in a browser with a linked bank that has a family's transactions, by the shortest way. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { signUp } from './hands.mjs';

const SYNC_MS_MAX = 120_000;
const POLL_MS = 100;
/** Enough rows to scroll through, and soon fetched. */
const DAYS = 90;

/**
 * Signs somebody up in the page, links the simulator's family without Link, and waits for the first sync.
 * @param {import('playwright-core').Page} page @param {import('./server.mjs').Server} server @param {string} name
 */
export async function settleIn(page, server, name, days = DAYS) {
  await signUp(page, server.url, name);
  const linked = await ask(page, 'mutation ($input: ExchangePublicTokenInput!) { exchangePublicToken(input: $input) { item { id plaidItemId } userErrors { message } } }', {
    input: { publicToken: await publicToken(server.bank, days) },
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

/** Asks the simulator for a public token, as the person at the bank would get one from Plaid Link. @param {string} bank */
export async function publicToken(bank, days = 730) {
  const response = await fetch(`${bank}/sandbox/public_token/create`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'PLAID-CLIENT-ID': '0123456789abcdef01234567',
      'PLAID-SECRET': '0123456789abcdef0123456789abcd',
    },
    body: JSON.stringify({
      institution_id: 'ins_109508',
      initial_products: ['transactions'],
      options: { override_username: 'user_household', transactions: { days_requested: days } },
    }),
  });
  assert.equal(response.status, 200, 'the simulator gives a public token');
  /** @type {{ public_token: string }} */
  const body = await response.json();
  return body.public_token;
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
