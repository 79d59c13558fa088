/** A receipt as text: what stands on it, in words that need no knowledge of our tables. */
import { graphql } from '../../gql';
import type { Receipt_ReceiptFragment } from '../../gql/graphql';

export const RECEIPT = graphql(`
  fragment Receipt_receipt on DeletionReceipt {
    id
    requestedAt
    completedAt
    banksRemoved
    erased {
      what
      count
    }
  }
`);

export type ReceiptTold = Receipt_ReceiptFragment;

const WORDS: Record<string, string> = {
  account_balances: 'balances, day by day',
  accounts: 'accounts',
  api_key_accounts: 'accounts that keys were held to',
  api_key_reads: 'records of what keys read',
  api_keys: 'API keys',
  audit_events: 'records of activity',
  items: 'bank connections',
  job_events: 'steps of syncs',
  jobs: 'syncs and removals',
  kept_words: 'own words kept of removed banks',
  known_devices: 'known devices',
  link_attempts: 'attempts to link a bank',
  link_tokens: 'tokens for Plaid Link',
  reset_codes: 'codes for a new password',
  sessions: 'sessions',
  sync_pages: 'pages of syncs under way',
  transactions: 'transactions',
  used_tokens: 'used tokens',
  webhooks: 'messages from Plaid',
};

/** What people look for comes first. */
const FIRST = ['transactions', 'accounts', 'account_balances', 'items', 'api_keys', 'sessions'];

/** What was erased, in words and numbers. */
export function erasedOf({ erased }: ReceiptTold): { what: string; words: string; count: number }[] {
  const place = (what: string) => (FIRST.includes(what) ? FIRST.indexOf(what) : FIRST.length);
  return [...erased]
    .sort((one, other) => place(one.what) - place(other.what) || one.what.localeCompare(other.what))
    .map(({ what, count }) => ({ what, words: WORDS[what] ?? what.replaceAll('_', ' '), count }));
}

/** The receipt as a file to keep. */
export function receiptFile(receipt: ReceiptTold, code: string, address: string): string {
  const lines = [
    'Florin: receipt of a deletion',
    '',
    `Receipt      ${receipt.id}`,
    `Code         ${code}`,
    `Look it up   ${address}`,
    '',
    `Closed       ${receipt.requestedAt}`,
    `Completed    ${receipt.completedAt ?? 'under way when this was written'}`,
    `Banks to be removed at Plaid: ${String(receipt.banksRemoved)}`,
    '',
    'Erased:',
    ...erasedOf(receipt).map(({ words, count }) => `  ${String(count).padStart(8)}  ${words}`),
  ];
  return `${lines.join('\n')}\n`;
}
