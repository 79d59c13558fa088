/** How a sync stands, as it happens: its steps, what it has brought, why it waits and for how long. */
import './syncState.css';
import { graphql, readFragment, type FragmentType } from '../../gql';
import type { SyncState_SyncJobFragment } from '../../gql/graphql';
import { formatCountdown } from '../../lib/dates';
import { useNow } from '../../lib/useNow';

export const SYNC_STATE = graphql(`
  fragment SyncState_syncJob on SyncJob {
    id
    trigger
    status
    attempt
    nextAttemptAt
    createdAt
    startedAt
    finishedAt
    progress {
      pages
      added
      modified
      removed
    }
    error {
      code
      message
      retryable
    }
  }
`);

/** Whether it has not ended. */
export function isOpen(job: { status: SyncState_SyncJobFragment['status'] }): boolean {
  return job.status === 'QUEUED' || job.status === 'RUNNING' || job.status === 'WAITING';
}

const STEPS = ['Asked for', 'Fetching', 'Up to date'] as const;

export function SyncState({ job }: { job: FragmentType<typeof SYNC_STATE> }) {
  const state = readFragment(SYNC_STATE, job);
  const now = useNow();
  const reached = state.status === 'SUCCEEDED' ? 2 : state.status === 'QUEUED' ? 0 : 1;
  const wait = state.status === 'WAITING' && state.nextAttemptAt ? formatCountdown(state.nextAttemptAt, now) : null;
  return (
    <div className="sync">
      <ol className="sync-steps plain" aria-label="Steps of the sync">
        {STEPS.map((step, index) => (
          <li
            key={step}
            className={index < reached || state.status === 'SUCCEEDED' ? 'sync-step sync-done' : index === reached ? `sync-step sync-${state.status.toLowerCase()}` : 'sync-step'}
            aria-current={index === reached ? 'step' : undefined}
          >
            {step}
          </li>
        ))}
      </ol>
      <p role="status">{sentence(state)}</p>
      {state.status === 'WAITING' && (
        <p className="sync-wait number">{wait === null ? 'Going on in a moment.' : `Goes on by itself in ${wait}.`}</p>
      )}
    </div>
  );
}

/** What the sync has done, in a sentence. */
function sentence({ status, progress, error, attempt }: SyncState_SyncJobFragment): string {
  const counts = countsOf(progress);
  switch (status) {
    case 'QUEUED':
      return 'The sync will begin in a moment.';
    case 'RUNNING':
      return counts === null ? 'Asking the bank…' : `Fetching from the bank… ${counts} so far.`;
    case 'WAITING':
      return [error?.message ?? 'The bank is still gathering the history.', counts === null ? null : `${counts} so far.`, attempt > 1 ? `Attempt ${String(attempt)}.` : null]
        .filter(Boolean)
        .join(' ');
    case 'SUCCEEDED':
      return counts === null ? 'Nothing has changed at the bank.' : `Up to date: ${counts}.`;
    case 'FAILED':
      return error?.message ?? 'The sync was given up.';
    case 'CANCELED':
      return 'The bank was removed meanwhile.';
  }
}

/** "120 new, 3 changed, 1 taken back"; null when nothing came. */
export function countsOf({ added, modified, removed }: SyncState_SyncJobFragment['progress']): string | null {
  const parts = [
    [added, 'new'],
    [modified, 'changed'],
    [removed, 'taken back'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, word]) => `${new Intl.NumberFormat().format(count)} ${word}`);
  return told.length > 0 ? told.join(', ') : null;
}
