/** One bank: how it stands, what its syncs have done, and its end. */
import { useQuery } from '@apollo/client/react';
import { Link, useParams } from 'react-router';
import { graphql } from '../../gql';
import { AccountRow } from '../accounts/AccountRow';
import { quietly } from '../../lib/quietly';
import { NotFound } from '../../ui/ErrorBoundary';
import { Page, Section } from '../../ui/Page';
import { Failed, Loading } from '../../ui/states';
import { BankSheet } from './BankCard';
import { LinkBank, useOffer } from './LinkBank';
import { RemoveBank } from './RemoveBank';
import { SimulatorPanel } from './SimulatorPanel';
import { SyncHistory } from './SyncHistory';
import { useBankActs } from './useBankActs';

const BANK = graphql(`
  query Bank($id: ID!) {
    node(id: $id) {
      ... on Item {
        id
        plaidItemId
        status
        newAccountsAvailable
        institution {
          name
        }
        accounts {
          id
          ...AccountRow_account
        }
        ...BankCard_item
      }
    }
    serverInfo {
      simulatorUrl
    }
  }
`);

export function BankPage() {
  const { id = '' } = useParams();
  const { data, error, refetch } = useQuery(BANK, { variables: { id }, fetchPolicy: 'cache-and-network' });
  const { sync } = useBankActs();
  const item = data?.node?.__typename === 'Item' ? data.node : null;
  // Where it is what helps, the bank's own sheet offers it; a login that ended has to be mended first.
  const mayChoose = item !== null && !item.newAccountsAvailable && (item.status === 'HEALTHY' || item.status === 'STALE');
  const choice = useOffer(mayChoose ? { label: 'Change accounts', size: 'small', mend: { itemId: item.id, accountSelection: true } } : null);
  if (data !== undefined && item === null) return <NotFound />;
  const name = item?.institution?.name ?? 'Your bank';
  const simulatorUrl = data?.serverInfo.simulatorUrl ?? null;
  return (
    <Page title={name} lead={<Link to="/banks">All banks</Link>}>
      {error !== undefined && <Failed error={error} retry={refetch} />}
      {item === null && error === undefined && <Loading label="Loading the bank" />}
      {item !== null && (
        <>
          <BankSheet item={item} />
          {item.accounts.length > 0 && (
            <Section title="Accounts" actions={choice !== null && <LinkBank {...choice} />}>
              <ul className="account-list plain">
                {item.accounts.map((account) => (
                  <AccountRow key={account.id} account={account} />
                ))}
              </ul>
            </Section>
          )}
          {simulatorUrl !== null && (
            <SimulatorPanel url={simulatorUrl} plaidItemId={item.plaidItemId} syncNow={() => {
              quietly(sync(item.id));
            }} />
          )}
          <Section title="Syncs">
            <SyncHistory itemId={item.id} />
          </Section>
          <Section title="Remove this bank">
            <RemoveBank itemId={item.id} name={name} />
          </Section>
        </>
      )}
    </Page>
  );
}
