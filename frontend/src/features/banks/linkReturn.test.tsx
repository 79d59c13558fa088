// @vitest-environment jsdom
/** A bank that takes the whole window sends the browser back, and the link goes on where it was. */
import { screen } from '@testing-library/react';
import { graphql, HttpResponse } from 'msw';
import type { PlaidLinkOptions } from 'react-plaid-link';
import { afterEach, expect, test, vi } from 'vitest';
import { BanksDocument, ExchangePublicTokenDocument } from '../../gql/graphql';
import { renderApp } from '../../mocks/renderApp';
import { server } from '../../mocks/server';
import { makeWorld } from '../../mocks/world';
import { keepJourney, keptJourney } from './journey';

const link = vi.hoisted(() => ({ opened: [] as unknown[] }));

vi.mock('react-plaid-link', () => ({
  usePlaidLink: (config: unknown) => {
    link.opened.push(config);
    return { open: () => undefined, ready: true, error: null };
  },
}));

/** Plaid's own script is brought by react-plaid-link, so that none is loaded here. */
const SCRIPT = 'https://cdn.plaid.com/link/v2/stable/link-initialize.js';

afterEach(() => {
  window.sessionStorage.clear();
  window.history.replaceState(null, '', '/');
  link.opened = [];
});

test('the link goes on with its token and the address of the bank', async () => {
  keepJourney({ token: 'link-sandbox-1', scriptUrl: SCRIPT, mend: null });
  window.history.replaceState(null, '', '/link/return?oauth_state_id=state_1');
  const { user, router } = renderApp('/link/return?oauth_state_id=state_1', makeWorld());
  server.use(
    graphql.query(BanksDocument, () => HttpResponse.json({ data: { items: [], serverInfo: { __typename: 'ServerInfo', simulatorUrl: null, itemLimit: null } } })),
    graphql.mutation(ExchangePublicTokenDocument, ({ variables: { input } }) => {
      const userErrors = [{ __typename: 'UserError' as const, code: 'DUPLICATE_ITEM' as const, message: 'x' }];
      const duplicateOf = { __typename: 'Item' as const, id: 'itm_1', institution: { __typename: 'Institution' as const, name: input.institutionName ?? '' } };
      return HttpResponse.json({ data: { exchangePublicToken: { __typename: 'ExchangePublicTokenPayload', item: null, syncJob: null, duplicateOf, userErrors } } });
    }),
  );
  await expect.poll(() => link.opened.length, { timeout: 10_000 }).toBeGreaterThan(0);
  const config = link.opened.at(-1) as PlaidLinkOptions;
  expect(config).toMatchObject({ token: 'link-sandbox-1', receivedRedirectUri: `${window.location.origin}/link/return?oauth_state_id=state_1` });
  config.onSuccess('public-1', { institution: { institution_id: 'ins_1', name: 'Platypus OAuth Bank' }, accounts: [], link_session_id: 's' });
  await screen.findByRole('heading', { name: 'Platypus OAuth Bank is linked already' });
  expect(keptJourney()).toBeNull();
  await user.click(screen.getByRole('button', { name: 'Keep the one I have' }));
  await screen.findByRole('heading', { name: 'Banks' });
  expect(router.state.location.pathname).toBe('/banks');
});

test('who comes there without a link is led to their banks', async () => {
  renderApp('/link/return', makeWorld());
  await screen.findByRole('link', { name: 'Go to your banks' });
  expect(link.opened).toEqual([]);
});
