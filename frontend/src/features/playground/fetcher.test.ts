/** Which way an operation goes, and what the session hears of it. */
import { parse } from 'graphql';
import type { Client, ClientOptions } from 'graphql-ws';
import { expect, test, vi } from 'vitest';
import { createPlaygroundFetcher } from './fetcher';
import { memoryStorage } from './memoryStorage';
import { socketUrl, SubscriptionClients } from './subscriptions';
import { TokenStore } from './tokenStore';

/** A client that never connects: Node 20 has no WebSocket, and what arrives over one is the browser journey's to prove. */
function silentClient(dispose: () => void = () => undefined): Client {
  return {
    on: () => () => undefined,
    subscribe: () => () => undefined,
    iterate: () => {
      throw new Error('GraphiQL subscribes, it does not iterate');
    },
    terminate: () => undefined,
    dispose,
  };
}

/** An iterator over these. */
function each(values: unknown[]) {
  // eslint-disable-next-line @typescript-eslint/require-await -- nothing has to be waited for
  return (async function* () {
    for (const value of values) yield value;
  })() as never;
}

function playground(answer: unknown, streamed: unknown[] | null = null) {
  const authorised = vi.fn<typeof fetch>(() => Promise.resolve(Response.json(answer)));
  const plain = vi.fn<typeof fetch>(() => Promise.resolve(new Response('type Query { viewer: String }')));
  const observe = vi.fn();
  const socket = vi.fn(() => silentClient());
  const stream = () => (streamed === null ? null : { iterate: () => each(streamed) });
  const fetcher = createPlaygroundFetcher({ authorised, plain, observe, socket, stream });
  return { authorised, plain, observe, socket, fetcher };
}

test('a mutation is posted and the session is told that it was one', async () => {
  const { fetcher, authorised, observe } = playground({ data: { logout: {} } });
  const query = 'query Other { viewer } mutation Out { logout { ok } }';
  await fetcher({ query, operationName: 'Out' }, { documentAST: parse(query) });
  expect(authorised.mock.calls[0]?.[0]).toBe('/graphql');
  expect(authorised.mock.calls[0]?.[1]?.method).toBe('POST');
  expect(observe).toHaveBeenCalledExactlyOnceWith({ data: { logout: {} } }, true);
});

test('a query is told from a mutation of the same document', async () => {
  const { fetcher, observe } = playground({ data: { viewer: null } });
  const query = 'query Me { viewer } mutation Out { logout { ok } }';
  await fetcher({ query, operationName: 'Me' }, { documentAST: parse(query) });
  expect(observe).toHaveBeenCalledExactlyOnceWith({ data: { viewer: null } }, false);
});

test('a subscription takes the socket', async () => {
  const { fetcher, authorised, observe } = playground({});
  const query = 'subscription { syncJobs { id } }';
  const answers = await fetcher({ query }, { documentAST: parse(query) });
  expect(Symbol.asyncIterator in answers).toBe(true);
  expect(authorised).not.toHaveBeenCalled();
  expect(observe).not.toHaveBeenCalled();
});

test('with a token a subscription is an event stream, and no socket is made', async () => {
  const told = [{ data: { syncJobs: { id: 'job_1' } } }];
  const { fetcher, authorised, socket } = playground({}, told);
  const query = 'subscription { syncJobs { id } }';
  const answers = await fetcher({ query }, { documentAST: parse(query) });
  const heard: unknown[] = [];
  for await (const answer of answers as AsyncIterable<unknown>) heard.push(answer);
  expect(heard).toEqual(told);
  expect(socket).not.toHaveBeenCalled();
  expect(authorised).not.toHaveBeenCalled();
});

test('the schema comes from its file, without credentials', async () => {
  const { fetcher, authorised, plain } = playground({});
  const answer = await fetcher({ query: 'query IntrospectionQuery { __typename }', operationName: 'IntrospectionQuery' });
  expect(answer).toMatchObject({ data: { __schema: { queryType: { name: 'Query' } } } });
  expect(plain.mock.calls[0]?.[0]).toBe('/schema.graphql');
  expect(authorised).not.toHaveBeenCalled();
});

test('the socket is that of the page, encrypted where the page is', () => {
  expect(socketUrl({ protocol: 'http:', host: 'localhost:8080' })).toBe('ws://localhost:8080/graphql');
  expect(socketUrl({ protocol: 'https:', host: 'florin.example' })).toBe('wss://florin.example/graphql');
});

test('a socket carries no token, and ends when one comes', () => {
  const opened: ClientOptions[] = [];
  const dispose = vi.fn();
  const tokens = new TokenStore(memoryStorage());
  const clients = new SubscriptionClients('ws://localhost/graphql', tokens, (options) => {
    opened.push(options);
    return silentClient(dispose);
  });
  expect(clients.stream()).toBeNull();
  expect(clients.socket()).toBe(clients.socket());
  tokens.set('florin_session_a');
  expect(dispose).toHaveBeenCalledTimes(1);
  expect(opened).toHaveLength(1);
  expect(opened[0]).not.toHaveProperty('connectionParams');
  expect(opened[0]?.lazy).toBe(true);
});

test('a stream carries its token and no cookie, and belongs to that token', async () => {
  const send = vi.fn<typeof fetch>(() =>
    Promise.resolve(new Response('event: complete\ndata:\n\n', { headers: { 'content-type': 'text/event-stream' } })),
  );
  vi.stubGlobal('fetch', send);
  const tokens = new TokenStore(memoryStorage());
  const clients = new SubscriptionClients('ws://localhost/graphql', tokens);
  tokens.set('florin_session_a');
  const first = clients.stream();
  expect(first).toBe(clients.stream());
  const heard = await first?.iterate({ query: 'subscription { syncJobs { id } }' }).next();
  expect(heard?.done).toBe(true);
  const [url, init] = send.mock.calls[0] ?? [];
  expect(url).toBe('/graphql');
  expect(init?.credentials).toBe('omit');
  expect(new Headers(init?.headers).get('authorization')).toBe('Bearer florin_session_a');
  tokens.set('florin_session_b');
  expect(clients.stream()).not.toBe(first);
  vi.unstubAllGlobals();
});
