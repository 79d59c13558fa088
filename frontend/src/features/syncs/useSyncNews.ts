/**
 * Tells a page that what it shows may be old: a sync has brought something, another window of this browser has changed
 * something, or the line was down for a while and nobody knows what was missed.
 */
import { useSubscription } from '@apollo/client/react';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useConnection } from '../../app/connection';
import { graphql } from '../../gql';
import type { SyncNewsSubscription } from '../../gql/graphql';

const SYNC_NEWS = graphql(`
  subscription SyncNews {
    syncJobs {
      id
      status
      progress {
        pages
        added
        modified
        removed
      }
    }
  }
`);

type Job = SyncNewsSubscription['syncJobs'];

/** Windows of one browser tell each other here that their person has changed something. */
const CHANNEL = 'florin-changes';

/** Tells the other windows of this browser to look again. */
export function tellOtherWindows(): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(null);
  channel.close();
}

/** Calls back whenever rows or balances may differ from what was read before. */
export function useSyncNews(onNews: () => void): void {
  const tell = useEffectEvent(onNews);
  const connection = useConnection();
  const wasLost = useRef(false);
  const known = useRef(new Map<string, string>());

  useSubscription(SYNC_NEWS, {
    ignoreResults: true,
    onData: ({ data: { data } }) => {
      if (data === undefined || !hasResult(data.syncJobs)) return;
      const { id, status, progress } = data.syncJobs;
      const standing = [status, progress.pages, progress.added, progress.modified, progress.removed].join(' ');
      if (known.current.get(id) === standing) return;
      known.current.set(id, standing);
      onNews();
    },
  });

  useEffect(() => {
    if (connection === 'lost') wasLost.current = true;
    if (connection !== 'live' || !wasLost.current) return;
    wasLost.current = false;
    tell();
  }, [connection]);

  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = () => {
      tell();
    };
    return () => {
      channel.close();
    };
  }, []);
}

/** A sync commits what it has when it ends, and when it waits for the bank to gather older rows. */
function hasResult({ status, progress }: Job): boolean {
  if (status === 'WAITING') return progress.added + progress.modified + progress.removed > 0;
  return status !== 'QUEUED' && status !== 'RUNNING';
}
