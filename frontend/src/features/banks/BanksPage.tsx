/** The linked banks and how each fares; for a newcomer, the way to the first one. */
import { useQuery } from '@apollo/client/react';
import { graphql } from '../../gql';
import { Page } from '../../ui/Page';
import { Empty, Failed, Loading } from '../../ui/states';
import { BankCard } from './BankCard';
import { LinkBank } from './LinkBank';
import { SimulatorSign } from './SimulatorSign';

const BANKS = graphql(`
  query Banks {
    items {
      id
      ...BankCard_item
    }
    serverInfo {
      simulatorUrl
      itemLimit
    }
  }
`);

export function BanksPage() {
  const { data, error, refetch } = useQuery(BANKS, { fetchPolicy: 'cache-and-network' });
  const limit = data?.serverInfo.itemLimit ?? null;
  const isFull = data !== undefined && limit !== null && data.items.length >= limit;
  const hasSome = data !== undefined && data.items.length > 0;
  return (
    <Page
      title="Banks"
      lead="Each bank is linked once. Florin then follows it by itself."
      actions={hasSome && !isFull && <LinkBank label="Link a bank" voice="primary" mend={null} />}
    >
      {error !== undefined && <Failed error={error} retry={refetch} />}
      {data === undefined && error === undefined && <Loading label="Loading your banks" />}
      {data?.items.length === 0 && (
        <Empty icon="banks" title="Link your first bank" action={<LinkBank label="Link a bank" voice="primary" mend={null} />}>
          You log in at the bank; Florin never sees the password. It then fetches your accounts and up to two years of
          transactions, and you can watch it do so.
        </Empty>
      )}
      {hasSome && (
        <ul className="bank-list plain">
          {data.items.map((item) => (
            <BankCard key={item.id} item={item} />
          ))}
        </ul>
      )}
      {isFull && <p className="quiet">This server links {limit} banks per person.</p>}
      {data?.serverInfo.simulatorUrl != null && <SimulatorSign url={data.serverInfo.simulatorUrl} isNew={!hasSome} />}
    </Page>
  );
}
