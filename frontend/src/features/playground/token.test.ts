/** What counts as a token, and where one is found in an answer. */
import { describe, expect, test } from 'vitest';
import { findTokenInAnswer, readToken, saysUnauthenticated } from './token';

describe('a pasted text', () => {
  test.each([
    ['a session', 'florin_session_AbC-12_x', 'florin_session_AbC-12_x'],
    ['an API key', 'florin_key_AbC', 'florin_key_AbC'],
    ['a header as it is copied', '  Bearer florin_key_AbC\n', 'florin_key_AbC'],
  ])('is read when it is %s', (_, text, token) => {
    expect(readToken(text)).toBe(token);
  });

  test.each(['', 'hunter2', 'florin_session_', 'access-sandbox-123', 'florin_key_a b', 'florin_key_ä', 'florin_key_a\r\nX: y'])(
    'is refused when it is %j',
    (text) => {
      expect(readToken(text)).toBeNull();
    },
  );
});

describe('an answer', () => {
  test('of signup or login brings its token, under any alias', () => {
    expect(findTokenInAnswer({ data: { signup: { token: 'florin_session_a', userErrors: [] } } })).toBe('florin_session_a');
    expect(findTokenInAnswer({ data: { me: { secret: 'florin_session_b' } } })).toBe('florin_session_b');
  });

  test.each([
    ['null', null],
    ['only errors', { errors: [{ message: 'no' }] }],
    ['data: null', { data: null }],
    ['a cookie session', { data: { login: { token: null, userErrors: [] } } }],
    ["Plaid's token", { data: { createLinkToken: { linkToken: 'link-sandbox-1' } } }],
    ['a list', { data: { accounts: [{ name: 'florin_session_a' }] } }],
    ['a text deeper down', { data: { node: { account: { name: 'florin_session_a' } } } }],
  ])('with %s brings none', (_, answer) => {
    expect(findTokenInAnswer(answer)).toBeNull();
  });

  test('tells that nobody is signed in', () => {
    const refused = { data: null, errors: [{ message: '', extensions: { code: 'UNAUTHENTICATED' } }] };
    expect(saysUnauthenticated(refused)).toBe(true);
    expect(saysUnauthenticated({ data: null, errors: [{ message: 'UNAUTHENTICATED' }] })).toBe(false);
    expect(saysUnauthenticated({ data: {} })).toBe(false);
  });
});
