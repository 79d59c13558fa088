// @vitest-environment jsdom
/** A failure says when another try can help, and lets nobody try before. */
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Failed } from './states';

const told = (code: string, retryAfterSeconds?: number) =>
  new CombinedGraphQLErrors({ errors: [{ message: 'x', extensions: { code, retryAfterSeconds, requestId: 'req_5' } }] });

function pass(ms: number) {
  act(() => {
    vi.advanceTimersByTime(ms);
  });
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const tryAgain = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Try again' });

test('the time runs down, then the button works, and the next failure counts anew', () => {
  const retry = vi.fn();
  const { rerender } = render(<Failed error={told('RATE_LIMITED', 42)} retry={retry} />);
  screen.getByText('req_5');
  expect(tryAgain().textContent).toBe('Try again in 0:42');
  tryAgain().click();
  expect(retry).not.toHaveBeenCalled();
  pass(2_000);
  expect(tryAgain().textContent).toBe('Try again in 0:40');
  pass(40_000);
  expect(tryAgain().textContent).toBe('Try again');
  act(() => {
    tryAgain().click();
  });
  expect(retry).toHaveBeenCalledOnce();
  rerender(<Failed error={told('UNAVAILABLE', 2)} retry={retry} />);
  expect(tryAgain().disabled).toBe(true);
});

test('where no time is told, another try is free at once', () => {
  render(<Failed error={told('INTERNAL')} retry={() => undefined} />);
  expect(tryAgain().disabled).toBe(false);
});

test('what Plaid has refused is told with Plaid’s id of it', () => {
  const extensions = { code: 'PLAID_ERROR', requestId: 'req_6', plaidRequestId: 'm8MDnv9okwxFNBV' };
  render(<Failed error={new CombinedGraphQLErrors({ errors: [{ message: 'The bank is not supported.', extensions }] })} />);
  screen.getByText('req_6');
  screen.getByText('m8MDnv9okwxFNBV');
});

test('a form that was refused says when it can be sent again', () => {
  render(<Failed error={told('RATE_LIMITED', 3)} />);
  screen.getByText('You can try again in 0:03.');
  pass(3_000);
  screen.getByText('You can try again now.');
});

test('a door that speaks no GraphQL is understood by its status and headers', () => {
  const response = new Response('', { status: 429, headers: { 'retry-after': '7', 'x-request-id': 'req_door' } });
  render(<Failed error={new ServerError('x', { response, bodyText: '' })} retry={() => undefined} />);
  screen.getByText('req_door');
  expect(tryAgain().textContent).toBe('Try again in 0:07');
});
