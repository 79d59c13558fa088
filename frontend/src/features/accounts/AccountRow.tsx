/** An account in a list: what it is called, what is on it and what can be spent, and the way to its transactions. */
import './accounts.css';
import { Link } from 'react-router';
import { graphql, readFragment, type FragmentType } from '../../gql';
import { Money } from '../../ui/Money';
import { isDebt } from './totals';

const ACCOUNT = graphql(`
  fragment AccountRow_account on Account {
    id
    name
    mask
    type
    subtype
    closedAt
    balance {
      current {
        amount
        currency
      }
      available {
        amount
        currency
      }
    }
  }
`);

export function AccountRow({ account }: { account: FragmentType<typeof ACCOUNT> }) {
  const { id, name, mask, type, subtype, closedAt, balance } = readFragment(ACCOUNT, account);
  const about = [subtype, mask === null ? null : `•••• ${mask}`, closedAt === null ? null : 'closed'].filter((part) => part !== null);
  return (
    <li>
      <Link className="account-row" to={{ pathname: '/transactions', search: new URLSearchParams({ account: id }).toString() }}>
        <span className="account-name">
          <span className="account-title">{name}</span>
          <span className="quiet account-about">
            {about.map((part) => (
              <span key={part} className="account-part">
                {part}
              </span>
            ))}
          </span>
        </span>
        <span className="account-money account-available">
          {balance.available !== null && (
            <>
              <Money money={balance.available} />
              <span className="quiet account-word">available</span>
            </>
          )}
        </span>
        <span className="account-money account-current">
          <Money money={balance.current} />
          <span className="quiet account-word">{isDebt(type) ? 'owed' : 'current'}</span>
        </span>
      </Link>
    </li>
  );
}
