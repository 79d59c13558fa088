/** Answers that overtake each other. */
import { ApolloClient, ApolloLink, InMemoryCache } from '@apollo/client';
import { Subject } from 'rxjs';
import { expect, test } from 'vitest';
import { ViewerDocument } from '../gql/graphql';
import { latestAnswer } from './latestAnswer';

const told = (username: string) => ({ viewer: { __typename: 'User' as const, id: 'usr_1', username, email: 'ada@example.com' } });

test('an answer that was overtaken is the newer one', async () => {
  const wire: Subject<ApolloLink.Result>[] = [];
  const transport = new ApolloLink(() => {
    const answer = new Subject<ApolloLink.Result>();
    wire.push(answer);
    return answer;
  });
  const client = new ApolloClient({ link: latestAnswer().concat(transport), cache: new InMemoryCache(), queryDeduplication: false });
  const ask = () => client.query({ query: ViewerDocument, fetchPolicy: 'network-only' });
  const say = (place: number, name: string) => {
    wire[place]?.next({ data: told(name) });
    wire[place]?.complete();
  };
  const [before, after] = [ask(), ask()];
  say(1, 'newer');
  await after;
  say(0, 'older');
  expect((await before).data).toMatchObject(told('newer'));
  expect(client.readQuery({ query: ViewerDocument })).toMatchObject(told('newer'));
  const later = ask();
  say(2, 'newest');
  expect((await later).data).toMatchObject(told('newest'));
});
