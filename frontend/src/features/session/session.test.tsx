// @vitest-environment jsdom
/** How a session begins and ends in the page. */
import { graphql, HttpResponse } from 'msw';
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { AccountsDocument } from '../../gql/graphql';
import { renderApp } from '../../mocks/renderApp';
import { server } from '../../mocks/server';
import { makeWorld } from '../../mocks/world';
import { wishOf } from './Door';

test('who comes first signs up and stands in the overview', async () => {
  const { user } = renderApp('/', makeWorld({ isSignedIn: false, accounts: [], transactions: [] }));
  await user.type(await screen.findByLabelText('Username'), 'ada');
  await user.type(screen.getByLabelText('E-mail'), 'ada@example.com');
  await user.type(screen.getByLabelText('Password'), 'correct horse battery');
  await user.click(screen.getByRole('button', { name: 'Sign up' }));
  await screen.findByRole('heading', { name: 'Link your first bank' });
});

test('a taken name is told at its field', async () => {
  const wrong = [{ __typename: 'UserError' as const, code: 'USERNAME_TAKEN' as const, message: 'This username is taken.', path: ['input', 'username'] }];
  const { user } = renderApp('/signup', makeWorld({ isSignedIn: false, wrong }));
  await user.type(await screen.findByLabelText('Username'), 'ada');
  await user.type(screen.getByLabelText('E-mail'), 'ada@example.com');
  await user.type(screen.getByLabelText('Password'), 'correct horse battery');
  await user.click(screen.getByRole('button', { name: 'Sign up' }));
  await screen.findByText('This username is taken.');
  expect(screen.getByLabelText('Username').getAttribute('aria-invalid')).toBe('true');
});

test('a login leads back to the page that was asked for', async () => {
  const { user, router } = renderApp('/accounts', makeWorld({ isSignedIn: false }));
  await user.type(await screen.findByLabelText('Username or e-mail'), 'ada');
  await user.type(screen.getByLabelText('Password'), 'correct horse battery');
  await user.click(screen.getByRole('button', { name: 'Log in' }));
  await screen.findByRole('heading', { name: 'Accounts' });
  expect(router.state.location.pathname).toBe('/accounts');
});

test('a session that ended meanwhile leads to the login, and shows nothing any more', async () => {
  const world = makeWorld();
  const { user } = renderApp('/accounts', world);
  await screen.findByText('Everyday');
  world.isSignedIn = false;
  await user.click(screen.getByRole('link', { name: 'Transactions' }));
  await screen.findByRole('heading', { name: 'Log in' });
  expect(screen.queryByText('Everyday')).toBeNull();
});

test('a fault of the server is told with its request id, and another try helps', async () => {
  const { user } = renderApp('/accounts', makeWorld());
  await screen.findByText('Everyday');
  const fault = { errors: [{ message: 'Something went wrong.', extensions: { code: 'INTERNAL', requestId: 'req_9' } }] };
  server.use(graphql.query(AccountsDocument, () => HttpResponse.json(fault), { once: true }));
  await user.click(screen.getByRole('link', { name: 'Overview' }));
  await user.click(screen.getByRole('link', { name: 'Accounts' }));
  await screen.findByText('req_9');
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByRole('link', { name: /Everyday/ });
});

test('the way back is never another site', () => {
  for (const next of ['//elsewhere.example', '/\\elsewhere.example', 'https://elsewhere.example', 'javascript:alert(1)']) {
    expect(wishOf(new URLSearchParams({ next }))).toBe('/');
  }
  expect(wishOf(new URLSearchParams({ next: '/accounts?x=1' }))).toBe('/accounts?x=1');
});
