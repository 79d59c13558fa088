/** The end of a key, which its program notices at once. */
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { graphql } from '../../gql';
import { quietly } from '../../lib/quietly';
import { Button } from '../../ui/Button';
import { Failed } from '../../ui/states';

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

export function RevokeKey({ id, name }: { id: string; name: string }) {
  const [revoke, { loading, error }] = useMutation(REVOKE);
  const [wrong, setWrong] = useState<string | null>(null);

  async function run() {
    const { data } = await revoke({ variables: { input: { apiKeyId: id } } });
    setWrong(data?.revokeApiKey.userErrors[0]?.message ?? null);
  }

  return (
    <>
      {error !== undefined && <Failed error={error} />}
      {wrong !== null && <p role="alert">{wrong}</p>}
      <Button
        size="small"
        isPending={loading}
        aria-label={`Revoke ${name}`}
        onPress={() => {
          quietly(run());
        }}
      >
        Revoke
      </Button>
    </>
  );
}
