/**
 * The playground's way to `POST /graphql`: same origin, with the header that a cookie session needs and with the token,
 * if there is one. It leaves out what to ask.
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
    const response = await send(input, {
      ...init,
      credentials: 'same-origin',
      headers: requestHeaders(token(), init?.headers),
    });
    const type = response.headers.get('content-type') ?? '';
    if (!/^application\/(?:[\w.-]+\+)?json\b/.test(type)) {
      throw new Error(`The server answered ${String(response.status)} without GraphQL. Is it running, and up to date?`);
    }
    return response;
  };
}
