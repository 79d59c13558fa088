/** What the server offers to whoever stands at the door: who may sign up, what a password needs, whether banks are real. */
import { useQuery } from '@apollo/client/react';
import { graphql } from '../../gql';
import { quietly } from '../../lib/quietly';

const DOOR = graphql(`
  query Door {
    serverInfo {
      signup
      passwordCharsMin
      simulatorUrl
    }
  }
`);

/** The server's own word; undefined until it is known. */
export function useServerInfo() {
  // Who may sign up changes with the first who does.
  const { data, error, refetch } = useQuery(DOOR, { fetchPolicy: 'cache-and-network' });
  return {
    info: data?.serverInfo,
    error,
    retry: () => {
      quietly(refetch());
    },
  };
}

/** What a new password must be, for the hint below its field. */
export function passwordHint(info: { passwordCharsMin: number } | undefined): string {
  const length = info === undefined ? 'Long and hard to guess.' : `At least ${String(info.passwordCharsMin)} characters.`;
  return `${length} A few words make a good one.`;
}
