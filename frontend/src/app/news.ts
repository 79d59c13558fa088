/** The one feed of the syncs, told on to whoever shows what a sync can change. */
import { createContext } from 'react';

/** Those who listen, and the word that rows or balances may have changed. */
export class News {
  readonly #listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const NewsContext = createContext(new News());
