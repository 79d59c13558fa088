/**
 * What a Florin token looks like, how one is read from what a person pastes, and where one is found in an answer.
 */

/** Sessions and API keys differ in their prefix only; both go into the same header. */
const TOKEN = /^florin_(?:session|key)_[A-Za-z0-9._~+/=-]+$/;

/** The token in a pasted text, with or without the word "Bearer" before it; null when it is none. */
export function readToken(text: string): string | null {
  const token = text.trim().replace(/^bearer\s+/i, '');
  return TOKEN.test(token) ? token : null;
}

/**
 * The token that `signup` or `login` handed out, under whatever alias the fields were asked for. Only the direct fields
 * of a root field are looked at: that is where the schema puts it, and a page of transactions need not be walked.
 */
export function findTokenInAnswer(answer: unknown): string | null {
  if (!isRecord(answer) || !isRecord(answer.data)) return null;
  for (const payload of Object.values(answer.data)) {
    if (!isRecord(payload)) continue;
    for (const value of Object.values(payload)) {
      if (typeof value === 'string' && TOKEN.test(value)) return value;
    }
  }
  return null;
}

/** Whether the server said of any part of the answer that it does not know who asks. */
export function saysUnauthenticated(answer: unknown): boolean {
  return errorCodes(answer).includes('UNAUTHENTICATED');
}

/** The `extensions.code` of every error of an answer. */
export function errorCodes(answer: unknown): string[] {
  if (!isRecord(answer) || !Array.isArray(answer.errors)) return [];
  return answer.errors.flatMap((error: unknown) => {
    const extensions = isRecord(error) ? error.extensions : undefined;
    const code = isRecord(extensions) ? extensions.code : undefined;
    return typeof code === 'string' ? [code] : [];
  });
}

/** Narrows a parsed JSON value to an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
