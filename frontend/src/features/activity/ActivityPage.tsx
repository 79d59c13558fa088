/** All that was done to the account, newest first, as far back as the server keeps it. */
import { NetworkStatus } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { Link } from 'react-router';
import { graphql } from '../../gql';
import { quietly } from '../../lib/quietly';
import { useNow } from '../../lib/useNow';
import { Button } from '../../ui/Button';
import { Page } from '../../ui/Page';
import { Failed, Loading } from '../../ui/states';
import { ActivityRow } from './ActivityRow';

const ACTIVITY = graphql(`
  query Activity($after: String) {
    auditLog(first: 30, after: $after) {
      edges {
        cursor
        node {
          id
          ...ActivityRow_event
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export function ActivityPage() {
  const now = useNow(30_000);
  const { data, error, refetch, fetchMore, networkStatus } = useQuery(ACTIVITY, { fetchPolicy: 'cache-and-network', notifyOnNetworkStatusChange: true });
  const log = data?.auditLog;
  return (
    <Page
      title="Activity"
      lead={
        <>
          What was done to your account. Nobody can change this list. If something here wasn’t you, change your password and end the other
          sessions in the <Link to="/settings">settings</Link>.
        </>
      }
    >
      {error !== undefined && <Failed error={error} retry={refetch} />}
      {log === undefined && error === undefined && <Loading label="Loading the activity" lines={8} />}
      {log !== undefined && (
        <>
          <ol className="activity plain" aria-label="Activity, newest first">
            {log.edges.map(({ node }) => (
              <ActivityRow key={node.id} event={node} now={now} />
            ))}
          </ol>
          {log.pageInfo.hasNextPage ? (
            <div>
              <Button
                isPending={networkStatus === NetworkStatus.fetchMore}
                onPress={() => {
                  quietly(fetchMore({ variables: { after: log.pageInfo.endCursor } }));
                }}
              >
                Show older activity
              </Button>
            </div>
          ) : (
            <p className="quiet">That is all there is. Older entries have been deleted, or there were none.</p>
          )}
        </>
      )}
    </Page>
  );
}
