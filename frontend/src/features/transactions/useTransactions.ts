/**
 * The list of transactions that fit a filter, as far as it has been read. It grows page by page at its end, and is read
 * again from its beginning when something may have changed. Both take turns, so that a page is never hung onto a list
 * that has changed under it, and what is read again replaces the list at once, not page by page.
 */
import { useApolloClient, useQuery } from '@apollo/client/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { graphql } from '../../gql';
import type { TransactionFilter, TransactionsQuery } from '../../gql/graphql';

const TRANSACTIONS = graphql(`
  query Transactions($filter: TransactionFilter, $first: Int!, $after: String) {
    transactions(filter: $filter, first: $first, after: $after) {
      edges {
        cursor
        node {
          id
          date
          ...TransactionRow_transaction
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const COUNT = graphql(`
  query TransactionCount($filter: TransactionFilter) {
    transactions(filter: $filter) {
      totalCount
    }
  }
`);

/** The first page is on the screen soon; the later ones are read before they are needed. */
const FIRST_PAGE_ROWS = 60;
const PAGE_ROWS = 200;
/** The most that the server gives at once. */
const PAGE_ROWS_MAX = 500;
/** What is kept behind the row that is looked at, when the list is read again. */
const ROWS_BEHIND = 100;

export type TransactionNode = TransactionsQuery['transactions']['edges'][number]['node'];

/** A list, as far as it is known. */
export interface TransactionRows {
  /** Undefined until anything is known. */
  rows: readonly TransactionNode[] | undefined;
  /** How many fit the filter, as far as it was counted: `of` may still be the filter before. */
  count: { of: TransactionFilter; total: number } | null;
  /** How many there are in all; undefined until it is known. */
  total: number | undefined;
  /** Whether the rows are those of the filter before. */
  isOld: boolean;
  hasMore: boolean;
  /** Rows that came since the list was first read. */
  fresh: ReadonlySet<string>;
  /** Why the last reading failed; undefined when it did not. */
  error: unknown;
  more: () => void;
  /** Reads again what is known, up to the row of this place. */
  readAgain: (lookedAt: number) => void;
}

const NONE: ReadonlySet<string> = new Set();

type Edges = TransactionsQuery['transactions']['edges'];

export function useTransactions(filter: TransactionFilter): TransactionRows {
  const client = useApolloClient();
  // Only this hook fetches the list. A query that Apollo may fetch would throw away all but the first page then.
  const { data, previousData } = useQuery(TRANSACTIONS, { variables: { filter, first: FIRST_PAGE_ROWS }, fetchPolicy: 'cache-only' });
  const [count, setCount] = useState<{ of: TransactionFilter; total: number } | null>(null);
  const [failure, setFailure] = useState<{ of: TransactionFilter; error: unknown } | null>(null);
  const [fresh, setFresh] = useState<{ of: TransactionFilter; ids: ReadonlySet<string> }>({ of: filter, ids: NONE });
  const turn = useRef<Promise<void>>(Promise.resolve());
  const isGrowing = useRef(false);

  const act = useCallback(
    (step: () => Promise<void>) => {
      turn.current = turn.current.then(step).then(
        () => {
          setFailure(null);
        },
        (error: unknown) => {
          setFailure({ of: filter, error });
        },
      );
      return turn.current;
    },
    [filter],
  );

  const read = useCallback(
    async (first: number, after: string | null) => {
      const { data: page } = await client.query({ query: TRANSACTIONS, variables: { filter, first, after }, fetchPolicy: 'no-cache' });
      if (page === undefined) throw new Error('an answer without errors has data');
      return page.transactions;
    },
    [client, filter],
  );

  const known = useCallback(
    () => client.readQuery({ query: TRANSACTIONS, variables: { filter, first: FIRST_PAGE_ROWS } })?.transactions ?? null,
    [client, filter],
  );

  const more = useCallback(() => {
    if (isGrowing.current) return;
    isGrowing.current = true;
    void act(async () => {
      const end = known()?.pageInfo;
      if (end?.hasNextPage !== true) return;
      const after = end.endCursor;
      const page = await read(PAGE_ROWS, after);
      // The policy of the cache hangs it onto the rows before.
      client.writeQuery({ query: TRANSACTIONS, variables: { filter, first: PAGE_ROWS, after }, data: { transactions: page } });
    }).finally(() => {
      isGrowing.current = false;
    });
  }, [act, client, filter, known, read]);

  const readAgain = useCallback(
    (lookedAt: number) => {
      void act(async () => {
        const before = known()?.edges ?? [];
        const rowsWanted = Math.max(FIRST_PAGE_ROWS, Math.min(before.length, lookedAt + ROWS_BEHIND));
        const edges: Edges = [];
        let page = await read(Math.min(PAGE_ROWS_MAX, rowsWanted), null);
        edges.push(...page.edges);
        while (page.pageInfo.hasNextPage && edges.length < rowsWanted) {
          page = await read(Math.min(PAGE_ROWS_MAX, rowsWanted - edges.length), page.pageInfo.endCursor);
          edges.push(...page.edges);
        }
        client.writeQuery({ query: TRANSACTIONS, variables: { filter, first: FIRST_PAGE_ROWS }, data: { transactions: { ...page, edges } } });
        const arrived = before.length === 0 ? [] : arrivedBetween(before, edges);
        if (arrived.length > 0) setFresh((last) => ({ of: filter, ids: new Set([...(last.of === filter ? last.ids : NONE), ...arrived]) }));
        // In the cache it would be a part of the list, and a list without rows an empty one.
        const counted = await client.query({ query: COUNT, variables: { filter }, fetchPolicy: 'no-cache' });
        if (counted.data !== undefined) setCount({ of: filter, total: counted.data.transactions.totalCount });
      });
    },
    [act, client, filter, known, read],
  );

  // A list that was read before is shown at once, and looked at again.
  const begun = useRef<TransactionFilter | null>(null);
  useEffect(() => {
    if (begun.current === filter) return;
    begun.current = filter;
    readAgain(PAGE_ROWS_MAX);
  }, [filter, readAgain]);

  const shown = data ?? previousData;
  const rows = useMemo(() => shown?.transactions.edges.map((edge) => edge.node), [shown]);
  return {
    rows,
    count,
    total: count?.of === filter ? count.total : undefined,
    isOld: data === undefined && previousData !== undefined,
    hasMore: data?.transactions.pageInfo.hasNextPage ?? false,
    fresh: fresh.of === filter ? fresh.ids : NONE,
    error: failure?.of === filter ? failure.error : undefined,
    more,
    readAgain,
  };
}

/** What is new in a list, up to the last row that it had before: those behind it came from further down. */
function arrivedBetween(before: Edges, now: Edges): string[] {
  const known = new Set(before.map(({ node }) => node.id));
  const last = now.findLastIndex(({ node }) => known.has(node.id));
  return now.slice(0, last).flatMap(({ node }) => (known.has(node.id) ? [] : [node.id]));
}
