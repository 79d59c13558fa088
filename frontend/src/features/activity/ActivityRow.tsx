/** One event of the account: what happened, when, from where, and in which program. */
import './activity.css';
import { graphql, readFragment, type FragmentType } from '../../gql';
import { formatAgo, formatMoment } from '../../lib/dates';
import { agentName } from '../../lib/agentName';
import { Icon } from '../../ui/Icon';
import { actorOf, isGrave, sentenceOf } from './sentences';

export const EVENT = graphql(`
  fragment ActivityRow_event on AuditEvent {
    id
    at
    kind
    actor
    address
    agent
    subject
  }
`);

export function ActivityRow({ event, now }: { event: FragmentType<typeof EVENT>; now: Date }) {
  const told = readFragment(EVENT, event);
  const { at, address, agent } = told;
  const facts = [actorOf(told), agent === null ? null : agentName(agent), address === null ? null : `from ${address}`].filter(Boolean);
  return (
    <li className={isGrave(told) ? 'activity-row activity-grave' : 'activity-row'}>
      <div>
        <p className="activity-what">
          {isGrave(told) && <Icon name="alert" size={18} />}
          {sentenceOf(told)}
        </p>
        {facts.length > 0 && <p className="quiet">{facts.join(' · ')}</p>}
      </div>
      <time className="quiet" dateTime={at} title={formatAgo(at, now)}>
        {formatMoment(at)}
      </time>
    </li>
  );
}
