/**
 * Follows every sync of the viewer while the app is open, in one subscription for the whole of it. A state that arrives goes into the cache by its id, so each
 * place that shows it is new; when rows may have changed, what is on the page is asked again. News of a time in which
 * the socket was down is not sent again, so everything is asked when it stands again.
 */
import { useApolloClient, useSubscription } from '@apollo/client/react';
import { use, useEffect, useRef } from 'react';
import { ConnectionContext } from '../../app/connection';
import { NewsContext } from '../../app/news';
import { graphql, readFragment } from '../../gql';
import type { SyncState_SyncJobFragment } from '../../gql/graphql';
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
  const news = use(NewsContext);
  const known = useRef(new Map<string, string>());
  const { restart, error } = useSubscription(FEED, {
    ignoreResults: true,
    onData: ({ data: { data } }) => {
      if (data === undefined) return;
      const job = readFragment(SYNC_STATE, data.syncJobs);
      // While it waits, the first days may be there already.
      if (!isOpen(job) || job.status === 'WAITING') quietly(client.refetchQueries({ include: 'active' }));
      if (!hasResult(job)) return;
      const { pages, added, modified, removed } = job.progress;
      const standing = [job.status, pages, added, modified, removed].join(' ');
      if (known.current.get(job.id) === standing) return;
      known.current.set(job.id, standing);
      news.tell();
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

/** A sync commits what it has when it ends, and when it waits for the bank to gather older rows. */
function hasResult({ status, progress }: SyncState_SyncJobFragment): boolean {
  if (status === 'WAITING') return progress.added + progress.modified + progress.removed > 0;
  return status !== 'QUEUED' && status !== 'RUNNING';
}
