/**
 * The playground's way to `POST /graphql`: with the token, if there is one, and else with the web app's cookie and the
 * header that it needs. Never with both: the server refuses that. It leaves out what to ask.
 */

/** The server's one GraphQL door. */
export const GRAPHQL_PATH = '/graphql';

/** The headers of a request. What the person typed into the headers editor wins over the token of the bar. */
export function requestHeaders(token: string | null, typed?: HeadersInit): Headers {
  const headers = new Headers(typed);
  // The web app's cookie only counts together with this header, which another site's form cannot send.
  headers.set('X-Florin-CSRF', '1');
  if (token !== null && !headers.has('Authorization')) headers.set('Authorization', `Bearer ${token}`);
  return headers;
}

/** A `fetch` that sends these headers and turns an answer that is no JSON into a readable error. */
export function authorisedFetch(token: () => string | null, send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const headers = requestHeaders(token(), init?.headers);
    const credentials = headers.has('Authorization') ? 'omit' : 'same-origin';
    const response = await send(input, { ...init, credentials, headers });
    const type = response.headers.get('content-type') ?? '';
    if (!/^application\/(?:[\w.-]+\+)?json\b/.test(type)) {
      throw new Error(`The server answered ${String(response.status)} without GraphQL. Is it running, and up to date?`);
    }
    return response;
  };
}
