/**
 * The whole life of an item, told to the simulator by Plaid's own client for Node.
 *
 * It checks values. Webhooks are proved by jose, which has nothing of ours. The test that starts it
 * (`tests/suite/sdk.rs`) says by the environment where the simulator is.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import plaid from 'plaid';

const { Configuration, CountryCode, PlaidApi, Products, SandboxItemFireWebhookRequestWebhookCodeEnum: Fire } = plaid;

const BANK = process.env.BANK_URL;
const PLATYPUS = 'ins_109508';
const DAYS = 180;
const PAGE = 37;
const PATIENCE_MS = 30_000;
const PAUSE_MS = 100;
const MINUTE_MS = 60_000;
const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const country_codes = [CountryCode.Us];

const client = (secret = process.env.BANK_SECRET) =>
  new PlaidApi(
    new Configuration({
      basePath: BANK,
      baseOptions: {
        headers: {
          'PLAID-CLIENT-ID': process.env.BANK_CLIENT_ID,
          'PLAID-SECRET': secret,
          'Plaid-Version': '2020-09-14',
        },
        // No proxy of the machine's stands between two programs of this machine.
        proxy: false,
      },
    }),
  );
const api = client();

/** A word to the simulator's own side. */
async function control(method, path, body) {
  const answer = await fetch(BANK + path, {
    method,
    body: body && JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.json();
}

/** What the bank knows of an item: its accounts, and its rows by their ids. */
async function ledger(itemId) {
  const { accounts, transactions } = await control('GET', `/sim/items/${itemId}/ledger`);
  return { accounts, rows: byId(transactions) };
}

const byId = (rows) => new Map(rows.map((row) => [row.transaction_id, row]));

/** Awaits something that must be refused so. */
async function refused(status, errorType, code, call) {
  const error = await call.then(
    () => assert.fail(`${code} was expected and the call succeeded`),
    (error) => error,
  );
  assert.ok(error.response, String(error));
  const { data } = error.response;
  assert.deepEqual([error.response.status, data.error_type, data.error_code], [status, errorType, code]);
  assert.match(data.request_id, /^[0-9A-Za-z]{15}$/);
  assert.ok('display_message' in data && data.suggested_action === null);
  return data;
}

/** Takes webhooks, each with its token and its bytes as they came. */
class Receiver {
  static async start() {
    const receiver = new Receiver();
    receiver.taken = [];
    receiver.server = createServer(async (request, response) => {
      const pieces = [];
      for await (const piece of request) pieces.push(piece);
      receiver.taken.push({ token: request.headers['plaid-verification'], body: Buffer.concat(pieces) });
      response.end();
    }).listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    receiver.address = `http://127.0.0.1:${receiver.server.address().port}/hook`;
    return receiver;
  }

  /** The next webhook of that kind; others may come before it. Every one is proved. */
  async until(family, code) {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const next = this.taken.shift();
      if (next) {
        const told = await proved(next);
        if (told.webhook_type === family && told.webhook_code === code) return told;
      } else {
        assert.ok(Date.now() < deadline, `${family}/${code} did not come`);
        await pause(PAUSE_MS);
      }
    }
  }

  stop() {
    this.server.close();
    this.server.closeAllConnections();
  }
}

async function proved({ token, body }) {
  const { alg, kid } = decodeProtectedHeader(token);
  assert.equal(alg, 'ES256');
  const { key } = (await api.webhookVerificationKeyGet({ key_id: kid })).data;
  assert.deepEqual([key.kid, key.expired_at], [kid, null]);
  const { payload } = await jwtVerify(token, await importJWK(key, 'ES256'), {
    algorithms: ['ES256'],
    maxTokenAge: '5 min',
  });
  assert.equal(payload.request_body_sha256, createHash('sha256').update(body).digest('hex'));
  return JSON.parse(body);
}

/** Follows the pages to their end: what came, how many pages there were, and where it ended. */
async function synced(access_token, cursor) {
  const all = { added: [], modified: [], removed: [], pages: 0, cursor };
  for (;;) {
    const { data } = await api.transactionsSync({ access_token, cursor: all.cursor, count: PAGE });
    const updates = data.added.length + data.modified.length + data.removed.length;
    assert.ok(updates <= PAGE && (!data.has_more || updates === PAGE), String(updates));
    for (const list of ['added', 'modified', 'removed']) all[list].push(...data[list]);
    all.pages += 1;
    all.cursor = data.next_cursor;
    if (!data.has_more) {
      assert.equal(data.transactions_update_status, 'HISTORICAL_UPDATE_COMPLETE');
      return all;
    }
  }
}

/** Asks again for as long as the product is not ready. Says how often it was not. */
async function ready(call) {
  const deadline = Date.now() + PATIENCE_MS;
  for (let refusals = 0; ; refusals += 1) {
    try {
      return { data: (await call()).data, refusals };
    } catch (error) {
      assert.equal(error.response?.status, 400, String(error));
      assert.equal(error.response.data.error_code, 'PRODUCT_NOT_READY');
      assert.ok(Date.now() < deadline, 'it never became ready');
      await pause(PAUSE_MS);
    }
  }
}

/** A link token and what it was made with, and an item without a browser. */
async function link(receiver) {
  const wish = {
    client_name: 'Florin',
    language: 'en',
    country_codes,
    user: { client_user_id: 'user-1' },
    products: [Products.Transactions],
    webhook: receiver.address,
    // Plaid's own quickstart sends it so.
    access_token: null,
  };
  const made = (await api.linkTokenCreate(wish)).data;
  assert.match(made.link_token, new RegExp(`^link-sandbox-${UUID}$`));
  const minutes = (Date.parse(made.expiration) - Date.now()) / MINUTE_MS;
  assert.ok(minutes > 239 && minutes <= 240, made.expiration);
  const told = (await api.linkTokenGet({ link_token: made.link_token })).data;
  assert.deepEqual([told.link_token, told.expiration], [made.link_token, made.expiration]);
  const { metadata } = told;
  assert.deepEqual([metadata.client_name, metadata.language], ['Florin', 'en']);
  assert.deepEqual([metadata.webhook, metadata.redirect_uri], [receiver.address, null]);
  assert.deepEqual([metadata.country_codes, metadata.initial_products], [['US'], ['transactions']]);

  const { public_token } = (
    await api.sandboxPublicTokenCreate({
      institution_id: PLATYPUS,
      initial_products: [Products.Transactions],
      options: {
        override_username: 'user_household',
        override_password: 'any',
        webhook: receiver.address,
        transactions: { days_requested: DAYS },
      },
    })
  ).data;
  assert.match(public_token, new RegExp(`^public-sandbox-${UUID}$`));
  const exchanged = (await api.itemPublicTokenExchange({ public_token })).data;
  assert.match(exchanged.access_token, new RegExp(`^access-sandbox-${UUID}$`));
  assert.equal(exchanged.item_id.length, 37);
  await refused(400, 'INVALID_INPUT', 'INVALID_PUBLIC_TOKEN', api.itemPublicTokenExchange({ public_token }));
  return exchanged;
}

async function accounts({ access_token, item_id }) {
  const { item } = (await api.itemGet({ access_token })).data;
  assert.deepEqual([item.item_id, item.institution_id, item.error], [item_id, PLATYPUS, null]);
  assert.ok(item.billed_products.includes('transactions'));
  const told = (await api.accountsGet({ access_token })).data.accounts;
  assert.deepEqual(told, (await ledger(item_id)).accounts);
  assert.ok(told.every(({ balances }) => balances.iso_currency_code === 'USD'));
  assert.ok(told.some(({ type, subtype }) => type === 'depository' && subtype === 'checking'));
  const [{ account_id }] = told;
  const options = { account_ids: [account_id] };
  const live = (await api.accountsBalanceGet({ access_token, options })).data.accounts;
  assert.deepEqual(live, [told[0]]);

  const { numbers } = (await api.authGet({ access_token })).data;
  assert.deepEqual([numbers.bacs, numbers.eft, numbers.international], [[], [], []]);
  assert.ok(numbers.ach.length > 0);
  for (const one of numbers.ach) {
    const { mask } = told.find((account) => account.account_id === one.account_id);
    assert.match(one.routing, /^[0-9]{9}$/);
    assert.ok(one.account.endsWith(mask), `${one.account} and ${mask}`);
  }
  const owned = (await api.identityGet({ access_token })).data.accounts;
  assert.deepEqual([owned.length, owned[0].owners[0].names.length], [told.length, 2]);
  const [address] = owned[0].owners[0].addresses;
  assert.deepEqual([address.primary, address.data.country], [true, 'US']);

  const order = { access_token, account_id, processor: 'dwolla' };
  assert.match((await api.processorTokenCreate(order)).data.processor_token, /^processor-sandbox-/);
}

async function transactions({ access_token, item_id }, receiver) {
  // Beyond the wait that every new item has, so that it is seen however slow the machine is.
  await control('POST', '/sim/faults', { path: '/transactions/get', fault: 'PRODUCT_NOT_READY', times: 2 });
  const day = (offset) => new Date(Date.now() + offset * 1440 * MINUTE_MS).toISOString().slice(0, 10);
  const range = { access_token, start_date: day(-DAYS - 2), end_date: day(1) };
  const { refusals } = await ready(() => api.transactionsGet(range));
  assert.ok(refusals >= 2, String(refusals));
  await receiver.until('TRANSACTIONS', 'INITIAL_UPDATE');
  const update = await receiver.until('TRANSACTIONS', 'HISTORICAL_UPDATE');
  assert.equal(update.item_id, item_id);
  assert.ok(update.new_transactions > 0);

  const streams = (await ready(() => api.transactionsRecurringGet({ access_token }))).data;
  const { rows: known } = await ledger(item_id);
  const rows = [];
  let total;
  do {
    const page = (await api.transactionsGet({ ...range, options: { count: 200, offset: rows.length } })).data;
    assert.ok(page.transactions.length > 0, 'a page before the end is not empty');
    total = page.total_transactions;
    rows.push(...page.transactions);
  } while (rows.length < total);
  assert.equal(total, known.size);
  assert.deepEqual(byId(rows), known);

  const { inflow_streams: inflow, outflow_streams: outflow } = streams;
  for (const stream of [...inflow, ...outflow]) {
    assert.ok(stream.transaction_ids.every((id) => known.has(id)));
    assert.ok(stream.first_date <= stream.last_date);
  }
  assert.ok(inflow.length > 0 && inflow.every((one) => one.last_amount.amount < 0));
  assert.ok(outflow.some((one) => one.frequency === 'MONTHLY'));
  assert.ok(Date.parse(streams.updated_datetime) > 0);

  // Plaid's own quickstart begins with null.
  const first = await synced(access_token, null);
  assert.deepEqual([first.modified, first.removed], [[], []]);
  assert.equal(first.pages, Math.ceil(known.size / PAGE));
  assert.equal(first.added.length, known.size);
  const held = byId(first.added);
  assert.deepEqual(held, known);

  assert.equal((await api.transactionsRefresh({ access_token })).data.request_id.length, 15);
  await control('POST', `/sim/items/${item_id}/advance`, { days: 5 });
  const pages = await receiver.until('TRANSACTIONS', 'SYNC_UPDATES_AVAILABLE');
  assert.equal(pages.historical_update_complete, true);
  const later = await synced(access_token, first.cursor);
  assert.ok(later.added.length > 0 && later.removed.length > 0, 'five days of a household are not empty');
  for (const row of [...later.added, ...later.modified]) held.set(row.transaction_id, row);
  for (const row of later.removed) assert.ok(held.delete(row.transaction_id));
  assert.deepEqual(held, (await ledger(item_id)).rows);
  assert.deepEqual((await synced(access_token, first.cursor)).added, later.added);
}

async function login({ access_token, item_id }, receiver) {
  assert.equal((await api.sandboxItemResetLogin({ access_token })).data.reset_login, true);
  assert.equal((await receiver.until('ITEM', 'ERROR')).error.error_code, 'ITEM_LOGIN_REQUIRED');
  const refusal = await refused(400, 'ITEM_ERROR', 'ITEM_LOGIN_REQUIRED', api.accountsGet({ access_token }));
  assert.ok(refusal.display_message);
  const { error } = (await api.itemGet({ access_token })).data.item;
  assert.deepEqual([error.error_type, error.error_code, error.status], ['ITEM_ERROR', 'ITEM_LOGIN_REQUIRED', 400]);
  const user = { client_user_id: 'user-1' };
  const wish = { client_name: 'Florin', language: 'en', country_codes, user, access_token, products: [] };
  const made = (await api.linkTokenCreate(wish)).data;
  const minutes = (Date.parse(made.expiration) - Date.now()) / MINUTE_MS;
  assert.ok(minutes > 29 && minutes <= 30, made.expiration);
  await control('POST', `/sim/items/${item_id}/repair`, {});
  const { item, status } = (await api.itemGet({ access_token })).data;
  assert.equal(item.error, null);
  assert.ok(status.last_webhook.code_sent);
  assert.ok((await api.accountsGet({ access_token })).data.accounts.length > 0);
}

async function webhooks({ access_token, item_id }, receiver) {
  const fire = { access_token, webhook_code: Fire.NewAccountsAvailable };
  assert.equal((await api.sandboxItemFireWebhook(fire)).data.webhook_fired, true);
  const told = await receiver.until('ITEM', 'NEW_ACCOUNTS_AVAILABLE');
  assert.deepEqual([told.item_id, told.environment], [item_id, 'sandbox']);
  const elsewhere = await Receiver.start();
  const webhook = elsewhere.address;
  assert.equal((await api.itemWebhookUpdate({ access_token, webhook })).data.item.webhook, webhook);
  const moved = await elsewhere.until('ITEM', 'WEBHOOK_UPDATE_ACKNOWLEDGED');
  assert.equal(moved.new_webhook_url, webhook);
  elsewhere.stop();
  const key_id = '00000000-0000-4000-8000-000000000000';
  const unknown = api.webhookVerificationKeyGet({ key_id });
  await refused(400, 'INVALID_INPUT', 'INVALID_WEBHOOK_VERIFICATION_KEY_ID', unknown);
}

async function institutions() {
  const some = (await api.institutionsGet({ count: 3, offset: 1, country_codes })).data;
  assert.ok(some.institutions.length === 3 && some.total > 4);
  const products = [Products.Transactions];
  const found = (await api.institutionsSearch({ query: 'Platypus', products, country_codes })).data.institutions;
  assert.ok(found.some((one) => one.institution_id === PLATYPUS));
  assert.ok(found.every((one) => one.name.includes('Platypus')));
  const options = { include_optional_metadata: true };
  const { institution } = (await api.institutionsGetById({ institution_id: PLATYPUS, country_codes, options })).data;
  const { name, oauth, logo, connection_availability } = institution;
  assert.deepEqual([name, oauth, logo, connection_availability], ['First Platypus Bank', false, null, 'SUPPORTED']);
  const unknown = api.institutionsGetById({ institution_id: 'ins_0', country_codes });
  await refused(400, 'INVALID_INPUT', 'INVALID_INSTITUTION', unknown);
  const { categories } = (await api.categoriesGet({})).data;
  assert.ok(categories.length > 500 && categories[0].hierarchy.length > 0);
}

async function errors({ access_token }) {
  const request = { access_token };
  await refused(400, 'INVALID_INPUT', 'INVALID_API_KEYS', client('f'.repeat(30)).accountsGet(request));
  const unknown = { access_token: 'access-sandbox-00000000-0000-4000-8000-000000000000' };
  await refused(400, 'INVALID_INPUT', 'INVALID_ACCESS_TOKEN', api.accountsGet(unknown));
  await refused(400, 'INVALID_REQUEST', 'UNKNOWN_FIELDS', api.accountsGet({ access_token, foo: 1 }));
  for (const [fault, status, errorType, code] of [
    ['INTERNAL_SERVER_ERROR', 500, 'API_ERROR', 'INTERNAL_SERVER_ERROR'],
    ['rate_limit', 429, 'RATE_LIMIT_EXCEEDED', 'ACCOUNTS_LIMIT'],
    ['INSTITUTION_DOWN', 400, 'INSTITUTION_ERROR', 'INSTITUTION_DOWN'],
  ]) {
    await control('POST', '/sim/faults', { path: '/accounts/get', fault });
    await refused(status, errorType, code, api.accountsGet(request));
  }
  assert.ok((await api.accountsGet(request)).data.accounts.length > 0);
}

async function end({ access_token }) {
  const fresh = (await api.itemAccessTokenInvalidate({ access_token })).data.new_access_token;
  assert.match(fresh, new RegExp(`^access-sandbox-${UUID}$`));
  assert.notEqual(fresh, access_token);
  await refused(400, 'INVALID_INPUT', 'INVALID_ACCESS_TOKEN', api.itemGet({ access_token }));
  assert.equal((await api.itemRemove({ access_token: fresh })).data.request_id.length, 15);
  await refused(400, 'ITEM_ERROR', 'ITEM_NOT_FOUND', api.itemRemove({ access_token: fresh }));
}

const receiver = await Receiver.start();
const item = await link(receiver);
await accounts(item);
await transactions(item, receiver);
await login(item, receiver);
await webhooks(item, receiver);
await institutions();
await errors(item);
await end(item);
receiver.stop();
console.log('plaid for Node lived the whole life of an item');
