// @vitest-environment jsdom
/** What was done to the account is told in sentences, page by page. */
import { screen, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { AuditEventKind } from '../../gql/graphql';
import { makeEvent } from '../../mocks/person';
import { renderApp } from '../../mocks/renderApp';
import { makeWorld } from '../../mocks/world';
import { sentenceOf } from './sentences';

test('the settings tell the latest, and lead to all of it, page after page', async () => {
  const events = Array.from({ length: 35 }, (_, index) => makeEvent({ id: `aud_${String(index)}` }));
  const { user } = renderApp('/settings', makeWorld({ events }));
  await user.click(await screen.findByRole('link', { name: 'All activity' }));
  const list = within(await screen.findByRole('list', { name: 'Activity, newest first' }));
  expect(list.getAllByRole('listitem')).toHaveLength(30);
  await user.click(screen.getByRole('button', { name: 'Show older activity' }));
  await screen.findByText(/That is all there is/);
  expect(list.getAllByRole('listitem')).toHaveLength(35);
});

test('a row says who, from where and in what', async () => {
  renderApp('/settings/activity', makeWorld({ events: [makeEvent({ kind: 'LOGIN_REFUSED', actor: 'NOBODY', address: '203.0.113.9' })] }));
  await screen.findByText('Somebody gave your name and a wrong password.');
  await screen.findByText('not signed in · Firefox on Linux · from 203.0.113.9');
});

test('a subject is told by its name and never by its id', () => {
  const told = (kind: AuditEventKind, subject: string | null) => sentenceOf({ kind, subject });
  expect(told('ITEM_LINKED', 'itm_7 First Platypus Bank')).toBe('“First Platypus Bank” was linked.');
  expect(told('ITEM_REMOVED', 'itm_7')).toBe('A bank was removed.');
  expect(told('API_KEY_CREATED', 'key_3 budget sheet')).toBe('The key “budget sheet” was made.');
});
