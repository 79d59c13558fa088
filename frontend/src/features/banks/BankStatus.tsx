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

export function BankStatus({ status }: { status: ItemStatus }) {
  const [words, tone] = WORDS[status];
  return <span className={`bank-status bank-${tone}`}>{words}</span>;
}
