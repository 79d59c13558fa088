// @vitest-environment jsdom
/** An account ends only when its name is typed, and leaves a receipt that can be read later. */
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { CODE } from '../../mocks/person';
import { renderApp } from '../../mocks/renderApp';
import { makeWorld } from '../../mocks/world';

test('another name is refused, the own one deletes, and the receipt tells of its progress', async () => {
  const world = makeWorld();
  const { user, router } = renderApp('/settings/delete', world);
  const field = await screen.findByLabelText('Your username, typed again');
  await user.type(field, 'eve');
  await user.click(screen.getByRole('button', { name: 'Delete my account for good' }));
  await screen.findByText('This is not your username.');
  expect(world.isSignedIn).toBe(true);
  await user.clear(field);
  await user.type(field, 'ada');
  await user.click(screen.getByRole('button', { name: 'Delete my account for good' }));
  await screen.findByRole('heading', { name: 'Receipt' });
  await screen.findByText(CODE);
  await screen.findByText('1,234');
  await screen.findByText('Everything is erased, here and at Plaid');
  expect(router.state.location.pathname).toBe('/receipt');
});

test('a receipt is read by its code without an account', async () => {
  const { user } = renderApp('/receipt', makeWorld({ isSignedIn: false }));
  await user.type(await screen.findByLabelText('Code'), 'wrong');
  await user.click(screen.getByRole('button', { name: 'Show the receipt' }));
  await user.click(await screen.findByRole('button', { name: 'Type another' }));
  await user.type(await screen.findByLabelText('Code'), CODE);
  await user.click(screen.getByRole('button', { name: 'Show the receipt' }));
  await screen.findByText('Everything is erased, here and at Plaid');
  expect(screen.queryByText(/shown this once/)).toBeNull();
});
