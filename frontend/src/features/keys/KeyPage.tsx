/** One key: what it may and what it is held to, whether it lives, and what it has read. */
import './keys.css';
import { useQuery } from '@apollo/client/react';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { graphql } from '../../gql';
import type { ApiKeyQuery } from '../../gql/graphql';
import { formatAgo, formatMoment } from '../../lib/dates';
import { useNow } from '../../lib/useNow';
import { NotFound } from '../../ui/ErrorBoundary';
import { Card, Page, Section } from '../../ui/Page';
import { Failed, Loading } from '../../ui/states';
import { KeyReads } from './KeyReads';
import { KeyState, stateOf } from './KeyRow';
import { RevokeKey } from './RevokeKey';
import { wordsOf } from './scopes';

const KEY = graphql(`
  query ApiKey($id: ID!) {
    node(id: $id) {
      id
      ... on ApiKey {
        name
        hint
        scopes
        accounts {
          id
          name
          mask
        }
        dateFrom
        dateTo
        requestsPerMinute
        createdAt
        expiresAt
        lastUsedAt
        revokedAt
      }
    }
  }
`);

type Key = Extract<ApiKeyQuery['node'], { __typename?: 'ApiKey' }>;

export function KeyPage() {
  const { id = '' } = useParams();
  const now = useNow(30_000);
  const { data, error, refetch } = useQuery(KEY, { variables: { id }, fetchPolicy: 'cache-and-network' });
  const key = data?.node?.__typename === 'ApiKey' ? data.node : null;
  if (data !== undefined && key === null) return <NotFound />;
  const isLiving = key !== null && stateOf(key, now) === 'living';
  return (
    <Page title={key?.name ?? 'Key'} lead={<Link to="/settings">Back to the settings</Link>} actions={isLiving && <RevokeKey id={id} name={key.name} />}>
      {error !== undefined && <Failed error={error} retry={refetch} />}
      {key === null && error === undefined && <Loading label="Loading the key" />}
      {key !== null && (
        <>
          <Card>
            <Limits apiKey={key} now={now} />
          </Card>
          <Section title="What it has read">
            <KeyReads id={id} />
          </Section>
        </>
      )}
    </Page>
  );
}

function Limits({ apiKey, now }: { apiKey: Key; now: Date }) {
  const { hint, scopes, accounts, requestsPerMinute, createdAt, expiresAt, lastUsedAt, revokedAt } = apiKey;
  const state = stateOf(apiKey, now);
  return (
    <dl className="key-facts">
      <Fact term="Token">
        <code>florin_key_{hint}…</code> <KeyState state={state} />
      </Fact>
      <Fact term="It may">{wordsOf(scopes)}</Fact>
      <Fact term="Accounts">
        {accounts === null
          ? 'All, and those that come later'
          : accounts.length === 0
            ? 'None any more'
            : accounts.map(({ name, mask }) => (mask === null ? name : `${name} •••• ${mask}`)).join(', ')}
      </Fact>
      <Fact term="Days">{daysOf(apiKey)}</Fact>
      <Fact term="Pace">{new Intl.NumberFormat().format(requestsPerMinute)} requests a minute at most</Fact>
      <Fact term="Made">{formatMoment(createdAt)}</Fact>
      <Fact term="Last used">{lastUsedAt === null ? 'Never' : formatAgo(lastUsedAt, now)}</Fact>
      <Fact term={state === 'living' ? 'Ends' : 'Ended'}>{formatMoment(revokedAt ?? expiresAt)}</Fact>
    </dl>
  );
}

function daysOf({ dateFrom, dateTo }: Key): string {
  const format = new Intl.DateTimeFormat(undefined, { timeZone: 'UTC', dateStyle: 'medium' });
  const day = (text: string) => format.format(new Date(`${text}T00:00:00Z`));
  if (dateFrom !== null && dateTo !== null) return `From ${day(dateFrom)} to ${day(dateTo)}`;
  if (dateFrom !== null) return `From ${day(dateFrom)} on`;
  return dateTo === null ? 'All' : `Up to ${day(dateTo)}`;
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
