/**
 * No answer undoes a newer one. News has the shown queries asked again while they may still be under way; the older
 * answer can come last then, and Apollo would show what was before the news. Whoever waits for it gets the newer one.
 */
import { ApolloLink } from '@apollo/client';
import { OperationTypeNode } from 'graphql';
import { finalize, map } from 'rxjs';

/** One query with its variables, while somebody waits for an answer. */
interface Asked {
  waiting: number;
  sent: number;
  newest: { number: number; answer: ApolloLink.Result } | null;
}

/** The link in front of the transport. */
export function latestAnswer(): ApolloLink {
  const all = new Map<string, Asked>();
  return new ApolloLink((operation, forward) => {
    if (operation.operationType !== OperationTypeNode.QUERY) return forward(operation);
    const key = JSON.stringify([operation.operationName, operation.variables]);
    const asked = all.get(key) ?? { waiting: 0, sent: 0, newest: null };
    all.set(key, asked);
    asked.waiting += 1;
    asked.sent += 1;
    const number = asked.sent;
    return forward(operation).pipe(
      map((answer) => {
        if (asked.newest === null || asked.newest.number < number) asked.newest = { number, answer };
        return asked.newest.answer;
      }),
      finalize(() => {
        asked.waiting -= 1;
        if (asked.waiting === 0) all.delete(key);
      }),
    );
  });
}
