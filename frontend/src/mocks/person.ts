/** The answers about the person themself of a server that knows this world: address, sessions, keys, what was done. */
import { graphql, HttpResponse, type RequestHandler } from 'msw';
import { makeFragmentData } from '../gql';
import {
  ActivityDocument,
  ActivityRow_EventFragmentDoc,
  ApiKeysDocument,
  ChangeEmailDocument,
  LatestActivityDocument,
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

export function personHandlers(world: World): RequestHandler[] {
  const told = (event: EventTold) => ({ __typename: 'AuditEvent' as const, id: event.id, ...makeFragmentData(event, ActivityRow_EventFragmentDoc) });
  return [
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
