/**
 * Acts that need the password once more. The server refuses them with REAUTH_REQUIRED; whoever is asked here gives the
 * password, and the act is sent again as it was.
 */
import { createContext } from 'react';

/** The one question that may be open, and whoever shows it. */
export class PasswordQuestion {
  #answer: ((isConfirmed: boolean) => void) | null = null;
  #open: Promise<boolean> | null = null;
  readonly #listeners = new Set<() => void>();

  /** Asks; resolves to whether the password was confirmed. Acts that ask at once share the question. */
  ask(): Promise<boolean> {
    this.#open ??= new Promise<boolean>((resolve) => {
      this.#answer = resolve;
      // After the promise stands, or a listener would see no question.
      queueMicrotask(() => {
        this.#tell();
      });
    });
    return this.#open;
  }

  /** Ends the question. */
  answer(isConfirmed: boolean): void {
    this.#answer?.(isConfirmed);
    this.#answer = null;
    this.#open = null;
    this.#tell();
  }

  readonly isOpen = (): boolean => this.#open !== null;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

export const PasswordQuestionContext = createContext(new PasswordQuestion());
