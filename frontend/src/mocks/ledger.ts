/** The answers about transactions of a server that knows this world: paged, filtered and changed as the real one does. */
import { graphql, HttpResponse, type RequestHandler } from 'msw';
import { makeFragmentData } from '../gql';
import {
  CategoriesDocument,
  FilterChoicesDocument,
  TransactionCountDocument,
  TransactionDetailsDocument,
  TransactionRow_TransactionFragmentDoc,
  TransactionsDocument,
  UpdateTransactionDocument,
  type TransactionFilter,
} from '../gql/graphql';
import { SIGNED_OUT, type TransactionTold, type World } from './world';

const CATEGORIES = [
  { __typename: 'Category' as const, id: 'cat_coffee', name: 'Coffee', groupName: 'Food and drink' },
  { __typename: 'Category' as const, id: 'cat_wages', name: 'Wages', groupName: 'Income' },
];

export function ledgerHandlers(world: World): RequestHandler[] {
  return [
    graphql.query(TransactionsDocument, ({ variables: { filter, first, after } }) =>
      answer(world, () => {
        const rows = fitting(world.transactions, filter ?? {});
        const begin = after ? rows.findIndex((row) => row.id === after) + 1 : 0;
        const page = rows.slice(begin, begin + first);
        const edges = page.map((row) => ({
          __typename: 'TransactionEdge' as const,
          cursor: row.id,
          node: { __typename: 'Transaction' as const, id: row.id, date: row.date, ...makeFragmentData(row, TransactionRow_TransactionFragmentDoc) },
        }));
        const pageInfo = { __typename: 'PageInfo' as const, hasNextPage: begin + first < rows.length, endCursor: page.at(-1)?.id ?? null };
        return { transactions: { __typename: 'TransactionConnection' as const, edges, pageInfo } };
      }),
    ),
    graphql.query(TransactionCountDocument, ({ variables: { filter } }) =>
      answer(world, () => ({ transactions: { __typename: 'TransactionConnection' as const, totalCount: fitting(world.transactions, filter ?? {}).length } })),
    ),
    graphql.query(CategoriesDocument, () => HttpResponse.json({ data: { categories: CATEGORIES } })),
    graphql.query(FilterChoicesDocument, () =>
      answer(world, () => ({
        accounts: world.accounts.map(({ id, name, mask }) => ({
          __typename: 'Account' as const,
          id,
          name,
          mask: mask ?? null,
          item: { __typename: 'Item' as const, id: 'itm_bank', institution: { __typename: 'Institution' as const, name: 'First Bank' } },
        })),
      })),
    ),
    graphql.query(TransactionDetailsDocument, ({ variables: { id } }) =>
      answer(world, () => {
        const row = world.transactions.find((each) => each.id === id);
        return { node: row === undefined ? null : details(world, row) };
      }),
    ),
    graphql.mutation(UpdateTransactionDocument, ({ variables: { input } }) => {
      const payload = { __typename: 'UpdateTransactionPayload' as const, transaction: null };
      if (world.wrong.length > 0) return HttpResponse.json({ data: { updateTransaction: { ...payload, userErrors: world.wrong } } });
      const row = world.transactions.find((each) => each.id === input.transactionId);
      if (row === undefined) return HttpResponse.json({ errors: [{ message: 'There is no such transaction.' }] });
      row.name = input.name ?? row.name;
      world.notes.set(row.id, input.note ?? '');
      const { note } = details(world, row);
      return HttpResponse.json({ data: { updateTransaction: { ...payload, transaction: { ...row, note }, userErrors: [] } } });
    }),
  ];
}

/** What the data is to those who are signed in. */
function answer<Data extends Record<string, unknown>>(world: World, data: () => Data) {
  return HttpResponse.json<{ data: Data } | typeof SIGNED_OUT>(world.isSignedIn ? { data: data() } : SIGNED_OUT);
}

function fitting(rows: TransactionTold[], { search, accountIds, categoryIds, direction, pending, dateFrom, dateTo }: TransactionFilter): TransactionTold[] {
  return rows.filter(
    (row) =>
      (!search || row.name.toLowerCase().includes(search.toLowerCase())) &&
      (!accountIds || accountIds.includes(row.account.id)) &&
      (!categoryIds || categoryIds.includes(row.category?.id ?? '')) &&
      (!direction || row.amount.amount.startsWith('-') === (direction === 'OUTFLOW')) &&
      (pending === undefined || pending === null || row.pending === pending) &&
      (!dateFrom || row.date >= dateFrom) &&
      (!dateTo || row.date <= dateTo),
  );
}

function details(world: World, row: TransactionTold) {
  return {
    ...row,
    bankName: row.name,
    note: world.notes.get(row.id) ?? null,
    authorizedDate: row.date,
    bankCategory: row.category,
    account: {
      ...row.account,
      mask: '0000',
      item: { __typename: 'Item' as const, id: 'itm_bank', institution: { __typename: 'Institution' as const, name: 'First Bank' } },
    },
    merchantName: null,
    website: null,
    originalDescription: null,
    paymentChannel: 'IN_STORE' as const,
    checkNumber: null,
    accountOwner: null,
    location: null,
    counterparties: [],
    plaidTransactionId: `plaid_${row.id}`,
  };
}
