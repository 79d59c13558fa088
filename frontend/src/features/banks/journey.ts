/**
 * What of a link must outlive a journey to a bank's own pages: some banks take the whole window, and send the browser
 * back to another page of ours. It is kept for this tab alone, and goes when the link has ended.
 */

/** Which bank to mend; null links a new one. */
export type Mend = { itemId: string; accountSelection: boolean } | null;

/** A link that is under way. */
export interface Journey {
  token: string;
  scriptUrl: string;
  mend: Mend;
}

const KEY = 'florin-link';

export function keepJourney(journey: Journey): void {
  try {
    window.sessionStorage.setItem(KEY, JSON.stringify(journey));
  } catch {
    // A browser that keeps nothing can link every bank but those that take the whole window.
  }
}

export function endJourney(): void {
  try {
    window.sessionStorage.removeItem(KEY);
  } catch {
    // Then there was none.
  }
}

/** The link that was under way when this tab was sent to a bank; null if there was none. */
export function keptJourney(): Journey | null {
  try {
    const kept: unknown = JSON.parse(window.sessionStorage.getItem(KEY) ?? 'null');
    return isJourney(kept) ? kept : null;
  } catch {
    return null;
  }
}

function isJourney(value: unknown): value is Journey {
  if (typeof value !== 'object' || value === null || !('token' in value) || !('scriptUrl' in value) || !('mend' in value)) return false;
  const { token, scriptUrl, mend } = value;
  return typeof token === 'string' && typeof scriptUrl === 'string' && (mend === null || (typeof mend === 'object' && 'itemId' in mend));
}
