/** What a key did, day by day and scope by scope. */
import { NetworkStatus } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { graphql } from '../../gql';
import { formatDay } from '../../lib/dates';
import { quietly } from '../../lib/quietly';
import { useNow } from '../../lib/useNow';
import { Button } from '../../ui/Button';
import { Failed, Loading } from '../../ui/states';
import { wordsOf } from './scopes';

const READS = graphql(`
  query ApiKeyReads($id: ID!, $after: String) {
    node(id: $id) {
      id
      ... on ApiKey {
        reads(first: 30, after: $after) {
          edges {
            cursor
            node {
              date
              scope
              requests
              rows
              lastAt
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

export function KeyReads({ id }: { id: string }) {
  const now = useNow(30_000);
  const { data, error, refetch, fetchMore, networkStatus } = useQuery(READS, { variables: { id }, fetchPolicy: 'cache-and-network', notifyOnNetworkStatusChange: true });
  if (error !== undefined) return <Failed error={error} retry={refetch} />;
  const reads = data?.node?.__typename === 'ApiKey' ? data.node.reads : undefined;
  if (reads === undefined) return <Loading label="Loading what it has read" lines={3} />;
  if (reads.edges.length === 0) return <p className="quiet">Nothing in the last 90 days.</p>;
  const number = new Intl.NumberFormat();
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
  return (
    <>
      <div className="key-reads">
        <table>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Scope</th>
              <th scope="col" className="key-number">
                Answers
              </th>
              <th scope="col" className="key-number">
                Rows
              </th>
              <th scope="col" className="key-number key-late">
                Last at
              </th>
            </tr>
          </thead>
          <tbody>
            {reads.edges.map(({ cursor, node: { date, scope, requests, rows, lastAt } }) => (
              <tr key={cursor}>
                <td>{formatDay(date, now)}</td>
                <td>{scope === null ? 'Nothing of yours' : wordsOf([scope])}</td>
                <td className="key-number">{number.format(requests)}</td>
                <td className="key-number">{number.format(rows)}</td>
                <td className="key-number key-late">{time.format(new Date(lastAt))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet">Days are in UTC, and are kept for 90 days.</p>
      {reads.pageInfo.hasNextPage && (
        <div>
          <Button
            size="small"
            isPending={networkStatus === NetworkStatus.fetchMore}
            onPress={() => {
              quietly(fetchMore({ variables: { after: reads.pageInfo.endCursor } }));
            }}
          >
            Show earlier days
          </Button>
        </div>
      )}
    </>
  );
}
