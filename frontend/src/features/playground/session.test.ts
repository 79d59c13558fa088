/** What the bar shows, as tokens come and go and answers arrive. */
import { expect, test, vi } from 'vitest';
import { memoryStorage } from './memoryStorage';
import { Session } from './session';
import { TokenStore } from './tokenStore';
import { readStanding, whoAmI, type Standing } from './whoAmI';

const ADA: Standing = { kind: 'signedIn', username: 'ada' };
const ANONYMOUS: Standing = { kind: 'anonymous' };

function sessionThatIs(ask: (hasToken: boolean) => Promise<Standing>) {
  const tokens = new TokenStore(memoryStorage());
  return { tokens, session: new Session(tokens, ask) };
}

test('a token is offered, used and checked, and can be forgotten', async () => {
  const { tokens, session } = sessionThatIs((hasToken) => Promise.resolve(hasToken ? ADA : ANONYMOUS));
  await session.check();
  expect(session.state()).toEqual({ token: null, standing: ANONYMOUS, offered: null });

  session.observe({ data: { signup: { token: 'florin_session_a' } } }, true);
  expect(session.state().offered).toBe('florin_session_a');

  session.use('florin_session_a');
  expect(session.state()).toEqual({ token: 'florin_session_a', standing: { kind: 'checking' }, offered: null });
  expect(tokens.get()).toBe('florin_session_a');
  await vi.waitFor(() => {
    expect(session.state().standing).toEqual(ADA);
  });

  session.forget();
  await vi.waitFor(() => {
    expect(session.state()).toEqual({ token: null, standing: ANONYMOUS, offered: null });
  });
});

test('the token in use is not offered again', () => {
  const { session } = sessionThatIs(() => Promise.resolve(ADA));
  session.use('florin_session_a');
  session.observe({ data: { login: { token: 'florin_session_a' } } }, false);
  expect(session.state().offered).toBeNull();
});

test('a mutation and a refusal lead to a new question, a page of data does not', () => {
  const ask = vi.fn(() => Promise.resolve(ADA));
  const { session } = sessionThatIs(ask);
  session.observe({ data: { accounts: [] } }, false);
  expect(ask).toHaveBeenCalledTimes(0);
  session.observe({ data: { logout: {} } }, true);
  expect(ask).toHaveBeenCalledTimes(1);
  session.observe({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }, false);
  expect(ask).toHaveBeenCalledTimes(2);
});

test('an answer that a later question has overtaken is dropped', async () => {
  const answers: ((standing: Standing) => void)[] = [];
  const { session } = sessionThatIs(() => new Promise((resolve) => answers.push(resolve)));
  const questions = [session.check(), session.check()];
  answers[1]?.(ADA);
  answers[0]?.(ANONYMOUS);
  await Promise.all(questions);
  expect(session.state().standing).toEqual(ADA);
});

test('listeners hear of each change until they leave', async () => {
  const { session } = sessionThatIs(() => Promise.resolve(ADA));
  const listener = vi.fn();
  const leave = session.subscribe(listener);
  await session.check();
  leave();
  await session.check();
  expect(listener).toHaveBeenCalledTimes(1);
});

test.each<[string, unknown, boolean, Standing]>([
  ['a viewer', { data: { viewer: { username: 'ada' } } }, true, ADA],
  ['no viewer, no token', { data: { viewer: null } }, false, ANONYMOUS],
  ['no viewer for a token', { data: { viewer: null } }, true, { kind: 'refused' }],
  ['a refusal', { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }, true, { kind: 'refused' }],
  ['a key without that right', { data: null, errors: [{ extensions: { code: 'FORBIDDEN' } }] }, true, { kind: 'signedIn', username: null }],
  ['too many questions', { errors: [{ extensions: { code: 'RATE_LIMITED' } }] }, true, { kind: 'unknown', reason: 'RATE_LIMITED' }],
  ['nothing of use', 'hello', false, { kind: 'unknown', reason: 'an answer without data' }],
])('%s is understood', (_, answer, hasToken, standing) => {
  expect(readStanding(answer, hasToken)).toEqual(standing);
});

test('a server that cannot be reached is told from a refusal', async () => {
  const send = () => Promise.reject(new TypeError('Failed to fetch'));
  expect(await whoAmI(send, true)).toEqual({ kind: 'unknown', reason: 'Failed to fetch' });
});
