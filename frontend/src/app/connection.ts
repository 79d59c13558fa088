/** Whether the socket for live news stands, for everyone who shows live news. */
import { createContext, use, useSyncExternalStore } from 'react';

/** `idle` without anything to follow; `lost` while the socket is down and tried again. */
export type ConnectionState = 'idle' | 'connecting' | 'live' | 'lost';

/** The state and whoever listens to it. */
export class Connection {
  #state: ConnectionState = 'idle';
  readonly #listeners = new Set<() => void>();

  readonly state = (): ConnectionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  become(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

export const ConnectionContext = createContext(new Connection());

/** The state as it is now, and again whenever it changes. */
export function useConnection(): ConnectionState {
  const connection = use(ConnectionContext);
  return useSyncExternalStore(connection.subscribe, connection.state);
}
