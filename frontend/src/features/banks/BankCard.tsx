/** A linked bank: how it fares, its sync as it happens, and the one button that helps. */
import './banks.css';
import { Link } from 'react-router';
import { graphql, readFragment, type FragmentType } from '../../gql';
import type { BankCard_ItemFragment } from '../../gql/graphql';
import { formatAgo, formatDistance } from '../../lib/dates';
import { useNow } from '../../lib/useNow';
import { BankRemedy } from './BankRemedy';
import { BankStatus } from './BankStatus';
import { isOpen, SYNC_STATE, SyncState } from './SyncState';

const BANK = graphql(`
  fragment BankCard_item on Item {
    id
    institution {
      name
    }
    status
    statusReason
    lastSyncedAt
    nextSyncAt
    duplicateOf {
      id
    }
    accounts {
      id
    }
    latestSyncJob {
      id
      ...SyncState_syncJob
    }
    ...BankRemedy_item
  }
`);

/** The bank in the list of all. */
export function BankCard({ item }: { item: FragmentType<typeof BANK> }) {
  const bank = readFragment(BANK, item);
  return (
    <li className="bank-card">
      <div className="bank-head">
        <h2>
          <Link className="bank-name" to={`/banks/${bank.id}`}>
            {bank.institution?.name ?? 'Your bank'}
          </Link>
        </h2>
        <BankStatus status={bank.status} isSyncing={isSyncing(bank)} />
      </div>
      <Standing item={item} />
    </li>
  );
}

/** The bank on a page of its own, which has its name already. */
export function BankSheet({ item }: { item: FragmentType<typeof BANK> }) {
  const bank = readFragment(BANK, item);
  return (
    <div className="bank-card">
      <div>
        <BankStatus status={bank.status} isSyncing={isSyncing(bank)} />
      </div>
      <Standing item={item} />
    </div>
  );
}

function isSyncing({ latestSyncJob }: BankCard_ItemFragment): boolean {
  const job = readFragment(SYNC_STATE, latestSyncJob);
  return job !== null && isOpen(job);
}

function Standing({ item }: { item: FragmentType<typeof BANK> }) {
  const bank = readFragment(BANK, item);
  const job = readFragment(SYNC_STATE, bank.latestSyncJob);
  const now = useNow(30_000);
  const facts = [
    bank.accounts.length === 0 ? null : bank.accounts.length === 1 ? '1 account' : `${String(bank.accounts.length)} accounts`,
    bank.lastSyncedAt === null ? 'Not synced yet' : `Synced ${formatAgo(bank.lastSyncedAt, now)}`,
    bank.nextSyncAt === null ? null : `next sync ${formatDistance(bank.nextSyncAt, now)}`,
  ];
  return (
    <>
      <p className="quiet">{facts.filter(Boolean).join(' · ')}</p>
      {bank.statusReason !== null && <p>{bank.statusReason}</p>}
      {bank.duplicateOf !== null && <p className="quiet">You have linked this bank before: its money is counted twice.</p>}
      {job && isOpen(job) && bank.latestSyncJob && <SyncState job={bank.latestSyncJob} />}
      <BankRemedy item={bank} />
    </>
  );
}
