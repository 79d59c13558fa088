/**
 * A Chromium that keeps a record of everything a page must not do: break the Content-Security-Policy, speak to another
 * origin, or write an error to the console. `FLORIN_TEST_CHROMIUM` names another Chromium.
 */
import { chromium } from 'playwright-core';

const CHROMIUM = process.env.FLORIN_TEST_CHROMIUM ?? '/usr/bin/chromium';
/** What one step may take on a machine that compiles something beside it. */
const STEP_MS_MAX = 60_000;
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/**
 * @typedef {object} Person somebody at a browser of their own, with cookies of their own
 * @property {import('playwright-core').BrowserContext} context
 * @property {string[]} offences what their pages did that no page must do
 */

/** @param {...string} origins the only origins that pages may speak to */
export async function openBrowser(...origins) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  return {
    /** @returns {Promise<Person>} */
    newPerson: async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US' });
      context.setDefaultTimeout(STEP_MS_MAX);
      return { context, offences: await watch(context, origins) };
    },
    close: () => browser.close(),
  };
}

/** @param {import('playwright-core').BrowserContext} context @param {string[]} origins */
async function watch(context, origins) {
  /** @type {string[]} */
  const offences = [];
  await context.exposeBinding('reportViolation', (_source, violation) => offences.push(`policy: ${violation}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      // @ts-expect-error the binding above
      globalThis.reportViolation(`${event.effectiveDirective} refused ${event.blockedURI} in ${event.documentURI}`);
    });
  });
  context.on('request', (request) => {
    if (!isOwn(request.url(), origins)) offences.push(`foreign request: ${request.url()}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error') offences.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => offences.push(`uncaught: ${error.error().message}`));
  context.on('page', (page) => {
    page.on('websocket', (socket) => {
      if (!isOwn(socket.url().replace(/^ws/, 'http'), origins)) offences.push(`foreign socket: ${socket.url()}`);
    });
  });
  return offences;
}

/** @param {string} url @param {string[]} origins */
function isOwn(url, origins) {
  const { protocol, origin: theirs } = new URL(url);
  return origins.includes(theirs) || protocol === 'data:' || protocol === 'blob:';
}
