/**
 * The one way to write a journey: somebody at a fresh browser, whose pages may neither write an error, nor break their
 * policy, nor speak to a stranger. `FLORIN_JOURNEY_PICTURES` names a folder that takes a picture of what failed.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openBrowser } from './browser.mjs';
import { startServer } from './server.mjs';

/**
 * @typedef {object} Seat a browser of one's own
 * @property {import('playwright-core').Page} page its first window
 * @property {() => Promise<import('playwright-core').Page>} newPage another window of the same browser
 */

/**
 * @template World
 * @typedef {World & Seat & { tell: (words: string) => void, newPerson: () => Promise<Seat> }} Stage
 */

/**
 * Makes the journeys of a file: its world is begun before the first and ended behind the last.
 * @template World
 * @param {() => Promise<{ world: World, origins: string[], stop: () => Promise<void> }>} start
 */
export function journeysIn(start) {
  /** @type {Awaited<ReturnType<typeof start>>} */
  let started;
  /** @type {Awaited<ReturnType<typeof openBrowser>>} */
  let browser;
  before(async () => {
    started = await start();
    browser = await openBrowser(...started.origins);
  });
  after(async () => {
    await browser?.close();
    await started?.stop();
  });

  /**
   * @param {string} name
   * @param {(stage: Stage<World>) => Promise<void>} walk
   * @param {{ forgiven?: RegExp }} [terms] `forgiven` are offences that the journey itself brings about
   */
  return function journey(name, walk, { forgiven = /(?!)/ } = {}) {
    test(name, async (t) => {
      /** @type {import('./browser.mjs').Person[]} */
      const people = [];
      const newPerson = async () => {
        const person = await browser.newPerson();
        people.push(person);
        const newPage = () => person.context.newPage();
        return { page: await newPage(), newPage };
      };
      try {
        await walk({ ...started.world, ...(await newPerson()), newPerson, tell: (words) => t.diagnostic(words) });
      } catch (failure) {
        await depict(name, people);
        throw failure;
      } finally {
        await Promise.all(people.map(({ context }) => context.close()));
      }
      const offences = people.flatMap((person) => person.offences).filter((offence) => !forgiven.test(offence));
      assert.deepEqual(offences, []);
    });
  };
}

/**
 * The journeys against the real server and its simulated bank.
 * @param {Parameters<typeof startServer>[0]} [settings] what the server is told beside the usual
 */
export function journeysAtTheServer(settings) {
  return journeysIn(async () => {
    const server = await startServer(settings);
    return { world: { server }, origins: [server.url, server.bank], stop: server.stop };
  });
}

/** Pictures of every window that was open when a journey failed. @param {string} name @param {import('./browser.mjs').Person[]} people */
async function depict(name, people) {
  const folder = process.env.FLORIN_JOURNEY_PICTURES;
  if (!folder) return;
  const pages = people.flatMap(({ context }) => context.pages());
  for (const [index, page] of pages.entries()) {
    const file = `${name.replaceAll(/\W+/g, '-').slice(0, 60)}-${index}.png`;
    await page.screenshot({ path: path.join(folder, file) }).catch(() => null);
  }
}
