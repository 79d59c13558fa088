/**
 * Gives GraphiQL its schema from `/schema.graphql`. That file is open to everybody and is exactly what the server
 * serves, while introspection asks for more depth than the server's limits grant and may be closed to strangers.
 */
import { buildSchema, introspectionFromSchema } from 'graphql';
import type { Fetcher } from '@graphiql/toolkit';

const SCHEMA_PATH = '/schema.graphql';

/** Answers GraphiQL's introspection query from the printed schema. */
export function schemaFetcher(send: typeof fetch): Fetcher {
  return async () => {
    const response = await send(SCHEMA_PATH, { credentials: 'same-origin' });
    if (!response.ok) throw new Error(`${SCHEMA_PATH} answered ${String(response.status)}`);
    // Spread, because the toolkit's type asks for a plain record of the data.
    return { data: { ...introspectionFromSchema(buildSchema(await response.text())) } };
  };
}
