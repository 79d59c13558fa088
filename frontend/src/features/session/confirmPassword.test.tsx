// @vitest-environment jsdom
/** An act that needs the password once more goes on by itself when it is given, and fails plainly when it isn't. */
import { graphql, HttpResponse } from 'msw';
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ApiKeysDocument, ConfirmPasswordDocument, EndOtherSessionsDocument, SessionsDocument } from '../../gql/graphql';
import { renderApp } from '../../mocks/renderApp';
import { server } from '../../mocks/server';
import { makeWorld } from '../../mocks/world';

const session = (id: string, current: boolean) => ({
  __typename: 'Session' as const,
  id,
  createdAt: '2026-11-20T10:00:00Z',
  lastUsedAt: '2026-11-21T10:00:00Z',
  current,
  agent: 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0',
  address: '127.0.0.1',
  delivery: 'COOKIE' as const,
});

function settings() {
  const app = renderApp('/settings', makeWorld());
  const seen = { isFresh: false, tries: 0 };
  server.use(
    graphql.query(ApiKeysDocument, () => HttpResponse.json({ data: { apiKeys: [] } })),
    graphql.query(SessionsDocument, () => HttpResponse.json({ data: { sessions: [session('ses_a', true), session('ses_b', false)] } })),
    graphql.mutation(EndOtherSessionsDocument, () => {
      seen.tries += 1;
      if (seen.isFresh) return HttpResponse.json({ data: { endOtherSessions: { __typename: 'EndOtherSessionsPayload', endedCount: 1, userErrors: [] } } });
      return HttpResponse.json({ errors: [{ message: 'Confirm your password.', extensions: { code: 'REAUTH_REQUIRED' } }] });
    }),
    graphql.mutation(ConfirmPasswordDocument, ({ variables }) => {
      seen.isFresh = variables.input.password === 'correct horse battery';
      const userErrors = seen.isFresh ? [] : [{ __typename: 'UserError' as const, code: 'INVALID_CREDENTIALS' as const, message: 'This is not your password.' }];
      return HttpResponse.json({ data: { confirmPassword: { __typename: 'ConfirmPasswordPayload', confirmedUntil: null, userErrors } } });
    }),
  );
  return { ...app, seen };
}

test('a wrong password is told, the right one lets the act go on', async () => {
  const { user, seen } = settings();
  await screen.findAllByText(/Firefox on Linux/);
  await user.click(screen.getByRole('button', { name: 'End all others' }));
  const dialog = await screen.findByRole('dialog', { name: 'Your password, once more' });
  const field = dialog.querySelector('input');
  if (field === null) throw new Error('the dialog has a field');
  await user.type(field, 'wrong');
  await user.click(screen.getByRole('button', { name: 'Confirm' }));
  await screen.findByText('This is not your password.');
  await user.clear(field);
  await user.type(field, 'correct horse battery');
  await user.click(screen.getByRole('button', { name: 'Confirm' }));
  await expect.poll(() => seen.tries, { timeout: 10_000 }).toBe(2);
  await expect.poll(() => screen.queryByRole('dialog'), { timeout: 10_000 }).toBeNull();
});

test('without the password the act is not done, and says so', async () => {
  const { user, seen } = settings();
  await screen.findAllByText(/Firefox on Linux/);
  await user.click(screen.getByRole('button', { name: 'End all others' }));
  await user.click(await screen.findByRole('button', { name: 'Cancel' }));
  await screen.findByText('This needs your password once more.');
  expect(seen.tries).toBe(1);
});
