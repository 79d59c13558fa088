/** The syncs of a bank, newest first: who asked, when, and what came of it. */
import { NetworkStatus } from '@apollo/client';
import { useQuery } from '@apollo/client/react';
import { graphql, readFragment } from '../../gql';
import type { SyncState_SyncJobFragment } from '../../gql/graphql';
import { formatMoment } from '../../lib/dates';
import { quietly } from '../../lib/quietly';
import { Button } from '../../ui/Button';
import { Failed, Loading } from '../../ui/states';
import { countsOf, SYNC_STATE } from './SyncState';

const HISTORY = graphql(`
  query SyncHistory($itemId: ID!, $after: String) {
    syncJobs(itemId: $itemId, first: 10, after: $after) {
      edges {
        cursor
        node {
          id
          ...SyncState_syncJob
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

const ASKED: Record<SyncState_SyncJobFragment['trigger'], string> = {
  LINK: 'After linking',
  SCHEDULE: 'By schedule',
  MANUAL: 'By you',
  WEBHOOK: 'On news from the bank',
};

export function SyncHistory({ itemId }: { itemId: string }) {
  const { data, error, refetch, fetchMore, networkStatus } = useQuery(HISTORY, {
    variables: { itemId },
    fetchPolicy: 'cache-and-network',
    notifyOnNetworkStatusChange: true,
  });
  if (error !== undefined) return <Failed error={error} retry={refetch} />;
  if (data === undefined) return <Loading label="Loading the syncs" lines={3} />;
  const { edges, pageInfo } = data.syncJobs;
  return (
    <>
      <ol className="history plain">
        {edges.map(({ node }) => (
          <HistoryRow key={node.id} job={readFragment(SYNC_STATE, node)} />
        ))}
      </ol>
      {pageInfo.hasNextPage && (
        <div>
          <Button
            size="small"
            isPending={networkStatus === NetworkStatus.fetchMore}
            onPress={() => {
              quietly(fetchMore({ variables: { after: pageInfo.endCursor } }));
            }}
          >
            Show older syncs
          </Button>
        </div>
      )}
    </>
  );
}

function HistoryRow({ job }: { job: SyncState_SyncJobFragment }) {
  return (
    <li className="history-row">
      <span>
        <time dateTime={job.createdAt}>{formatMoment(job.createdAt)}</time> <span className="quiet">· {ASKED[job.trigger]}</span>
      </span>
      <span className={job.status === 'FAILED' ? 'history-failed' : undefined}>{outcome(job)}</span>
    </li>
  );
}

function outcome({ status, progress, error }: SyncState_SyncJobFragment): string {
  switch (status) {
    case 'SUCCEEDED':
      return countsOf(progress) ?? 'Nothing new';
    case 'FAILED':
      return error?.message ?? 'Given up';
    case 'CANCELED':
      return 'Ended with the bank';
    case 'WAITING':
      return 'Waiting';
    case 'QUEUED':
    case 'RUNNING':
      return 'Under way';
  }
}
