/**
 * The ways by which subscriptions arrive. Without a token it is the socket (graphql-transport-ws), whose upgrade carries
 * the web app's cookie. A browser cannot hold that cookie back from a socket, and the server takes no token beside it: so
 * with a token it is an event stream (graphql-sse) without cookies. Either carries one identity for its whole life, and a
 * change of the token ends it.
 */
import { createClient as createStreamClient, type Client as StreamClient } from 'graphql-sse';
import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import { GRAPHQL_PATH } from './http';
import type { TokenStore } from './tokenStore';

/** How often a lost connection is opened again, with growing pauses, before the subscription ends with an error. */
const RECONNECT_ATTEMPTS_MAX = 10;

/** The address of the socket beside a page: the same host, encrypted where the page is. */
export function socketUrl(page: Pick<Location, 'protocol' | 'host'>): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}${GRAPHQL_PATH}`;
}

/** Hands out the clients for the token in use, and ends those before when that token changes. */
export class SubscriptionClients {
  readonly #url: string;
  readonly #tokens: TokenStore;
  readonly #create: (options: ClientOptions) => Client;
  #socket: Client | null = null;
  #stream: StreamClient | null = null;

  constructor(url: string, tokens: TokenStore, create: (options: ClientOptions) => Client = createClient) {
    this.#url = url;
    this.#tokens = tokens;
    this.#create = create;
    tokens.subscribe(() => {
      this.#end();
    });
  }

  /** The socket, for whom the cookie stands. It connects when something is subscribed to, and not before. */
  socket(): Client {
    this.#socket ??= this.#create({ url: this.#url, lazy: true, retryAttempts: RECONNECT_ATTEMPTS_MAX });
    return this.#socket;
  }

  /** The streams for the token in use; null where there is none. */
  stream(): StreamClient | null {
    const token = this.#tokens.get();
    if (token === null) return null;
    this.#stream ??= createStreamClient({
      url: GRAPHQL_PATH,
      credentials: 'omit',
      headers: { authorization: `Bearer ${token}` },
      retryAttempts: RECONNECT_ATTEMPTS_MAX,
    });
    return this.#stream;
  }

  #end(): void {
    const [socket, stream] = [this.#socket, this.#stream];
    this.#socket = null;
    this.#stream = null;
    if (socket !== null) void socket.dispose();
    stream?.dispose();
  }
}
