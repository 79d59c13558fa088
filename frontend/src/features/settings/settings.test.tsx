// @vitest-environment jsdom
/** What a person can change of themself, and what they are told when it can't be. */
import { graphql, HttpResponse } from 'msw';
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ChangePasswordDocument } from '../../gql/graphql';
import { renderApp } from '../../mocks/renderApp';
import { server } from '../../mocks/server';
import { makeWorld } from '../../mocks/world';

test('the e-mail address is changed, and stands there at once', async () => {
  const world = makeWorld();
  const { user } = renderApp('/settings', world);
  await user.click(await screen.findByRole('button', { name: 'Change e-mail' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Your e-mail address' }));
  await user.type(dialog.getByLabelText('New e-mail address'), 'ada@new.example');
  await user.click(dialog.getByRole('button', { name: 'Change the address' }));
  await screen.findByText('The e-mail address is changed.');
  await screen.findByText('ada@new.example');
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(world.person.email).toBe('ada@new.example');
});

test('an address that another person has is refused at its field', async () => {
  const wrong = [{ __typename: 'UserError' as const, code: 'EMAIL_TAKEN' as const, message: 'This e-mail address is in use.', path: null }];
  const { user } = renderApp('/settings', makeWorld({ wrong }));
  await user.click(await screen.findByRole('button', { name: 'Change e-mail' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.type(dialog.getByLabelText('New e-mail address'), 'eve@example.com');
  await user.click(dialog.getByRole('button', { name: 'Change the address' }));
  await dialog.findByText('This e-mail address is in use.');
  expect(dialog.getByLabelText('New e-mail address').getAttribute('aria-invalid')).toBe('true');
});

test('a wrong password is told at its field, and when it is mended the change goes through', async () => {
  const { user } = renderApp('/settings', makeWorld());
  server.use(
    graphql.mutation(ChangePasswordDocument, ({ variables: { input } }) => {
      const wrong = [{ __typename: 'UserError' as const, code: 'INVALID_CREDENTIALS' as const, message: 'This is not your password.', path: null }];
      const userErrors = input.currentPassword === 'right' ? [] : wrong;
      return HttpResponse.json({ data: { changePassword: { __typename: 'ChangePasswordPayload', user: null, userErrors } } });
    }),
  );
  await user.type(await screen.findByLabelText('Current password'), 'wrong');
  await user.type(screen.getByLabelText('New password'), 'seven herons keep a ledger');
  await user.click(screen.getByRole('button', { name: 'Change password' }));
  await screen.findByText('This is not your password.');
  await user.clear(screen.getByLabelText('Current password'));
  await user.type(screen.getByLabelText('Current password'), 'right');
  await user.click(screen.getByRole('button', { name: 'Change password' }));
  await screen.findByText(/The password is changed/);
  expect(screen.getByLabelText<HTMLInputElement>('New password').value).toBe('');
});
