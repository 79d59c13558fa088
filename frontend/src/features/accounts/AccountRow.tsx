/** An account in a list: what it is called, what it is, and what is on it. */
import './accounts.css';
import { graphql, readFragment, type FragmentType } from '../../gql';
import { Money } from '../../ui/Money';

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
  const { name, mask, type, subtype, closedAt, balance } = readFragment(ACCOUNT, account);
  const owes = type === 'CREDIT' || type === 'LOAN';
  return (
    <li className="account-row">
      <div className="account-name">
        <p>{name}</p>
        <p className="quiet">
          {[subtype, mask === null ? null : `•••• ${mask}`, closedAt ? 'closed' : null].filter(Boolean).join(' · ')}
        </p>
      </div>
      <div className="account-money">
        <p>
          <Money money={balance.current} />
        </p>
        <p className="quiet">{owes ? 'owed' : balance.available ? <><Money money={balance.available} /> available</> : 'current'}</p>
      </div>
    </li>
  );
}
