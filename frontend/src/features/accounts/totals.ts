/**
 * Sums over accounts, exact and never across currencies. What is owed on cards and loans counts against what is owned.
 * Closed accounts are left out: nobody tells any more what is on them.
 */
import type { AccountType } from '../../gql/graphql';
import { addUp, negate } from '../../lib/decimal';
import { isNegative, type MoneyText } from '../../lib/money';

/** What of an account is added up. */
export interface Summed {
  type: AccountType;
  closedAt: string | null;
  balance: { current: MoneyText | null };
}

/** What is there in one currency. */
export interface Total {
  currency: string;
  net: MoneyText;
  owned: MoneyText;
  owed: MoneyText;
}

/** Whether its balance is what is owed. */
export function isDebt(type: AccountType): boolean {
  return type === 'CREDIT' || type === 'LOAN';
}

/** A total for each currency, the one with most accounts first. */
export function totalsOf(accounts: readonly Summed[]): Total[] {
  const told = new Map<string, { owned: string[]; owed: string[] }>();
  for (const { type, closedAt, balance } of accounts) {
    if (closedAt !== null || balance.current === null) continue;
    const { amount, currency } = balance.current;
    const sums = told.get(currency) ?? { owned: [], owed: [] };
    told.set(currency, sums);
    (isDebt(type) ? sums.owed : sums.owned).push(amount);
  }
  return [...told]
    .sort(([, a], [, b]) => b.owned.length + b.owed.length - a.owned.length - a.owed.length)
    .map(([currency, { owned, owed }]) => {
      const money = (amounts: string[]) => ({ amount: addUp(amounts), currency });
      return { currency, owned: money(owned), owed: money(owed), net: money([...owned, ...owed.map(negate)]) };
    });
}

/** The kinds in the order in which they are shown, with what their accounts are called together. */
export const KINDS: readonly { type: AccountType; label: string }[] = [
  { type: 'DEPOSITORY', label: 'Cash' },
  { type: 'CREDIT', label: 'Cards' },
  { type: 'LOAN', label: 'Loans' },
  { type: 'INVESTMENT', label: 'Investments' },
  { type: 'OTHER', label: 'Other' },
];

/** The accounts of each kind that there is. */
export function byKind<Account extends { type: AccountType }>(accounts: readonly Account[]): { label: string; type: AccountType; accounts: Account[] }[] {
  return KINDS.map(({ type, label }) => ({ type, label, accounts: accounts.filter((account) => account.type === type) })).filter(
    (kind) => kind.accounts.length > 0,
  );
}

/** Whether anything is owed at all. */
export function owes({ owed }: Total): boolean {
  return !isNegative(owed.amount) && /[1-9]/.test(owed.amount);
}
