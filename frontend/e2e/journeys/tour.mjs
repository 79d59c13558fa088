/**
 * The newcomer's journey through a real browser and a real server: from the first page to the first transactions, with
 * the sync watched live in a second window. Run by `npm run e2e` after `npm run build`.
 */
import assert from 'node:assert/strict';
import { publicToken } from '../household.mjs';
import { journeysAtTheServer } from '../journey.mjs';
import { PlaygroundWindow } from '../playground.mjs';

/** What the browser itself writes down of a refusal. */
const REFUSED = { forgiven: /status of 401/ };
const journey = journeysAtTheServer();

journey('a newcomer gets from the first page to transactions and sees the sync live', async ({ page, server }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
  await page.goto(server.url);
  await page.getByRole('link', { name: 'Playground' }).click();

  const main = new PlaygroundWindow(page);
  await main.standing.filter({ hasText: 'Not signed in' }).waitFor();
  await main.shows('SignUp');
  await main.run();
  await main.answered('florin_session_');
  await page.getByRole('button', { name: 'Use this token' }).click();
  await main.standing.filter({ hasText: /Signed in as newcomer_\w+/ }).waitFor();

  await main.open('CreateLinkToken');
  await main.run();
  await main.answered('link-sandbox-');

  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Second window' }).click();
  const second = new PlaygroundWindow(await opened);
  await second.standing.filter({ hasText: /Signed in as newcomer_\w+/ }).waitFor();
  // It begins where the first window stands.
  await second.shows('CreateLinkToken');
  await second.open('FollowSyncs');
  const subscribed = streamOf(second.page, 'subscription');
  await second.run();
  await subscribed;

  await main.open('ExchangePublicToken');
  const exchange = await main.operation();
  assert.match(exchange, /public-sandbox-…/);
  await main.paste(exchange.replace('public-sandbox-…', await publicToken(server.bank)));
  await main.run();
  await main.answered('"syncJob"');
  await second.answered('SUCCEEDED');

  await main.open('Accounts');
  await main.run();
  await main.answered('"mask"');
  await main.open('Transactions');
  const answered = page.waitForResponse((response) => response.request().postData()?.includes('query Transactions') ?? false);
  await main.run();
  await main.answered('"merchantName"');
  // The editor draws only the lines that are in sight.
  const { transactions } = (await (await answered).json()).data;
  assert.ok(transactions.totalCount > 0);
  assert.match(transactions.nodes[0].amount.amount, /^-?\d+\.\d+$/);

  assert.equal(await page.evaluate(() => globalThis.localStorage.length), 0, 'nothing is left on the disk');
  assert.equal(page.url(), `${server.url}/graphiql`, 'nothing is put into the address');
});

journey('a token beside the web app’s cookie is used without it, and without a token the cookie counts', async ({ page, server }) => {
  await page.goto(server.url);
  const token = await page.evaluate(async () => {
    /** @param {string} username @param {string} delivery */
    const signUp = async (username, delivery) => {
      const response = await fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'X-Florin-CSRF': '1' },
        body: JSON.stringify({
          query: `mutation { signup(input: { username: "${username}", email: "${username}@example.com",
            password: "correct horse battery", delivery: ${delivery} }) { token } }`,
        }),
      });
      return (await response.json()).data.signup.token;
    };
    const given = await signUp('walker', 'TOKEN');
    await signUp('biscuit', 'COOKIE');
    return given;
  });
  await page.goto(`${server.url}/graphiql`);
  const window = new PlaygroundWindow(page);
  await window.standing.filter({ hasText: 'Signed in as biscuit' }).waitFor();
  await page.getByLabel('Session token or API key').fill(token);
  await page.getByRole('button', { name: 'Use', exact: true }).click();
  await window.standing.filter({ hasText: 'Signed in as walker' }).waitFor();
  await window.open('FollowSyncs');
  const subscribed = streamOf(page, 'subscription');
  await window.run();
  assert.equal((await subscribed).status(), 200);
  await page.getByRole('button', { name: 'Forget token' }).click();
  await window.standing.filter({ hasText: 'Signed in as biscuit' }).waitFor();
});

journey('a token that the server does not know is refused in plain words', async ({ page, server }) => {
  await page.goto(`${server.url}/graphiql`);
  const field = page.getByLabel('Session token or API key');
  await field.fill('hunter2');
  await page.getByRole('button', { name: 'Use', exact: true }).click();
  await page.getByRole('alert').filter({ hasText: 'A token begins with' }).waitFor();
  await field.fill(`florin_session_${'A'.repeat(43)}`);
  await page.getByRole('button', { name: 'Use', exact: true }).click();
  await page.locator('.session-standing').filter({ hasText: 'Token refused' }).waitFor();
  await page.getByRole('button', { name: 'Forget token' }).click();
  await page.locator('.session-standing').filter({ hasText: 'Not signed in' }).waitFor();
}, REFUSED);

/**
 * Resolves when the server has begun to answer an operation with this text as an event stream.
 * @param {import('playwright-core').Page} page @param {string} text
 */
function streamOf(page, text) {
  return page.waitForResponse((response) => {
    const request = response.request();
    const asksForStream = (request.headers().accept ?? '').includes('text/event-stream');
    return asksForStream && (request.postData() ?? '').includes(text);
  });
}
