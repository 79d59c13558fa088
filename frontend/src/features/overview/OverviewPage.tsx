/** The first page: what there is, and for a newcomer the way to a linked bank. */
import './overview.css';
import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { Link } from 'react-router';
import { graphql, readFragment } from '../../gql';
import { AccountRow_AccountFragmentDoc, TransactionRow_TransactionFragmentDoc } from '../../gql/graphql';
import { AccountRow } from '../accounts/AccountRow';
import { totalsOf } from '../accounts/totals';
import { TotalsCard } from '../accounts/TotalsCard';
import { LinkBank } from '../banks/LinkBank';
import { SimulatorSign } from '../banks/SimulatorSign';
import { RecentTransactions } from '../transactions/RecentTransactions';
import { Page, Section } from '../../ui/Page';
import { Empty, Failed, Loading } from '../../ui/states';

const OVERVIEW = graphql(`
  query Overview {
    items {
      id
    }
    serverInfo {
      simulatorUrl
    }
    accounts(filter: { closed: false }) {
      id
      ...AccountRow_account
    }
    recent: transactions(first: 8) {
      nodes {
        id
        ...TransactionRow_transaction
      }
    }
  }
`);

export function OverviewPage() {
  const [today] = useState(() => new Date());
  const { data, error, refetch } = useQuery(OVERVIEW, { fetchPolicy: 'cache-and-network' });
  const accounts = data?.accounts ?? [];
  const recent = data?.recent.nodes ?? [];
  return (
    <Page title="Overview">
      {error !== undefined && <Failed error={error} retry={refetch} />}
      {data === undefined && error === undefined && <Loading label="Loading your overview" lines={6} />}
      {data?.items.length === 0 && (
        <Empty icon="banks" title="Link your first bank" action={<LinkBank label="Link a bank" voice="primary" mend={null} />}>
          You log in at the bank; Florin never sees the password. It then fetches your accounts and up to two years of
          transactions, and keeps them up to date by itself.
        </Empty>
      )}
      {data?.items.length === 0 && data.serverInfo.simulatorUrl !== null && <SimulatorSign url={data.serverInfo.simulatorUrl} isNew />}
      <TotalsCard totals={totalsOf(accounts.map((account) => readFragment(AccountRow_AccountFragmentDoc, account)))} />
      <div className="overview">
        {recent.length > 0 && (
          <Section title="Latest transactions" actions={<Link to="/transactions">All transactions</Link>}>
            <RecentTransactions rows={recent.map((row) => ({ row, ...readFragment(TransactionRow_TransactionFragmentDoc, row) }))} today={today} />
          </Section>
        )}
        {accounts.length > 0 && (
          <Section title="Accounts" actions={<Link to="/accounts">All accounts</Link>}>
            <ul className="account-list plain">
              {accounts.map((account) => (
                <AccountRow key={account.id} account={account} />
              ))}
            </ul>
          </Section>
        )}
      </div>
    </Page>
  );
}
