/** Where one is signed in, and the way to end it there. */
import './settings.css';
import { useMutation, useQuery } from '@apollo/client/react';
import { graphql } from '../../gql';
import { formatAgo, formatMoment } from '../../lib/dates';
import { useNow } from '../../lib/useNow';
import { quietly } from '../../lib/quietly';
import { Button } from '../../ui/Button';
import { Failed, Loading } from '../../ui/states';
import { agentName } from '../../lib/agentName';

const SESSIONS = graphql(`
  query Sessions {
    sessions {
      id
      createdAt
      lastUsedAt
      current
      agent
      address
      delivery
    }
  }
`);

const END_SESSION = graphql(`
  mutation EndSession($input: EndSessionInput!) {
    endSession(input: $input) {
      endedSessionId
      userErrors {
        code
        message
      }
    }
  }
`);

const END_OTHERS = graphql(`
  mutation EndOtherSessions {
    endOtherSessions {
      endedCount
      userErrors {
        code
        message
      }
    }
  }
`);

export function Sessions() {
  const now = useNow(30_000);
  const { data, error, refetch } = useQuery(SESSIONS, { fetchPolicy: 'cache-and-network' });
  const [endSession, ending] = useMutation(END_SESSION, { refetchQueries: ['Sessions'] });
  const [endOthers, endingOthers] = useMutation(END_OTHERS, { refetchQueries: ['Sessions'] });
  if (error !== undefined) return <Failed error={error} retry={refetch} />;
  if (data === undefined) return <Loading label="Loading your sessions" lines={3} />;
  const failure = ending.error ?? endingOthers.error;
  const end = (sessionId: string) => {
    quietly(endSession({ variables: { input: { sessionId } } }));
  };
  return (
    <>
      {failure !== undefined && <Failed error={failure} />}
      <ul className="setting-list plain">
        {data.sessions.map(({ id, createdAt, lastUsedAt, current, agent, address, delivery }) => (
          <li key={id} className="setting-row">
            <div>
              <p className="setting-name">
                {delivery === 'TOKEN' ? 'A program with a token' : agentName(agent)} {current && <span className="setting-mark">this one</span>}
              </p>
              <p className="quiet">
                {[`Used ${formatAgo(lastUsedAt, now)}`, address === null ? null : `from ${address}`, `since ${formatMoment(createdAt)}`].filter(Boolean).join(' · ')}
              </p>
            </div>
            {!current && (
              <Button
                size="small"
                aria-label={`End the session of ${agentName(agent)} from ${formatMoment(createdAt)}`}
                onPress={() => {
                  end(id);
                }}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      {data.sessions.length > 1 && (
        <div>
          <Button size="small" isPending={endingOthers.loading} onPress={() => {
              quietly(endOthers());
            }}>
            End all others
          </Button>
        </div>
      )}
    </>
  );
}
