/** A transaction in a list: a link to its details. The day stands above it, and in it for those who only hear it. */
import './transactions.css';
import { memo } from 'react';
import { Link, useLocation } from 'react-router';
import { graphql, readFragment, type FragmentType } from '../../gql';
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

/** The part of the address that says which transaction is looked at. */
export const OPENED = 'txn';

export interface TransactionRowProps {
  transaction: FragmentType<typeof TRANSACTION>;
  /** Whether its details are shown. */
  isOpen?: boolean;
  /** Whether it has just arrived. */
  isFresh?: boolean;
  /** Its place in the order of the tab key; -1 in a list that one walks with the arrows. */
  tabIndex?: 0 | -1;
}

export const TransactionRow = memo(function TransactionRow({ transaction, isOpen = false, isFresh = false, tabIndex = 0 }: TransactionRowProps) {
  const { id, name, pending, amount, category, account } = readFragment(TRANSACTION, transaction);
  const { pathname, search } = useLocation();
  const address = new URLSearchParams(pathname === '/transactions' ? search : '');
  address.set(OPENED, id);
  return (
    <Link
      className={`transaction-row${isOpen ? ' transaction-open' : ''}${isFresh ? ' transaction-fresh' : ''}`}
      to={{ pathname: '/transactions', search: address.toString() }}
      preventScrollReset={pathname === '/transactions'}
      tabIndex={tabIndex}
      aria-current={isOpen || undefined}
      data-transaction={id}
    >
      <span className="transaction-what">
        <span className="transaction-name">{name}</span>
        {pending && <span className="tag">Pending</span>}
      </span>
      <span className="transaction-about">
        <span className="transaction-part">{category?.name ?? 'No category'}</span>
        <span className="transaction-part">{account.name}</span>
      </span>
      <span className="transaction-amount">
        <Money money={amount} sign="both" />
      </span>
    </Link>
  );
});
