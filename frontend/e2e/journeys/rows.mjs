/**
 * A hundred thousand transactions, on the way between the page and the server: whatever the person does, the page
 * answers within a tenth of a second, because only what is in sight stands in it.
 */
import assert from 'node:assert/strict';
import { signUp } from '../hands.mjs';
import { journeysAtTheServer } from '../journey.mjs';
import { manyRows } from '../manyRows.mjs';

const ROWS = 100_000;
/** The promise to the person. */
const INTERACTION_MS_MAX = 100;
/** The longest that the page may be busy when nobody has asked it for anything: it hangs two hundred rows onto thousands. */
const TASK_MS_MAX = 200;
/** What a machine may add that does something else beside the test: it is for `make prove` to leave it out. */
const SLACK = Number(process.env.FLORIN_TEST_SLACK ?? 5);
/** More than this cannot be read in one go. */
const ROWS_STANDING_MAX = 80;

const journey = journeysAtTheServer();

journey('a hundred thousand rows are as quick as a hundred', async ({ page, server, tell }) => {
  await signUp(page, server.url, 'hector');
  await manyRows(page, ROWS);
  await page.goto(`${server.url}/transactions`);
  await page.getByText('100,000 transactions').waitFor();
  await watchTime(page);

  // Wheel and keys at the top, then far down, so that much has been read.
  for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, 700);
  await page.waitForFunction(() => globalThis.scrollY > 3000);
  for (let read = 0; read < 25; read += 1) {
    const height = await page.evaluate(() => document.body.scrollHeight);
    await page.evaluate(() => globalThis.scrollTo(0, document.body.scrollHeight));
    await page.waitForFunction((before) => document.querySelectorAll('[aria-posinset]').length > 0 && document.body.scrollHeight > before, height);
  }
  const standing = await page.locator('[data-transaction]').count();
  assert.ok(standing < ROWS_STANDING_MAX, `${standing} rows stand in the page`);
  await page.locator('[data-transaction]').nth(20).click();
  await page.getByText('What the bank says').waitFor();
  await page.keyboard.press('Escape');
  for (let step = 0; step < 10; step += 1) await page.keyboard.press('ArrowDown');
  const search = page.getByRole('searchbox');
  await search.pressSequentially('row 77', { delay: 60 });
  await page.getByText('1,111 transactions found').waitFor();
  await search.fill('');
  await page.getByText('100,000 transactions').waitFor();
  await page.getByRole('button', { name: 'Status' }).click();
  await page.getByText('Posted', { exact: true }).last().click();
  await page.keyboard.press('Escape');
  await page.waitForURL(/status=posted/);

  const { interaction, task } = await slowest(page);
  tell(`slowest interaction: ${interaction} ms, longest task: ${task} ms`);
  assert.ok(interaction <= INTERACTION_MS_MAX * SLACK, `an interaction took ${interaction} ms`);
  assert.ok(task <= TASK_MS_MAX * SLACK, `a task kept the page for ${task} ms`);
});

/** Has the page write down its slowest answer to a person and its longest task. @param {import('playwright-core').Page} page */
async function watchTime(page) {
  await page.evaluate(() => {
    const worst = { interaction: 0, task: 0 };
    Object.assign(globalThis, { worst });
    const watch = (/** @type {keyof typeof worst} */ name, /** @type {PerformanceEntry[]} */ entries) => {
      for (const { duration } of entries) worst[name] = Math.max(worst[name], duration);
    };
    const people = (/** @type {PerformanceEntry} */ entry) => 'interactionId' in entry && Boolean(entry.interactionId);
    const events = { type: 'event', durationThreshold: 16 };
    new PerformanceObserver((list) => watch('interaction', list.getEntries().filter(people))).observe(events);
    new PerformanceObserver((list) => watch('task', list.getEntries())).observe({ type: 'longtask' });
  });
}

/** @param {import('playwright-core').Page} page @returns {Promise<{ interaction: number, task: number }>} */
function slowest(page) {
  // @ts-expect-error it was put there above
  return page.evaluate(() => globalThis.worst);
}
