// @vitest-environment jsdom
/** The door follows what the server says: who may sign up, and how a forgotten password is set anew. */
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { CODE } from '../../mocks/person';
import { renderApp } from '../../mocks/renderApp';
import { makeWorld } from '../../mocks/world';

test('a server that takes nobody new leads to the login, and says so at the form', async () => {
  const { router } = renderApp('/', makeWorld({ isSignedIn: false, signup: 'CLOSED' }));
  await screen.findByRole('heading', { name: 'Log in' });
  expect(screen.queryByRole('link', { name: 'Sign up' })).toBeNull();
  await router.navigate('/signup');
  await screen.findByText('This server takes no new users');
  expect(screen.queryByLabelText('Username')).toBeNull();
});

test('the first person is told that the server can be theirs', async () => {
  renderApp('/', makeWorld({ isSignedIn: false, signup: 'FIRST_USER' }));
  await screen.findByText(/Nobody has signed up yet/);
  await screen.findByText(/At least 12 characters/);
});

test('a forgotten password is set anew with the operator’s code', async () => {
  const { user } = renderApp('/login', makeWorld({ isSignedIn: false }));
  await user.click(await screen.findByRole('link', { name: 'Forgot your password?' }));
  await screen.findByRole('heading', { name: 'A new password' });
  await user.type(screen.getByLabelText('Username or e-mail'), 'ada');
  await user.type(screen.getByLabelText('Code'), 'wrong');
  await user.type(screen.getByLabelText('New password'), 'seven herons keep a ledger');
  await user.click(screen.getByRole('button', { name: 'Set the new password' }));
  await screen.findByText('The code is wrong, used up or too old.');
  await user.clear(screen.getByLabelText('Code'));
  await user.type(screen.getByLabelText('Code'), CODE);
  await user.click(screen.getByRole('button', { name: 'Set the new password' }));
  await screen.findByText('The new password is set');
  await user.click(screen.getByRole('link', { name: 'Log in with it' }));
  await screen.findByRole('heading', { name: 'Log in' });
});
