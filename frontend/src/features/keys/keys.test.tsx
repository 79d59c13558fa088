// @vitest-environment jsdom
/** A key is held to what its owner chooses, and its page tells its limits, its state and what it has read. */
import { screen } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import { expect, test } from 'vitest';
import { makeFragmentData } from '../../gql';
import { ApiKeyDocument, ApiKeyReadsDocument, ApiKeysDocument, CreateApiKeyDocument, KeyAccountsDocument, KeyRow_ApiKeyFragmentDoc, type CreateApiKeyInput } from '../../gql/graphql';
import { renderApp } from '../../mocks/renderApp';
import { server } from '../../mocks/server';
import { makeWorld } from '../../mocks/world';

const row = (change: object) => {
  const key = {
    __typename: 'ApiKey' as const,
    id: 'key_1',
    name: 'Budget sheet',
    hint: 'a1b2c3',
    scopes: ['TRANSACTIONS_READ' as const],
    expiresAt: '2999-01-01T00:00:00Z',
    lastUsedAt: null,
    revokedAt: null,
    ...change,
  };
  return { __typename: 'ApiKey' as const, id: key.id, ...makeFragmentData(key, KeyRow_ApiKeyFragmentDoc) };
};

test('a key can be held to accounts, days and a pace', async () => {
  let asked: CreateApiKeyInput | null = null;
  const { user } = renderApp('/settings', makeWorld());
  server.use(
    graphql.query(KeyAccountsDocument, () => HttpResponse.json({ data: { accounts: [{ __typename: 'Account', id: 'acc_card', name: 'Card', mask: '3333' }] } })),
    graphql.mutation(CreateApiKeyDocument, ({ variables: { input } }) => {
      asked = input;
      return HttpResponse.json({ data: { createApiKey: { __typename: 'CreateApiKeyPayload', apiKey: { __typename: 'ApiKey', id: 'key_1' }, token: 'florin_key_secret', userErrors: [] } } });
    }),
  );
  await user.type(await screen.findByLabelText('Name of the new key'), 'Budget sheet');
  await user.click(screen.getByText('More limits'));
  await user.click(screen.getByLabelText('All, and those that come later'));
  await user.click(screen.getByRole('button', { name: 'Make a key' }));
  await screen.findByText('Choose at least one account, or let the key see all.');
  await user.click(await screen.findByLabelText(/Card/));
  await user.type(screen.getByLabelText('First day'), '2026-01-01');
  await user.type(screen.getByLabelText('Requests a minute'), '10');
  await user.selectOptions(screen.getByLabelText('It lives for'), 'A week');
  await user.click(screen.getByRole('button', { name: 'Make a key' }));
  await screen.findByText(/florin_key_secret/);
  expect(asked).toMatchObject({ name: 'Budget sheet', accountIds: ['acc_card'], dateFrom: '2026-01-01', requestsPerMinute: 10 });
});

test('dead keys say that they are dead, and can’t be revoked again', async () => {
  renderApp('/settings', makeWorld());
  server.use(
    graphql.query(ApiKeysDocument, () =>
      HttpResponse.json({ data: { apiKeys: [row({}), row({ id: 'key_2', revokedAt: '2026-11-01T00:00:00Z' }), row({ id: 'key_3', expiresAt: '2026-11-01T00:00:00Z' })] } }),
    ),
  );
  await screen.findByText('Revoked');
  await screen.findByText('Expired');
  expect(screen.getAllByRole('button', { name: 'Revoke Budget sheet' })).toHaveLength(1);
});

test('the page of a key tells its limits and what it has read', async () => {
  renderApp('/settings/keys/key_1', makeWorld());
  server.use(
    graphql.query(ApiKeyDocument, () =>
      HttpResponse.json({
        data: {
          node: {
            __typename: 'ApiKey',
            id: 'key_1',
            name: 'Budget sheet',
            hint: 'a1b2c3',
            scopes: ['TRANSACTIONS_READ'],
            accounts: [{ __typename: 'Account', id: 'acc_card', name: 'Card', mask: '3333' }],
            dateFrom: '2025-01-01',
            dateTo: null,
            requestsPerMinute: 1200,
            createdAt: '2026-11-01T00:00:00Z',
            expiresAt: '2999-01-01T00:00:00Z',
            lastUsedAt: null,
            revokedAt: null,
          },
        },
      }),
    ),
    graphql.query(ApiKeyReadsDocument, () => {
      const node = { __typename: 'ApiKeyRead' as const, date: '2026-11-20', scope: 'TRANSACTIONS_READ' as const, requests: 3, rows: 1500, lastAt: '2026-11-20T10:00:00Z' };
      const edges = [{ __typename: 'ApiKeyReadEdge' as const, cursor: 'c1', node }];
      const reads = { __typename: 'ApiKeyReadConnection' as const, edges, pageInfo: { __typename: 'PageInfo' as const, hasNextPage: false, endCursor: 'c1' } };
      return HttpResponse.json({ data: { node: { __typename: 'ApiKey', id: 'key_1', reads } } });
    }),
  );
  await screen.findByText('Card •••• 3333');
  await screen.findByText('From Jan 1, 2025 on');
  await screen.findByText('1,200 requests a minute at most');
  await screen.findByRole('row', { name: /Read transactions 3 1,500/ });
});
