/**
 * What an error means to a person: one of a few kinds, a plain sentence, and the id to report it with. It reads
 * `extensions.code` and nothing that a server might word differently tomorrow.
 */
import { CombinedGraphQLErrors, ServerError, ServerParseError } from '@apollo/client/errors';

/** The kinds that the app acts on in different ways. */
type ProblemKind = 'signedOut' | 'confirmPassword' | 'tooFast' | 'unavailable' | 'refused' | 'fault' | 'offline';

/** A problem, told. */
export interface Problem {
  kind: ProblemKind;
  message: string;
  requestId: string | null;
  /** Plaid's id of its call, for Plaid's support, where it was Plaid that refused. */
  plaidRequestId: string | null;
  /** When trying again can help, in seconds from now; null when it isn't known. */
  retryAfterSeconds: number | null;
}

/** The problem in whatever a query, a mutation or a subscription has failed with. */
export function problemOf(error: unknown): Problem {
  if (CombinedGraphQLErrors.is(error)) {
    const [first] = error.errors;
    return told(first?.message ?? '', first?.extensions ?? {});
  }
  if (ServerError.is(error) || ServerParseError.is(error)) {
    return byStatus(error.statusCode, error.response.headers);
  }
  return plain('offline', 'The server can’t be reached. Check that it is running and that you are online.');
}

const SIGNED_OUT = 'You are not signed in any more.';

const KINDS: Record<string, ProblemKind> = {
  UNAUTHENTICATED: 'signedOut',
  REAUTH_REQUIRED: 'confirmPassword',
  RATE_LIMITED: 'tooFast',
  UNAVAILABLE: 'unavailable',
  INTERNAL: 'fault',
};

function told(message: string, extensions: Record<string, unknown>): Problem {
  const kind = KINDS[text(extensions.code) ?? ''] ?? 'refused';
  const seconds = extensions.retryAfterSeconds;
  return {
    kind,
    message: sentence(kind, message),
    requestId: text(extensions.requestId),
    plaidRequestId: text(extensions.plaidRequestId),
    retryAfterSeconds: typeof seconds === 'number' ? seconds : null,
  };
}

function sentence(kind: ProblemKind, message: string): string {
  switch (kind) {
    case 'signedOut':
      return SIGNED_OUT;
    case 'confirmPassword':
      return 'This needs your password once more.';
    case 'tooFast':
      return 'That was too much at once. Wait a moment and try again.';
    case 'unavailable':
      return 'The server can’t get at its data right now. Nothing is lost. Try again in a moment.';
    case 'fault':
      return 'Something went wrong on the server. It has been written down there.';
    default:
      return message;
  }
}

/** Of an answer that is no GraphQL's: the server's doors, or a proxy before it, speak by status and headers. */
function byStatus(status: number, headers: Headers): Problem {
  const kind = status === 401 ? 'signedOut' : status === 429 ? 'tooFast' : status >= 500 ? 'unavailable' : 'fault';
  const message = kind === 'signedOut' || kind === 'tooFast' ? sentence(kind, '') : `The server answered with status ${String(status)}.`;
  const seconds = headers.get('retry-after') ?? '';
  return { ...plain(kind, message), requestId: headers.get('x-request-id'), retryAfterSeconds: /^\d{1,6}$/.test(seconds) ? Number(seconds) : null };
}

function plain(kind: ProblemKind, message: string): Problem {
  return { kind, message, requestId: null, plaidRequestId: null, retryAfterSeconds: null };
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
