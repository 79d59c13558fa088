/** The last few things that were done to the account, and the way to all of them. */
import { useQuery } from '@apollo/client/react';
import { Link } from 'react-router';
import { graphql } from '../../gql';
import { useNow } from '../../lib/useNow';
import { Failed, Loading } from '../../ui/states';
import { ActivityRow } from './ActivityRow';

const LATEST = graphql(`
  query LatestActivity {
    auditLog(first: 4) {
      nodes {
        id
        ...ActivityRow_event
      }
    }
  }
`);

export function LatestActivity() {
  const now = useNow(30_000);
  const { data, error, refetch } = useQuery(LATEST, { fetchPolicy: 'cache-and-network' });
  if (error !== undefined) return <Failed error={error} retry={refetch} />;
  if (data === undefined) return <Loading label="Loading the activity" lines={3} />;
  return (
    <>
      <ol className="activity plain">
        {data.auditLog.nodes.map((event) => (
          <ActivityRow key={event.id} event={event} now={now} />
        ))}
      </ol>
      <p>
        <Link to="/settings/activity">All activity</Link>
      </p>
    </>
  );
}
