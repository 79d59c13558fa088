/** Keys for programs: what each may, when it was last used, and its end. A new one is shown once. */
import '../settings/settings.css';
import { useQuery } from '@apollo/client/react';
import { graphql } from '../../gql';
import { useNow } from '../../lib/useNow';
import { Failed, Loading } from '../../ui/states';
import { KeyRow } from './KeyRow';
import { NewKey } from './NewKey';

const KEYS = graphql(`
  query ApiKeys {
    apiKeys {
      id
      ...KeyRow_apiKey
    }
  }
`);

export function Keys() {
  const now = useNow(30_000);
  const { data, error, refetch } = useQuery(KEYS, { fetchPolicy: 'cache-and-network' });
  if (error !== undefined) return <Failed error={error} retry={refetch} />;
  if (data === undefined) return <Loading label="Loading your keys" lines={3} />;
  return (
    <>
      {data.apiKeys.length > 0 && (
        <ul className="setting-list plain">
          {data.apiKeys.map((key) => (
            <KeyRow key={key.id} apiKey={key} now={now} />
          ))}
        </ul>
      )}
      <NewKey />
    </>
  );
}
