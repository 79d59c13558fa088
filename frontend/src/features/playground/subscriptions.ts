/**
 * The connection over which subscriptions arrive (graphql-transport-ws). It is opened with the first subscription and
 * carries one identity for its whole life, so a change of the token ends it and the next subscription opens another.
 */
import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import { GRAPHQL_PATH } from './http';
import type { TokenStore } from './tokenStore';

/** How often a lost connection is opened again, with growing pauses, before the subscription ends with an error. */
const RECONNECT_ATTEMPTS_MAX = 10;

/** The address of the socket beside a page: the same host, encrypted where the page is. */
export function socketUrl(page: Pick<Location, 'protocol' | 'host'>): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}${GRAPHQL_PATH}`;
}

/** The payload of `connection_init`. Without a token the web app's cookie, which the upgrade carries, decides. */
export function connectionParams(token: string | null): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

/** Hands out the client for the token in use, and ends the one before when that token changes. */
export class SubscriptionClients {
  readonly #url: string;
  readonly #tokens: TokenStore;
  readonly #create: (options: ClientOptions) => Client;
  #client: Client | null = null;

  constructor(url: string, tokens: TokenStore, create: (options: ClientOptions) => Client = createClient) {
    this.#url = url;
    this.#tokens = tokens;
    this.#create = create;
    tokens.subscribe(() => {
      this.#end();
    });
  }

  /** The client for the token in use. It connects when something is subscribed to, and not before. */
  current(): Client {
    this.#client ??= this.#create({
      url: this.#url,
      connectionParams: connectionParams(this.#tokens.get()),
      lazy: true,
      retryAttempts: RECONNECT_ATTEMPTS_MAX,
    });
    return this.#client;
  }

  #end(): void {
    const client = this.#client;
    this.#client = null;
    if (client !== null) void client.dispose();
  }
}
