/** Lets only the signed in through; the others go to the door, and from there back to where they wanted to go. */
import { Suspense, use, useState } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { SessionContext } from '../../app/session';
import { Failed, Loading } from '../../ui/states';
import { useServerInfo } from './useServerInfo';
import { useViewer } from './useSession';

export function RequireSession() {
  const { viewer, error, retry } = useViewer();
  const { exit } = use(SessionContext);
  const { pathname, search } = useLocation();
  const [wasIn, setWasIn] = useState(false);
  if (viewer && !wasIn) setWasIn(true);
  if (viewer === null) {
    const wayOut = exit();
    if (wayOut !== null) return <Navigate to={wayOut.to} state={wayOut.state} replace />;
    if (pathname === '/' && !wasIn) return <Welcome />;
    return <Navigate to={`/login?${new URLSearchParams({ next: pathname + search }).toString()}`} replace />;
  }
  if (viewer === undefined) {
    return error === undefined ? <Opening /> : <main className="alone"><Failed error={error} retry={retry} /></main>;
  }
  return (
    <Suspense fallback={<Opening />}>
      <Outlet />
    </Suspense>
  );
}

/** Who comes without a wish is new, unless this server takes nobody new. */
function Welcome() {
  const { info, error } = useServerInfo();
  if (info === undefined && error === undefined) return <Opening />;
  return <Navigate to={info?.signup === 'CLOSED' ? '/login' : '/signup'} replace />;
}

function Opening() {
  return (
    <main className="alone">
      <Loading label="Opening Florin" />
    </main>
  );
}
