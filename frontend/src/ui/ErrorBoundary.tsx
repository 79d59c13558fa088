/** What a route shows when a component of it has thrown: the app goes on around it. */
import { useEffect } from 'react';
import { isRouteErrorResponse, Link, useRouteError } from 'react-router';
import { Button } from './Button';
import { Notice } from './Notice';

export function RouteError() {
  const error = useRouteError();
  useEffect(() => {
    // The router has caught it; whoever watches the console or the journeys shall see it too.
    window.reportError(error);
  }, [error]);
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  return (
    <Notice
      tone="alert"
      title="This page broke."
      action={
        <Button
          size="small"
          onPress={() => {
            window.location.reload();
          }}
        >
          Load it again
        </Button>
      }
    >
      Nothing of yours is lost: what you see is a picture of what the server keeps.
    </Notice>
  );
}

/** No page of ours has this address. */
export function NotFound() {
  return (
    <div>
      <h1>There is nothing here</h1>
      <p>
        The address may be old. <Link to="/">Go to the overview</Link>.
      </p>
    </div>
  );
}
