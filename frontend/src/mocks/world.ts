/**
 * A world to test against: a person, a bank, two accounts and a few rows, with handlers that answer the app's own
 * operations from it. The generated types hold every answer to the schema. A test changes the world as it likes.
 */
import { graphql, HttpResponse, ws, type RequestHandler, type WebSocketHandler } from 'msw';
import { makeFragmentData } from '../gql';
import {
  AccountRow_AccountFragmentDoc,
  AccountsDocument,
  LogInDocument,
  LogOutDocument,
  OverviewDocument,
  SignUpDocument,
  TransactionRow_TransactionFragmentDoc,
  ViewerDocument,
  type AccountRow_AccountFragment,
  type TransactionRow_TransactionFragment,
  type SignupPolicy,
  type UserErrorCode,
} from '../gql/graphql';
import { ledgerHandlers } from './ledger';
import { personHandlers, type EventTold } from './person';

type AccountTold = Omit<AccountRow_AccountFragment, ' $fragmentName'>;
export type TransactionTold = Omit<TransactionRow_TransactionFragment, ' $fragmentName'>;

/** What the server knows. */
export interface World {
  person: { __typename: 'User'; id: string; username: string; email: string };
  isSignedIn: boolean;
  signup: SignupPolicy;
  accounts: AccountTold[];
  transactions: TransactionTold[];
  /** What the person has noted, by transaction. */
  notes: Map<string, string>;
  /** What was done to the account, newest first. */
  events: EventTold[];
  /** What the next act on the account is refused with. */
  wrong: { __typename: 'UserError'; code: UserErrorCode; message: string; path: string[] | null }[];
}

const usd = (amount: string) => ({ __typename: 'Money' as const, amount, currency: 'USD' });

/** A world with one bank of a household. */
export function makeWorld(change: Partial<World> = {}): World {
  return {
    person: { __typename: 'User', id: 'usr_ada', username: 'ada', email: 'ada@example.com' },
    isSignedIn: true,
    signup: 'OPEN',
    accounts: [
      {
        __typename: 'Account',
        id: 'acc_checking',
        name: 'Everyday',
        mask: '0000',
        type: 'DEPOSITORY',
        subtype: 'checking',
        closedAt: null,
        balance: { __typename: 'AccountBalance', current: usd('12345678901234.56'), available: usd('100.00') },
      },
      {
        __typename: 'Account',
        id: 'acc_card',
        name: 'Card',
        mask: '3333',
        type: 'CREDIT',
        subtype: 'credit card',
        closedAt: null,
        balance: { __typename: 'AccountBalance', current: usd('410.00'), available: null },
      },
    ],
    transactions: [
      {
        __typename: 'Transaction',
        id: 'txn_coffee',
        date: '2026-11-20',
        name: 'Coffee',
        pending: true,
        amount: usd('-4.10'),
        category: { __typename: 'Category', id: 'cat_coffee', name: 'Coffee' },
        account: { __typename: 'Account', id: 'acc_card', name: 'Card' },
      },
      {
        __typename: 'Transaction',
        id: 'txn_salary',
        date: '2026-11-01',
        name: 'Salary',
        pending: false,
        amount: usd('3200.00'),
        category: null,
        account: { __typename: 'Account', id: 'acc_checking', name: 'Everyday' },
      },
    ],
    notes: new Map(),
    events: [],
    wrong: [],
    ...change,
  };
}

export const SIGNED_OUT = { errors: [{ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED', requestId: 'req_1' } }] };

/** A socket that takes every subscription and has no news. */
const socket = ws.link('ws://localhost/graphql');

/** The answers of a server that knows this world. */
export function worldHandlers(world: World): (RequestHandler | WebSocketHandler)[] {
  const accounts = () => world.accounts.map((account) => ({ __typename: 'Account' as const, id: account.id, ...makeFragmentData(account, AccountRow_AccountFragmentDoc) }));
  const rows = () =>
    world.transactions.map((transaction) => ({ __typename: 'Transaction' as const, id: transaction.id, ...makeFragmentData(transaction, TransactionRow_TransactionFragmentDoc) }));
  const begin = () => {
    if (world.wrong.length > 0) return { user: null, userErrors: world.wrong };
    world.isSignedIn = true;
    return { user: { __typename: 'User' as const, id: world.person.id }, userErrors: [] };
  };
  return [
    socket.addEventListener('connection', ({ client }) => {
      client.addEventListener('message', ({ data }) => {
        if (typeof data === 'string' && data.includes('connection_init')) client.send(JSON.stringify({ type: 'connection_ack' }));
      });
    }),
    graphql.query(ViewerDocument, () => HttpResponse.json({ data: { viewer: world.isSignedIn ? world.person : null } })),
    graphql.mutation(SignUpDocument, () => HttpResponse.json({ data: { signup: { __typename: 'SignupPayload', ...begin() } } })),
    graphql.mutation(LogInDocument, () => HttpResponse.json({ data: { login: { __typename: 'LoginPayload', ...begin() } } })),
    graphql.mutation(LogOutDocument, () => {
      world.isSignedIn = false;
      return HttpResponse.json({ data: { logout: { __typename: 'LogoutPayload', userErrors: [] } } });
    }),
    graphql.query(OverviewDocument, () => {
      const items = world.accounts.length > 0 ? [{ __typename: 'Item' as const, id: 'itm_bank' }] : [];
      return HttpResponse.json(world.isSignedIn ? { data: { items, serverInfo: { __typename: 'ServerInfo', simulatorUrl: null }, accounts: accounts(), recent: { __typename: 'TransactionConnection', nodes: rows() } } } : SIGNED_OUT);
    }),
    graphql.query(AccountsDocument, () => {
      return HttpResponse.json(world.isSignedIn ? { data: { items: [{ __typename: 'Item', id: 'itm_bank', status: 'HEALTHY', statusReason: null, lastSyncedAt: '2026-11-20T12:00:00Z', institution: { __typename: 'Institution', name: 'First Bank' }, accounts: accounts() }] } } : SIGNED_OUT);
    }),
    ...personHandlers(world),
    ...ledgerHandlers(world),
  ];
}
