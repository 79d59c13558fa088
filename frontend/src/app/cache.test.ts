/** Lists in the cache: pages grow, and a short list beside them leaves them alone. */
import { gql } from '@apollo/client';
import { expect, test } from 'vitest';
import { makeCache } from './cache';

const PAGE = gql`
  query Page($after: String) {
    transactions(first: 1, after: $after) {
      edges {
        cursor
        node {
          id
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
const RECENT = gql`
  query Recent {
    recent: transactions(first: 8) {
      nodes {
        id
      }
    }
  }
`;

const row = (id: string) => ({ __typename: 'Transaction', id });
const page = (id: string, hasNextPage: boolean) => ({
  transactions: {
    __typename: 'TransactionConnection',
    edges: [{ __typename: 'TransactionEdge', cursor: id, node: row(id) }],
    pageInfo: { __typename: 'PageInfo', hasNextPage, endCursor: id },
  },
});

test('a short list is no page of the long one, and pages are joined', () => {
  const cache = makeCache();
  cache.writeQuery({ query: RECENT, data: { recent: { __typename: 'TransactionConnection', nodes: [row('txn_1'), row('txn_2')] } } });
  expect(cache.readQuery({ query: PAGE })).toBeNull();
  cache.writeQuery({ query: PAGE, data: page('txn_1', true) });
  cache.writeQuery({ query: PAGE, variables: { after: 'txn_1' }, data: page('txn_2', false) });
  expect(cache.readQuery({ query: PAGE })).toMatchObject({
    transactions: { edges: [{ node: row('txn_1') }, { node: row('txn_2') }], pageInfo: { hasNextPage: false, endCursor: 'txn_2' } },
  });
  expect(cache.readQuery({ query: RECENT })).toMatchObject({ recent: { nodes: [row('txn_1'), row('txn_2')] } });
});
