/** Asks the server who sends these requests, and puts its answer into one of the words that the bar shows. */
import { GRAPHQL_PATH } from './http';
import { errorCodes, isRecord, saysUnauthenticated } from './token';

/** What the server makes of the credentials in use. */
export type Standing =
  | { kind: 'checking' }
  | { kind: 'anonymous' }
  /** The name is null for a key that works but may not read its holder. */
  | { kind: 'signedIn'; username: string | null }
  | { kind: 'refused' }
  | { kind: 'unknown'; reason: string };

const QUERY = 'query PlaygroundViewer { viewer { username } }';

/** Sends the question. `hasToken` tells a refused token from a request that carried none. */
export async function whoAmI(send: typeof fetch, hasToken: boolean): Promise<Standing> {
  try {
    const response = await send(GRAPHQL_PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json;q=0.9' },
      body: JSON.stringify({ query: QUERY, operationName: 'PlaygroundViewer' }),
    });
    return readStanding(await response.json(), hasToken);
  } catch (error) {
    return { kind: 'unknown', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Reads the answer to the question above. */
export function readStanding(answer: unknown, hasToken: boolean): Standing {
  const data = isRecord(answer) ? answer.data : undefined;
  const viewer = isRecord(data) ? data.viewer : undefined;
  if (isRecord(viewer) && typeof viewer.username === 'string') {
    return { kind: 'signedIn', username: viewer.username };
  }
  const codes = errorCodes(answer);
  if (saysUnauthenticated(answer) || (viewer === null && codes.length === 0)) {
    return { kind: hasToken ? 'refused' : 'anonymous' };
  }
  if (codes.includes('FORBIDDEN')) return { kind: 'signedIn', username: null };
  return { kind: 'unknown', reason: codes[0] ?? 'an answer without data' };
}
