/** What a key can be allowed, in words. */
import type { ApiKeyScope } from '../../gql/graphql';

export const SCOPES: readonly (readonly [scope: ApiKeyScope, words: string])[] = [
  ['ACCOUNTS_READ', 'Read accounts'],
  ['BALANCES_READ', 'Read balances'],
  ['TRANSACTIONS_READ', 'Read transactions'],
  ['TRANSACTIONS_WRITE', 'Change transactions'],
  ['IDENTITY_READ', 'Read who you are'],
  ['BUDGETS_READ', 'Read budgets'],
  ['BUDGETS_WRITE', 'Change budgets'],
  ['SYNC_READ', 'Follow syncs'],
  ['SYNC_WRITE', 'Ask for syncs'],
];

/** What a key may, in a line. */
export function wordsOf(scopes: readonly ApiKeyScope[]): string {
  return SCOPES.filter(([scope]) => scopes.includes(scope))
    .map(([, words]) => words)
    .join(', ');
}
