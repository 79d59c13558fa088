/**
 * The socket for subscriptions: opened when something is followed, tried again for as long as the page is open, and
 * its state told to whoever shows it. The cookie that the browser sends with the upgrade says who asks.
 */
import { createClient, type Client } from 'graphql-ws';
import type { Connection } from './connection';

const FIRST_WAIT_MS = 500;
const WAIT_MS_MAX = 15_000;
/** An answer to a ping is due within this; a laptop that slept has a socket that looks alive and isn't. */
const PONG_MS_MAX = 8_000;
const PING_EVERY_MS = 20_000;

/** Closed by the server because the session ended, or is no session; trying again would not help. */
const UNAUTHORIZED = 4401;
const FORBIDDEN = 4403;

/** Where the socket is, beside a page at this address. */
export function socketUrl({ protocol, host }: { protocol: string; host: string }): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/graphql`;
}

/** How long before the n-th try: doubling, and spread so that pages do not come back all at once. */
function retryWait(retries: number, chance: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** retries, WAIT_MS_MAX) * (0.5 + chance / 2);
}

/** The client of the socket. */
export function makeSocket(url: string, connection: Connection, onRefused: () => void): Client {
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  let live: { close: (code: number, reason: string) => void } | undefined;
  return createClient({
    url,
    lazy: true,
    keepAlive: PING_EVERY_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, retryWait(retries, Math.random()))),
    shouldRetry: (failure) => !isClose(failure) || ![UNAUTHORIZED, FORBIDDEN].includes(failure.code),
    on: {
      connecting: (isRetry) => {
        connection.become(isRetry ? 'lost' : 'connecting');
      },
      opened: (socket) => {
        live = socket as WebSocket;
      },
      connected: () => {
        connection.become('live');
      },
      ping: (received) => {
        if (!received) pongTimer = setTimeout(() => live?.close(4408, 'Request Timeout'), PONG_MS_MAX);
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer);
      },
      closed: (event) => {
        clearTimeout(pongTimer);
        if (isClose(event) && event.code === UNAUTHORIZED) onRefused();
        connection.become(isClose(event) && event.code === 1000 ? 'idle' : 'lost');
      },
    },
  });
}

function isClose(value: unknown): value is { code: number } {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'number';
}
