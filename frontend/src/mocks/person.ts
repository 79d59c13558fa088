/** The answers about the person themself of a server that knows this world: address, sessions, keys, what was done. */
import { graphql, HttpResponse, type RequestHandler } from 'msw';
import { makeFragmentData } from '../gql';
import {
  ActivityDocument,
  ActivityRow_EventFragmentDoc,
  ApiKeysDocument,
  ChangeEmailDocument,
  DeleteAccountDocument,
  DeletionReceiptDocument,
  DoorDocument,
  LatestActivityDocument,
  Receipt_ReceiptFragmentDoc,
  ResetPasswordDocument,
  SessionsDocument,
  type ActivityRow_EventFragment,
} from '../gql/graphql';
import type { World } from './world';

export type EventTold = Omit<ActivityRow_EventFragment, ' $fragmentName'>;

/** Something that was done to the account. */
export function makeEvent(change: Partial<EventTold> = {}): EventTold {
  return {
    __typename: 'AuditEvent',
    id: 'aud_1',
    at: '2026-11-21T09:00:00Z',
    kind: 'LOGGED_IN',
    actor: 'SESSION',
    address: '127.0.0.1',
    agent: 'Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0',
    subject: null,
    ...change,
  };
}

/** What is left of an account that was deleted in these worlds. */
const RECEIPT = {
  __typename: 'DeletionReceipt' as const,
  id: 'receipt_1',
  requestedAt: '2026-11-21T09:00:00Z',
  completedAt: null,
  banksRemoved: 1,
  erased: [
    { __typename: 'ErasedRows' as const, what: 'sessions', count: 2 },
    { __typename: 'ErasedRows' as const, what: 'transactions', count: 1234 },
  ],
};

/** The code of the receipt, and the one that the operator made for a new password. */
export const CODE = '9f3a-5b1c';

export function personHandlers(world: World): RequestHandler[] {
  const told = (event: EventTold) => ({ __typename: 'AuditEvent' as const, id: event.id, ...makeFragmentData(event, ActivityRow_EventFragmentDoc) });
  return [
    graphql.query(DoorDocument, () =>
      HttpResponse.json({ data: { serverInfo: { __typename: 'ServerInfo', signup: world.signup, passwordCharsMin: 12, simulatorUrl: null } } }),
    ),
    graphql.mutation(DeleteAccountDocument, ({ variables: { input } }) => {
      const payload = { __typename: 'DeleteAccountPayload' as const };
      if (input.username !== world.person.username) {
        const userErrors = [{ __typename: 'UserError' as const, code: 'INVALID_INPUT' as const, message: 'This is not your username.', path: ['input', 'username'] }];
        return HttpResponse.json({ data: { deleteAccount: { ...payload, receipt: null, userErrors } } });
      }
      world.isSignedIn = false;
      const receipt = { __typename: 'DeletionReceipt' as const, code: CODE, ...makeFragmentData(RECEIPT, Receipt_ReceiptFragmentDoc) };
      return HttpResponse.json({ data: { deleteAccount: { ...payload, receipt, userErrors: [] } } });
    }),
    graphql.query(DeletionReceiptDocument, ({ variables: { code } }) => {
      const done = { ...RECEIPT, completedAt: '2026-11-21T09:00:04Z' };
      const deletionReceipt = code === CODE ? { __typename: 'DeletionReceipt' as const, ...makeFragmentData(done, Receipt_ReceiptFragmentDoc) } : null;
      return HttpResponse.json({ data: { deletionReceipt } });
    }),
    graphql.mutation(ResetPasswordDocument, ({ variables: { input } }) => {
      const wrong = [{ __typename: 'UserError' as const, code: 'INVALID_CODE' as const, message: 'The code is wrong, used up or too old.', path: null }];
      return HttpResponse.json({ data: { resetPassword: { __typename: 'ResetPasswordPayload', userErrors: input.code === CODE ? [] : wrong } } });
    }),
    graphql.query(SessionsDocument, () => HttpResponse.json({ data: { sessions: [] } })),
    graphql.query(ApiKeysDocument, () => HttpResponse.json({ data: { apiKeys: [] } })),
    graphql.query(LatestActivityDocument, () =>
      HttpResponse.json({ data: { auditLog: { __typename: 'AuditEventConnection', nodes: world.events.slice(0, 4).map(told) } } }),
    ),
    graphql.query(ActivityDocument, ({ variables: { after } }) => {
      const begin = after ? world.events.findIndex(({ id }) => id === after) + 1 : 0;
      const page = world.events.slice(begin, begin + 30);
      const edges = page.map((event) => ({ __typename: 'AuditEventEdge' as const, cursor: event.id, node: told(event) }));
      const pageInfo = { __typename: 'PageInfo' as const, hasNextPage: begin + 30 < world.events.length, endCursor: page.at(-1)?.id ?? null };
      return HttpResponse.json({ data: { auditLog: { __typename: 'AuditEventConnection', edges, pageInfo } } });
    }),
    graphql.mutation(ChangeEmailDocument, ({ variables: { input } }) => {
      const payload = { __typename: 'ChangeEmailPayload' as const };
      if (world.wrong.length > 0) return HttpResponse.json({ data: { changeEmail: { ...payload, user: null, userErrors: world.wrong } } });
      world.person.email = input.email;
      const { id, email } = world.person;
      return HttpResponse.json({ data: { changeEmail: { ...payload, user: { __typename: 'User', id, email }, userErrors: [] } } });
    }),
  ];
}
