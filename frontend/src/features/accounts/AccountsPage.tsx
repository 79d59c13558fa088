/** All accounts, bank by bank. */
import { useQuery } from '@apollo/client/react';
import { Link } from 'react-router';
import { graphql } from '../../gql';
import { Page, Section } from '../../ui/Page';
import { Empty, Failed, Loading } from '../../ui/states';
import { AccountRow } from './AccountRow';

const ACCOUNTS = graphql(`
  query Accounts {
    items {
      id
      institution {
        name
      }
      accounts {
        id
        ...AccountRow_account
      }
    }
  }
`);

export function AccountsPage() {
  const { data, error, refetch } = useQuery(ACCOUNTS, { fetchPolicy: 'cache-and-network' });
  const items = data?.items.filter((item) => item.accounts.length > 0);
  return (
    <Page title="Accounts">
      {error !== undefined && <Failed error={error} retry={() => void refetch()} />}
      {items === undefined && error === undefined && <Loading label="Loading your accounts" />}
      {items?.length === 0 && (
        <Empty icon="accounts" title="No accounts yet" action={<Link className="button button-primary" to="/banks">Go to your banks</Link>}>
          Accounts appear here as soon as a bank is linked.
        </Empty>
      )}
      {items?.map((item) => (
        <Section key={item.id} title={item.institution?.name ?? 'Your bank'}>
          <ul className="account-list plain">
            {item.accounts.map((account) => (
              <AccountRow key={account.id} account={account} />
            ))}
          </ul>
        </Section>
      ))}
    </Page>
  );
}
