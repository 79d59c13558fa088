/**
 * The one Apollo client: queries and mutations by `POST` with the cookie and the header that makes it count,
 * subscriptions by the socket, and one look at every error before a component sees it.
 */
import { ApolloClient, ApolloLink, HttpLink } from '@apollo/client';
import { ErrorLink } from '@apollo/client/link/error';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { from, switchMap, throwError } from 'rxjs';
import { problemOf } from '../lib/problem';
import { makeCache } from './cache';
import { Connection } from './connection';
import { latestAnswer } from './latestAnswer';
import { PasswordQuestion } from './reauth';
import { sessionSwitch, type SessionSwitch } from './session';
import { makeSocket, socketUrl } from './subscriptions';

/** What the providers are given. */
export interface ClientParts {
  client: ApolloClient;
  connection: Connection;
  session: SessionSwitch;
  question: PasswordQuestion;
}

/** Builds the client for a page at this address. */
export function makeClient(page: { protocol: string; host: string }): ClientParts {
  const connection = new Connection();
  const session = sessionSwitch(
    () => client,
    () => {
      socket.terminate();
      connection.become('idle');
    },
  );
  const socket = makeSocket(socketUrl(page), connection, session.ended);
  const post = new HttpLink({
    uri: `${page.protocol}//${page.host}/graphql`,
    credentials: 'same-origin',
    // The cookie counts only together with this header, which another site's page cannot send.
    headers: { 'X-Florin-CSRF': '1' },
  });
  const question = new PasswordQuestion();
  const watch = new ErrorLink(({ error, operation, forward }) => {
    const { kind } = problemOf(error);
    if (kind === 'signedOut') session.ended();
    if (kind !== 'confirmPassword') return;
    const refuse = () => throwError(() => error);
    return from(question.ask()).pipe(switchMap((isConfirmed) => (isConfirmed ? forward(operation) : refuse())));
  });
  const transport = ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    post,
  );
  const client = new ApolloClient({
    link: ApolloLink.from([watch, latestAnswer(), transport]),
    cache: makeCache(),
    // Who asks again because of news must not be given the answer that is under way: it may be from before the news.
    queryDeduplication: false,
  });
  return { client, connection, session, question };
}
