/**
 * What GraphiQL calls to run an operation: queries and mutations by `POST`, subscriptions over the socket or, with a
 * token, as event streams, the schema from its file. Every answer to a `POST` is shown to the session, which looks for a token and for a refusal.
 */
import { createGraphiQLFetcher, type Fetcher, type FetcherOpts } from '@graphiql/toolkit';
import type { Client as StreamClient } from 'graphql-sse';
import type { Client } from 'graphql-ws';
import { Kind, OperationTypeNode } from 'graphql';
import { GRAPHQL_PATH } from './http';
import { schemaFetcher } from './schema';

/** What the fetcher is made of. */
export interface FetcherParts {
  /** Sends with the headers of `http.ts`. */
  authorised: typeof fetch;
  /** Sends without credentials of ours. */
  plain: typeof fetch;
  /** The socket, for requests without a token. */
  socket: () => Client;
  /** The event streams for the token in use; null where there is none. */
  stream: () => Pick<StreamClient, 'iterate'> | null;
  /** Told of each answer to a query or mutation. */
  observe: (answer: unknown, wasMutation: boolean) => void;
}

/** Builds the fetcher. It stays the same for the life of the page; the token is read at each call. */
export function createPlaygroundFetcher(parts: FetcherParts): Fetcher {
  const readSchema = schemaFetcher(parts.plain);
  return async (request, options) => {
    const kind = operationKind(options, request.operationName);
    const stream = kind === OperationTypeNode.SUBSCRIPTION ? parts.stream() : null;
    if (stream !== null) {
      const { operationName, ...rest } = request;
      return stream.iterate(typeof operationName === 'string' ? { ...rest, operationName } : rest);
    }
    const run = createGraphiQLFetcher({
      url: GRAPHQL_PATH,
      fetch: parts.authorised,
      wsClient: parts.socket(),
      schemaFetcher: readSchema,
      enableIncrementalDelivery: false,
    });
    const answer = await run(request, options);
    if (kind === OperationTypeNode.QUERY || kind === OperationTypeNode.MUTATION) {
      parts.observe(answer, kind === OperationTypeNode.MUTATION);
    }
    return answer;
  };
}

/** Whether the operation that runs is a query, a mutation or a subscription; null when GraphiQL could not parse it. */
export function operationKind(options: FetcherOpts | undefined, name: string | null | undefined): OperationTypeNode | null {
  const operations = (options?.documentAST?.definitions ?? []).filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const named = operations.find((each) => each.name?.value === (name ?? undefined));
  return (named ?? operations[0])?.operation ?? null;
}
