/**
 * Tells a page that what it shows may be old: a sync has brought something, another window of this browser has changed
 * something, or the line was down for a while and nobody knows what was missed.
 */
import { use, useEffect, useEffectEvent, useRef } from 'react';
import { useConnection } from '../../app/connection';
import { NewsContext } from '../../app/news';

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
  const news = use(NewsContext);
  const connection = useConnection();
  const wasLost = useRef(false);

  useEffect(
    () =>
      news.subscribe(() => {
        tell();
      }),
    [news],
  );

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
