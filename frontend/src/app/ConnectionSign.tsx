/** Says whether live news arrives, in the corner of the eye: nothing while nothing is followed. */
import { useConnection, type ConnectionState } from './connection';

const WORDS: Record<ConnectionState, string> = {
  idle: '',
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Reconnecting…',
};

export function ConnectionSign() {
  const state = useConnection();
  return (
    <p className={`connection connection-${state}`} role="status">
      {WORDS[state]}
    </p>
  );
}
