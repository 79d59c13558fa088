/** The headers of every request, and what becomes of an answer that is no GraphQL. */
import { expect, test, vi } from 'vitest';
import { authorisedFetch, requestHeaders } from './http';

function answering(type: string, status = 200) {
  return vi.fn<typeof fetch>(() => Promise.resolve(new Response('{}', { status, headers: { 'content-type': type } })));
}

test('without a token only the CSRF header is added', () => {
  expect([...requestHeaders(null, { accept: 'application/json' })]).toEqual([
    ['accept', 'application/json'],
    ['x-florin-csrf', '1'],
  ]);
});

test('a token goes into the Authorization header', () => {
  expect(requestHeaders('florin_key_a').get('authorization')).toBe('Bearer florin_key_a');
});

test('what the person typed into the headers editor wins over the bar', () => {
  const headers = requestHeaders('florin_key_a', { authorization: 'Bearer florin_key_b', 'x-florin-csrf': '0' });
  expect(headers.get('authorization')).toBe('Bearer florin_key_b');
  expect(headers.get('x-florin-csrf')).toBe('1');
});

test('the token is read at each request and sent to the own origin only', async () => {
  const send = answering('application/graphql-response+json; charset=utf-8');
  let token: string | null = null;
  const authorised = authorisedFetch(() => token, send);
  await authorised('/graphql', { method: 'POST' });
  token = 'florin_session_a';
  await authorised('/graphql', { method: 'POST' });
  const [first, second] = send.mock.calls.map(([, init]) => init);
  expect(new Headers(first?.headers).has('authorization')).toBe(false);
  expect(new Headers(second?.headers).get('authorization')).toBe('Bearer florin_session_a');
  expect(first?.credentials).toBe('same-origin');
  expect(second?.method).toBe('POST');
});

test('the cookie stays at home where a token goes, from the bar or from the headers editor', async () => {
  const send = answering('application/json');
  await authorisedFetch(() => 'florin_key_a', send)('/graphql');
  await authorisedFetch(() => null, send)('/graphql', { headers: { Authorization: 'Bearer florin_key_b' } });
  expect(send.mock.calls.map(([, init]) => init?.credentials)).toEqual(['omit', 'omit']);
});

test('an answer that is no JSON becomes an error with its status', async () => {
  const authorised = authorisedFetch(() => null, answering('text/html', 502));
  await expect(authorised('/graphql')).rejects.toThrow('answered 502 without GraphQL');
});

test('a GraphQL error with a status of its own is left to GraphiQL', async () => {
  const authorised = authorisedFetch(() => null, answering('application/json', 401));
  expect((await authorised('/graphql')).status).toBe(401);
});
