/** A transaction in a list. */
import './transactions.css';
import { graphql, readFragment, type FragmentType } from '../../gql';
import { formatDay } from '../../lib/dates';
import { Money } from '../../ui/Money';

const TRANSACTION = graphql(`
  fragment TransactionRow_transaction on Transaction {
    id
    date
    name
    pending
    amount {
      amount
      currency
    }
    category {
      id
      name
    }
    account {
      id
      name
    }
  }
`);

export function TransactionRow({ transaction, today }: { transaction: FragmentType<typeof TRANSACTION>; today: Date }) {
  const { date, name, pending, amount, category, account } = readFragment(TRANSACTION, transaction);
  return (
    <li className="transaction-row">
      <time className="transaction-day quiet" dateTime={date}>
        {formatDay(date, today)}
      </time>
      <div className="transaction-what">
        <p className="transaction-name">{name}</p>
        <p className="quiet">{[category?.name, account.name, pending ? 'pending' : null].filter(Boolean).join(' · ')}</p>
      </div>
      <Money money={amount} sign="both" />
    </li>
  );
}
