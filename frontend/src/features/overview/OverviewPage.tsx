/** The first page: what there is, and for a newcomer the way to a linked bank. */
import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { Link } from 'react-router';
import { graphql } from '../../gql';
import { AccountRow } from '../accounts/AccountRow';
import { TransactionRow } from '../transactions/TransactionRow';
import { Page, Section } from '../../ui/Page';
import { Empty, Failed, Loading } from '../../ui/states';

const OVERVIEW = graphql(`
  query Overview {
    items {
      id
    }
    accounts {
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
  return (
    <Page title="Overview">
      {error !== undefined && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === undefined && <Loading label="Loading your overview" lines={6} />}
      {data?.items.length === 0 && (
        <Empty icon="banks" title="Link your first bank" action={<Link className="button button-primary" to="/banks">Link a bank</Link>}>
          Florin then fetches its accounts and up to two years of transactions, and keeps them up to date by itself.
        </Empty>
      )}
      {data !== undefined && data.accounts.length > 0 && (
        <Section title="Accounts" actions={<Link to="/accounts">All accounts</Link>}>
          <ul className="account-list plain">
            {data.accounts.map((account) => (
              <AccountRow key={account.id} account={account} />
            ))}
          </ul>
        </Section>
      )}
      {data !== undefined && data.recent.nodes.length > 0 && (
        <Section title="Latest transactions" actions={<Link to="/transactions">All transactions</Link>}>
          <ul className="transaction-list plain">
            {data.recent.nodes.map((transaction) => (
              <TransactionRow key={transaction.id} transaction={transaction} today={today} />
            ))}
          </ul>
        </Section>
      )}
    </Page>
  );
}
