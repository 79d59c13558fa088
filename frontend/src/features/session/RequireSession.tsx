/** Lets only the signed in through; the others go to the door, and from there back to where they wanted to go. */
import { Suspense } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { Failed, Loading } from '../../ui/states';
import { useViewer } from './useSession';

export function RequireSession() {
  const { viewer, error, retry } = useViewer();
  const { pathname, search } = useLocation();
  if (viewer === null) {
    const wish = pathname === '/' ? '' : `?${new URLSearchParams({ next: pathname + search }).toString()}`;
    return <Navigate to={`/${wish === '' ? 'signup' : 'login'}${wish}`} replace />;
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

function Opening() {
  return (
    <main className="alone">
      <Loading label="Opening Florin" />
    </main>
  );
}
