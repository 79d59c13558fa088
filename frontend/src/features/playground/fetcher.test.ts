/** Which way an operation goes, and what the session hears of it. */
import { parse } from 'graphql';
import type { Client, ClientOptions } from 'graphql-ws';
import { expect, test, vi } from 'vitest';
import { createPlaygroundFetcher } from './fetcher';
import { memoryStorage } from './memoryStorage';
import { connectionParams, socketUrl, SubscriptionClients } from './subscriptions';
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

function playground(answer: unknown) {
  const authorised = vi.fn<typeof fetch>(() => Promise.resolve(Response.json(answer)));
  const plain = vi.fn<typeof fetch>(() => Promise.resolve(new Response('type Query { viewer: String }')));
  const observe = vi.fn();
  const fetcher = createPlaygroundFetcher({ authorised, plain, observe, subscriptions: () => silentClient() });
  return { authorised, plain, observe, fetcher };
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

test('a socket belongs to one token: another token ends it and opens another', () => {
  const opened: ClientOptions[] = [];
  const dispose = vi.fn();
  const tokens = new TokenStore(memoryStorage());
  const clients = new SubscriptionClients('ws://localhost/graphql', tokens, (options) => {
    opened.push(options);
    return silentClient(dispose);
  });
  expect(clients.current()).toBe(clients.current());
  tokens.set('florin_session_a');
  expect(dispose).toHaveBeenCalledTimes(1);
  clients.current();
  expect(opened.map((options) => options.connectionParams)).toEqual([{}, { authorization: 'Bearer florin_session_a' }]);
  expect(opened.every((options) => options.lazy === true)).toBe(true);
});

test('without a token the payload of connection_init is empty', () => {
  expect(connectionParams(null)).toEqual({});
});
