/**
 * Who the playground is for the server: the token in use, what the server makes of it, and a token that has just come
 * back in an answer. It asks the server again whenever that may have changed. It draws nothing and sends nothing itself.
 */
import { findTokenInAnswer, saysUnauthenticated } from './token';
import type { TokenStore } from './tokenStore';
import type { Standing } from './whoAmI';

/** What the bar shows. A new object after each change, the same one in between. */
export interface SessionState {
  token: string | null;
  standing: Standing;
  /** A token that an answer has just brought and that is not in use yet. */
  offered: string | null;
}

/** The session of this browser tab. */
export class Session {
  readonly #tokens: TokenStore;
  readonly #ask: (hasToken: boolean) => Promise<Standing>;
  readonly #listeners = new Set<() => void>();
  #state: SessionState;
  #question = 0;

  constructor(tokens: TokenStore, ask: (hasToken: boolean) => Promise<Standing>) {
    this.#tokens = tokens;
    this.#ask = ask;
    this.#state = { token: tokens.get(), standing: { kind: 'checking' }, offered: null };
    tokens.subscribe(() => {
      this.#change({ token: tokens.get(), standing: { kind: 'checking' }, offered: null });
      void this.check();
    });
  }

  /** The state as it stands; for `useSyncExternalStore`. */
  readonly state = (): SessionState => this.#state;

  /** Calls the listener after each change; for `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Puts a token into use. */
  use(token: string): void {
    this.#tokens.set(token);
  }

  /** Forgets the token here. The server is not told: `logout` does that. */
  forget(): void {
    this.#tokens.clear();
  }

  /** Asks the server who we are. An answer that a later question has overtaken is dropped. */
  async check(): Promise<void> {
    this.#question += 1;
    const question = this.#question;
    const standing = await this.#ask(this.#state.token !== null);
    if (question === this.#question) this.#change({ ...this.#state, standing });
  }

  /**
   * Takes note of an answer that the playground got. A mutation may have signed somebody in or out by cookie, and a
   * token may have run out, so both lead to a new question.
   */
  observe(answer: unknown, wasMutation: boolean): void {
    const found = findTokenInAnswer(answer);
    if (found !== null && found !== this.#state.token) this.#change({ ...this.#state, offered: found });
    if (wasMutation || saysUnauthenticated(answer)) void this.check();
  }

  #change(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
