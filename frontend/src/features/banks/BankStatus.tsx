/** How a bank connection fares, in two words and a colour. */
import type { ItemStatus } from '../../gql/graphql';

const WORDS: Record<ItemStatus, readonly [words: string, tone: 'good' | 'calm' | 'caution' | 'alert']> = {
  AWAITING_FIRST_DATA: ['First sync', 'calm'],
  HEALTHY: ['Up to date', 'good'],
  STALE: ['Silent', 'caution'],
  LOGIN_REQUIRED: ['Login needed', 'alert'],
  EXPIRING: ['Ends soon', 'caution'],
  REVOKED: ['Access withdrawn', 'alert'],
  ERROR: ['Trouble', 'alert'],
};

/** All is well with one that fetches news, but it is not up to date before that has ended. */
const SYNCING = ['Syncing', 'calm'] as const;

export function BankStatus({ status, isSyncing }: { status: ItemStatus; isSyncing: boolean }) {
  const [words, tone] = status === 'HEALTHY' && isSyncing ? SYNCING : WORDS[status];
  return <span className={`bank-status bank-${tone}`}>{words}</span>;
}
