/** All transactions, newest first, page after page. */
import { NetworkStatus } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { Link } from 'react-router';
import { graphql } from '../../gql';
import { Button } from '../../ui/Button';
import { Page } from '../../ui/Page';
import { Empty, Failed, Loading } from '../../ui/states';
import { TransactionRow } from './TransactionRow';

const TRANSACTIONS = graphql(`
  query Transactions($after: String) {
    transactions(first: 50, after: $after) {
      edges {
        cursor
        node {
          id
          ...TransactionRow_transaction
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export function TransactionsPage() {
  const [today] = useState(() => new Date());
  const { data, error, refetch, fetchMore, networkStatus } = useQuery(TRANSACTIONS, { notifyOnNetworkStatusChange: true });
  const page = data?.transactions;
  return (
    <Page title="Transactions">
      {error !== undefined && <Failed error={error} retry={() => void refetch()} />}
      {page === undefined && error === undefined && <Loading label="Loading your transactions" lines={8} />}
      {page?.edges.length === 0 && (
        <Empty icon="transactions" title="No transactions yet" action={<Link className="button button-primary" to="/banks">Go to your banks</Link>}>
          They arrive with the first sync of a bank.
        </Empty>
      )}
      {page !== undefined && page.edges.length > 0 && (
        <ul className="transaction-list plain">
          {page.edges.map(({ node }) => (
            <TransactionRow key={node.id} transaction={node} today={today} />
          ))}
        </ul>
      )}
      {page?.pageInfo.hasNextPage === true && (
        <div>
          <Button
            isPending={networkStatus === NetworkStatus.fetchMore}
            onPress={() => void fetchMore({ variables: { after: page.pageInfo.endCursor } })}
          >
            Show more
          </Button>
        </div>
      )}
    </Page>
  );
}
