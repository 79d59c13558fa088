/** Keys for programs: what each may, when it was last used, and its end. A new one is shown once. */
import './settings.css';
import { useMutation, useQuery } from '@apollo/client/react';
import { graphql } from '../../gql';
import { formatAgo, formatMoment } from '../../lib/dates';
import { quietly } from '../../lib/quietly';
import { useNow } from '../../lib/useNow';
import { Button } from '../../ui/Button';
import { Failed, Loading } from '../../ui/states';
import { NewKey } from './NewKey';
import { SCOPES } from './scopes';

const KEYS = graphql(`
  query ApiKeys {
    apiKeys {
      id
      name
      hint
      scopes
      expiresAt
      lastUsedAt
      revokedAt
    }
  }
`);

const REVOKE = graphql(`
  mutation RevokeApiKey($input: RevokeApiKeyInput!) {
    revokeApiKey(input: $input) {
      apiKey {
        id
        revokedAt
      }
      userErrors {
        code
        message
      }
    }
  }
`);

export function Keys() {
  const now = useNow(30_000);
  const { data, error, refetch } = useQuery(KEYS, { fetchPolicy: 'cache-and-network' });
  const [revoke, revoking] = useMutation(REVOKE);
  if (error !== undefined) return <Failed error={error} retry={() => { quietly(refetch()); }} />;
  if (data === undefined) return <Loading label="Loading your keys" lines={3} />;
  return (
    <>
      {revoking.error !== undefined && <Failed error={revoking.error} />}
      {data.apiKeys.length > 0 && (
        <ul className="setting-list plain">
          {data.apiKeys.map(({ id, name, hint, scopes, expiresAt, lastUsedAt, revokedAt }) => (
            <li key={id} className="setting-row">
              <div>
                <p className="setting-name">
                  {name} <code className="quiet">florin_key_{hint}…</code>
                </p>
                <p className="quiet">{SCOPES.filter(([scope]) => scopes.includes(scope)).map(([, words]) => words).join(', ')}</p>
                <p className="quiet">
                  {[
                    lastUsedAt === null ? 'Never used' : `Used ${formatAgo(lastUsedAt, now)}`,
                    revokedAt === null ? `until ${formatMoment(expiresAt)}` : `revoked ${formatAgo(revokedAt, now)}`,
                  ].join(' · ')}
                </p>
              </div>
              {revokedAt === null && (
                <Button
                  size="small"
                  aria-label={`Revoke ${name}`}
                  onPress={() => {
                    quietly(revoke({ variables: { input: { apiKeyId: id } } }));
                  }}
                >
                  Revoke
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <NewKey />
    </>
  );
}
