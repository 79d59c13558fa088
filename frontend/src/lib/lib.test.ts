/** Amounts, days and errors as people read them. */
import { CombinedGraphQLErrors } from '@apollo/client/errors';
import { expect, test } from 'vitest';
import { formatCountdown, formatDay, formatDistance } from './dates';
import { formatMoney, isNegative } from './money';
import { problemOf } from './problem';
import { sortErrors } from './userErrors';

test('an amount keeps every digit', () => {
  expect(formatMoney({ amount: '92233720368.54775807', currency: 'USD' }, 'negative', 'en-US')).toBe('$92,233,720,368.54775807');
  expect(formatMoney({ amount: '-0.1', currency: 'USD' }, 'negative', 'en-US')).toBe('-$0.10');
  expect(formatMoney({ amount: '12345678901234567.89', currency: 'EUR' }, 'negative', 'en-US')).toBe('€12,345,678,901,234,567.89');
  expect(formatMoney({ amount: '1200', currency: 'JPY' }, 'negative', 'en-US')).toBe('¥1,200');
  expect(formatMoney({ amount: '5.00', currency: 'USD' }, 'both', 'en-US')).toBe('+$5.00');
  expect(formatMoney({ amount: '0.125', currency: 'florin-points' }, 'negative', 'en-US')).toBe('0.125 florin-points');
  expect(() => formatMoney({ amount: '1e9', currency: 'USD' })).toThrow('decimal');
  expect([isNegative('-0.01'), isNegative('-0.00'), isNegative('3')]).toEqual([true, false, false]);
});

test('a bank day is the same day everywhere', () => {
  const today = new Date('2026-11-21T12:00:00Z');
  expect(formatDay('2026-11-01', today, 'en-US')).toBe('Sun, Nov 1');
  expect(formatDay('2025-11-01', today, 'en-US')).toBe('Nov 1, 2025');
  expect(() => formatDay('2026-11-01T00:00:00Z', today)).toThrow('YYYY-MM-DD');
});

test('distances and countdowns are told in the largest unit that fits', () => {
  const now = new Date('2026-11-21T12:00:00Z');
  expect(formatDistance('2026-11-21T11:59:40Z', now, 'en')).toBe('just now');
  expect(formatDistance('2026-11-21T11:15:00Z', now, 'en')).toBe('45 minutes ago');
  expect(formatDistance('2026-11-22T13:00:00Z', now, 'en')).toBe('tomorrow');
  expect(formatCountdown('2026-11-21T12:00:41.2Z', now)).toBe('0:42');
  expect(formatCountdown('2026-11-21T13:05:09Z', now)).toBe('1:05:09');
  expect(formatCountdown('2026-11-21T11:00:00Z', now)).toBeNull();
});

test('an error is what its code says, whatever its words', () => {
  const failed = (code: string, more = {}) => problemOf(new CombinedGraphQLErrors({ errors: [{ message: 'x', extensions: { code, requestId: 'req_1', ...more } }] }));
  expect(failed('UNAUTHENTICATED').kind).toBe('signedOut');
  expect(failed('REAUTH_REQUIRED').kind).toBe('confirmPassword');
  expect(failed('RATE_LIMITED', { retryAfterSeconds: 7 })).toMatchObject({ kind: 'tooFast', retryAfterSeconds: 7 });
  expect(failed('UNAVAILABLE').kind).toBe('unavailable');
  expect(failed('INTERNAL')).toMatchObject({ kind: 'fault', requestId: 'req_1' });
  expect(failed('QUERY_TOO_COMPLEX')).toMatchObject({ kind: 'refused', message: 'x' });
  expect(problemOf(new TypeError('Failed to fetch')).kind).toBe('offline');
});

test('what was wrong is sorted to its field', () => {
  const errors = [
    { code: 'INVALID_INPUT', message: 'too short', path: ['input', 'username'] },
    { code: 'INVALID_INPUT', message: 'too odd', path: ['input', 'username'] },
    { code: 'SIGNUP_CLOSED', message: 'closed', path: null },
  ];
  expect(sortErrors(errors, ['username'])).toEqual({ fields: { username: 'too short' }, form: ['closed'] });
});
