/**
 * Keeps the token for as long as the browser tab lives. It goes into `sessionStorage` and nowhere else: never into the
 * address, never onto the disk, so that closing the tab forgets it.
 */

const KEY = 'florin.playground.token';

/** The part of `Storage` that is used, so that a test can hand in a map. */
export type TokenStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The token of this browser tab. */
export class TokenStore {
  readonly #storage: TokenStorage;
  readonly #listeners = new Set<() => void>();

  constructor(storage: TokenStorage) {
    this.#storage = storage;
  }

  /** The token in use, or null. */
  get(): string | null {
    return this.#storage.getItem(KEY);
  }

  /** Puts a token into use. */
  set(token: string): void {
    this.#storage.setItem(KEY, token);
    this.#tell();
  }

  /** Forgets the token. */
  clear(): void {
    this.#storage.removeItem(KEY);
    this.#tell();
  }

  /** Calls the listener after each change; the answer ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
