/**
 * Follows every sync of the viewer while the app is open. A state that arrives goes into the cache by its id, so each
 * place that shows it is new; when rows may have changed, what is on the page is asked again. News of a time in which
 * the socket was down is not sent again, so everything is asked when it stands again.
 */
import { useApolloClient, useSubscription } from '@apollo/client/react';
import { use, useEffect } from 'react';
import { ConnectionContext } from '../../app/connection';
import { graphql, readFragment } from '../../gql';
import { isOpen, SYNC_STATE } from './SyncState';
import { quietly } from '../../lib/quietly';

const FEED = graphql(`
  subscription SyncFeed {
    syncJobs {
      id
      ...SyncState_syncJob
      item {
        id
        status
        statusReason
        lastSyncedAt
        nextSyncAt
        latestSyncJob {
          id
        }
      }
    }
  }
`);

/** How long until the feed is begun again after it was ended from the other side. */
const RESTART_MS = 5_000;

export function useSyncFeed(): void {
  const client = useApolloClient();
  const connection = use(ConnectionContext);
  const { restart, error } = useSubscription(FEED, {
    ignoreResults: true,
    onData: ({ data: { data } }) => {
      if (data === undefined) return;
      const job = readFragment(SYNC_STATE, data.syncJobs);
      // While it waits, the first days may be there already.
      if (!isOpen(job) || job.status === 'WAITING') quietly(client.refetchQueries({ include: 'active' }));
    },
  });
  const hasFailed = error !== undefined;
  useEffect(() => {
    if (!hasFailed) return;
    const timer = setTimeout(restart, RESTART_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [hasFailed, restart]);
  useEffect(() => {
    let before = connection.state();
    return connection.subscribe(() => {
      const now = connection.state();
      if (now === 'live' && before === 'lost') quietly(client.refetchQueries({ include: 'active' }));
      before = now;
    });
  }, [client, connection]);
}
