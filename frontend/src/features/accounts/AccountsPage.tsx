/** All accounts under their banks and kinds, with what there is in all. */
import { useQuery } from '@apollo/client/react';
import { Link } from 'react-router';
import { graphql, readFragment } from '../../gql';
import { AccountRow_AccountFragmentDoc, type AccountsQuery } from '../../gql/graphql';
import { formatDistance } from '../../lib/dates';
import { Money } from '../../ui/Money';
import { Notice } from '../../ui/Notice';
import { Page, Section } from '../../ui/Page';
import { Empty, Failed, Loading } from '../../ui/states';
import { useNow } from '../../lib/useNow';
import { AccountRow } from './AccountRow';
import { byKind, totalsOf } from './totals';
import { TotalsCard } from './TotalsCard';

const ACCOUNTS = graphql(`
  query Accounts {
    items {
      id
      status
      statusReason
      lastSyncedAt
      institution {
        name
      }
      accounts {
        id
        ...AccountRow_account
      }
    }
  }
`);

type Bank = AccountsQuery['items'][number];

export function AccountsPage() {
  const { data, error, refetch } = useQuery(ACCOUNTS, { fetchPolicy: 'cache-and-network' });
  const banks = data?.items.filter((item) => item.accounts.length > 0);
  const totals = totalsOf((banks ?? []).flatMap((bank) => bank.accounts.map((account) => readFragment(AccountRow_AccountFragmentDoc, account))));
  return (
    <Page title="Accounts">
      {error !== undefined && <Failed error={error} retry={refetch} />}
      {banks === undefined && error === undefined && <Loading label="Loading your accounts" lines={7} />}
      {banks?.length === 0 && (
        <Empty icon="accounts" title="No accounts yet" action={<Link className="button button-primary" to="/banks">Go to your banks</Link>}>
          Accounts appear here as soon as a bank is linked.
        </Empty>
      )}
      <TotalsCard totals={totals} />
      {banks?.map((bank) => <BankAccounts key={bank.id} bank={bank} />)}
    </Page>
  );
}

function BankAccounts({ bank }: { bank: Bank }) {
  const now = useNow();
  const accounts = bank.accounts.map((account) => ({ row: account, ...readFragment(AccountRow_AccountFragmentDoc, account) }));
  const needsCare = bank.status !== 'HEALTHY' && bank.status !== 'AWAITING_FIRST_DATA' && bank.statusReason !== null;
  return (
    <Section
      title={bank.institution?.name ?? 'Your bank'}
      actions={<p className="quiet bank-age">{bank.lastSyncedAt === null ? 'Not synced yet' : `Up to date ${formatDistance(bank.lastSyncedAt, now)}`}</p>}
    >
      {needsCare && (
        <Notice tone="caution" action={<Link className="button button-small" to="/banks">See the bank</Link>}>
          {bank.statusReason}
        </Notice>
      )}
      <div className="account-list">
        {byKind(accounts).map((kind) => (
          <div key={kind.type} className="account-kind">
            <header className="account-kind-head">
              <h3>{kind.label}</h3>
              <p className="account-kind-sums">
                {totalsOf(kind.accounts).map((total) => (
                  <Money key={total.currency} money={kind.type === 'CREDIT' || kind.type === 'LOAN' ? total.owed : total.owned} />
                ))}
              </p>
            </header>
            <ul className="plain">
              {kind.accounts.map(({ id, row }) => (
                <AccountRow key={id} account={row} />
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Section>
  );
}
