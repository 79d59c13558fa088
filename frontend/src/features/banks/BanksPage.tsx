/** The linked banks and how each fares. */
import { useQuery } from '@apollo/client/react';
import { graphql } from '../../gql';
import { Page } from '../../ui/Page';
import { Empty, Failed, Loading } from '../../ui/states';

const BANKS = graphql(`
  query Banks {
    items {
      id
      institution {
        name
      }
      status
      statusReason
    }
  }
`);

export function BanksPage() {
  const { data, error, refetch } = useQuery(BANKS, { fetchPolicy: 'cache-and-network' });
  return (
    <Page title="Banks">
      {error !== undefined && <Failed error={error} retry={() => void refetch()} />}
      {data === undefined && error === undefined && <Loading label="Loading your banks" />}
      {data?.items.length === 0 && <Empty icon="banks" title="No bank is linked yet" />}
      <ul className="plain">
        {data?.items.map((item) => (
          <li key={item.id}>
            {item.institution?.name ?? 'Your bank'} <span className="quiet">{item.statusReason}</span>
          </li>
        ))}
      </ul>
    </Page>
  );
}
