/** A key in the list: its name, what it may, whether it lives, and the way to all that is known of it. */
import './keys.css';
import { Link } from 'react-router';
import { graphql, readFragment, type FragmentType } from '../../gql';
import type { KeyRow_ApiKeyFragment } from '../../gql/graphql';
import { formatAgo, formatMoment } from '../../lib/dates';
import { RevokeKey } from './RevokeKey';
import { wordsOf } from './scopes';

const KEY = graphql(`
  fragment KeyRow_apiKey on ApiKey {
    id
    name
    hint
    scopes
    expiresAt
    lastUsedAt
    revokedAt
  }
`);

export function KeyRow({ apiKey, now }: { apiKey: FragmentType<typeof KEY>; now: Date }) {
  const key = readFragment(KEY, apiKey);
  const { id, name, hint, scopes, expiresAt, lastUsedAt, revokedAt } = key;
  const used = lastUsedAt === null ? 'Never used' : `Used ${formatAgo(lastUsedAt, now)}`;
  const state = stateOf(key, now);
  const ends = { living: `until ${formatMoment(expiresAt)}`, revoked: `revoked ${formatAgo(revokedAt ?? expiresAt, now)}`, expired: `expired ${formatAgo(expiresAt, now)}` };
  return (
    <li className={state === 'living' ? 'setting-row' : 'setting-row key-dead'}>
      <div>
        <p className="setting-name">
          <Link to={`/settings/keys/${id}`}>{name}</Link> <code className="quiet">florin_key_{hint}…</code> <KeyState state={state} />
        </p>
        <p className="quiet">{wordsOf(scopes)}</p>
        <p className="quiet">
          {used} · {ends[state]}
        </p>
      </div>
      {state === 'living' && <RevokeKey id={id} name={name} />}
    </li>
  );
}

type State = 'living' | 'revoked' | 'expired';

/** Whether a key still opens anything. */
export function stateOf({ revokedAt, expiresAt }: Pick<KeyRow_ApiKeyFragment, 'revokedAt' | 'expiresAt'>, now: Date): State {
  if (revokedAt !== null) return 'revoked';
  return new Date(expiresAt) <= now ? 'expired' : 'living';
}

const SIGNS = { revoked: 'Revoked', expired: 'Expired' } as const;

/** Says that a key is dead; of a living one nothing need be said. */
export function KeyState({ state }: { state: State }) {
  return state === 'living' ? null : <span className="key-state">{SIGNS[state]}</span>;
}
