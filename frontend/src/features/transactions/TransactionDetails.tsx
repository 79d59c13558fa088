/** All that is known of one transaction, with the owner's words on top. */
import { useQuery } from '@apollo/client/react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { graphql } from '../../gql';
import type { PaymentChannel, TransactionDetailsQuery } from '../../gql/graphql';
import { formatDay } from '../../lib/dates';
import { Money } from '../../ui/Money';
import { Notice } from '../../ui/Notice';
import { Failed, Loading } from '../../ui/states';
import { WordsForm } from './WordsForm';

const DETAILS = graphql(`
  query TransactionDetails($id: ID!) {
    node(id: $id) {
      id
      ... on Transaction {
        name
        bankName
        note
        date
        authorizedDate
        pending
        amount {
          amount
          currency
        }
        category {
          id
          name
        }
        bankCategory {
          id
          name
        }
        account {
          id
          name
          mask
          item {
            id
            institution {
              name
            }
          }
        }
        merchantName
        website
        originalDescription
        paymentChannel
        checkNumber
        accountOwner
        location {
          address
          city
          region
          postalCode
          country
        }
        counterparties {
          name
          type
        }
        plaidTransactionId
      }
    }
  }
`);

type Details = Extract<TransactionDetailsQuery['node'], { __typename?: 'Transaction' }>;

const CHANNELS: Record<PaymentChannel, string> = { ONLINE: 'Online', IN_STORE: 'In a shop', OTHER: 'Another way' };

export function TransactionDetails({ id, today }: { id: string; today: Date }) {
  const { data, error, refetch } = useQuery(DETAILS, { variables: { id }, fetchPolicy: 'cache-and-network' });
  if (data === undefined) return error === undefined ? <Loading label="Loading the transaction" lines={7} /> : <Failed error={error} retry={refetch} />;
  const { node } = data;
  if (node?.__typename !== 'Transaction') {
    return (
      <Notice tone="caution" title="This transaction is gone">
        The bank took it back. A pending one goes when it is posted: it is in the list again then, as a row of its own, with your words.
      </Notice>
    );
  }
  return (
    <>
      <Facts transaction={node} today={today} />
      <WordsForm key={id} transaction={node} />
      <More transaction={node} />
    </>
  );
}

function Facts({ transaction, today }: { transaction: Details; today: Date }) {
  const { name, amount, date, authorizedDate, pending, account } = transaction;
  return (
    <>
      <h2 className="details-name">{name}</h2>
      <p className="details-amount">
        <Money money={amount} sign="both" />
        {pending && <span className="tag">Pending</span>}
      </p>
      {pending && <p className="quiet details-hint">Not posted yet: its amount may change, and the bank may take it back.</p>}
      <dl className="details">
        <Fact term={pending ? 'Day' : 'Posted'}>{formatDay(date, today)}</Fact>
        {authorizedDate !== null && authorizedDate !== date && <Fact term="Authorised">{formatDay(authorizedDate, today)}</Fact>}
        <Fact term="Account">
          <Link to={{ pathname: '/transactions', search: new URLSearchParams({ account: account.id }).toString() }}>{account.name}</Link>
          {account.mask !== null && <span className="quiet"> •••• {account.mask}</span>}
        </Fact>
        {account.item.institution !== null && <Fact term="Bank">{account.item.institution.name}</Fact>}
      </dl>
    </>
  );
}

function More({ transaction }: { transaction: Details }) {
  const { bankName, merchantName, website, originalDescription, paymentChannel, checkNumber, accountOwner, location, counterparties, bankCategory, plaidTransactionId } = transaction;
  const place = location && [location.address, [location.postalCode, location.city].filter(Boolean).join(' '), location.region, location.country].filter(Boolean).join(', ');
  const others = counterparties.map((party) => party.name).filter((name) => name !== merchantName);
  return (
    <details className="details-more" open>
      <summary>What the bank says</summary>
      <dl className="details">
        <Fact term="Name">{bankName}</Fact>
        {merchantName !== null && <Fact term="Merchant">{merchantName}</Fact>}
        {others.length > 0 && <Fact term="With">{others.join(', ')}</Fact>}
        {bankCategory !== null && <Fact term="Category">{bankCategory.name}</Fact>}
        {originalDescription !== null && originalDescription !== bankName && <Fact term="Raw text">{originalDescription}</Fact>}
        <Fact term="Paid">{CHANNELS[paymentChannel]}</Fact>
        {website !== null && <Fact term="Website">{website}</Fact>}
        {place && <Fact term="Place">{place}</Fact>}
        {checkNumber !== null && <Fact term="Check">{checkNumber}</Fact>}
        {accountOwner !== null && <Fact term="Card of">{accountOwner}</Fact>}
        <Fact term="Plaid’s id">
          <code>{plaidTransactionId}</code>
        </Fact>
      </dl>
    </details>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="details-fact">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
