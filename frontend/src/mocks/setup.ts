/** What holds for every test: no request leaves the process unanswered, and nothing is left of the test before. */
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { server } from './server';

// The machine that tests may compile something beside it.
configure({ asyncUtilTimeout: 10_000 });

beforeAll(() => {
  // jsdom has no viewport to scroll, and no CSS.escape, which dialogs ask for.
  if (typeof window !== 'undefined') {
    window.scrollTo = () => undefined;
    Object.assign(globalThis, { CSS: { escape: (text: string) => text.replaceAll(/[^\w-]/g, (sign) => `\\${sign}`) } });
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
