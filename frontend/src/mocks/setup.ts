/** What holds for every test: no request leaves the process unanswered, and nothing is left of the test before. */
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { server } from './server';

// The machine that tests may compile something beside it.
configure({ asyncUtilTimeout: 10_000 });

beforeAll(() => {
  // jsdom has no viewport: nothing to scroll, no width to ask for, no sizes to watch. It has no CSS.escape
  // either, which dialogs ask for.
  if (typeof window !== 'undefined') {
    window.scrollTo = () => undefined;
    Element.prototype.scrollIntoView = () => undefined;
    Object.assign(globalThis, { CSS: { escape: (text: string) => text.replaceAll(/[^\w-]/g, (sign) => `\\${sign}`) } });
    // Without any height a long list would stand in the page as a whole.
    Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { configurable: true, get: () => 50 });
    window.matchMedia = () => Object.assign(new EventTarget(), { matches: false }) as MediaQueryList;
    window.ResizeObserver = class {
      observe = () => undefined;
      unobserve = () => undefined;
      disconnect = () => undefined;
    };
  }
  server.listen({ onUnhandledRequest: 'error' });
});
afterEach(() => {
  cleanup();
  server.resetHandlers();
});
afterAll(() => {
  server.close();
});
