/**
 * The page: the bar that says who asks, and GraphiQL below it. GraphiQL's own memory is the browser tab's, not the
 * disk's, because what is typed here includes passwords and public tokens.
 */
import { useEffect } from 'react';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import type { Fetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import type { Session } from './session';
import { SessionBar } from './SessionBar';
import type { TourTab } from './tour';

/** What the page is made of; `main.tsx` builds it. */
export interface PlaygroundProps {
  session: Session;
  fetcher: Fetcher;
  tabs: TourTab[];
  storage: Storage;
}

/** The whole playground. */
export function Playground({ session, fetcher, tabs, storage }: PlaygroundProps) {
  return (
    <>
      <SessionBar session={session} />
      <main className="playground-editor">
        <GraphiQL fetcher={fetcher} defaultTabs={tabs} storage={storage} showPersistHeadersSettings={false}>
          <SystemTheme />
        </GraphiQL>
      </main>
    </>
  );
}

/** GraphiQL's editors take their colours once; this gives them anew when the system turns light or dark. */
function SystemTheme() {
  const chosen = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    if (chosen !== null) return;
    const dark = window.matchMedia('(prefers-color-scheme: dark)');
    const follow = () => {
      setTheme(null);
    };
    dark.addEventListener('change', follow);
    return () => {
      dark.removeEventListener('change', follow);
    };
  }, [chosen, setTheme]);
  return null;
}
