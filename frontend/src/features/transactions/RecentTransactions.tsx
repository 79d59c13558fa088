/** A short list of transactions under their days, for other pages. */
import './transactions.css';
import type { FragmentType } from '../../gql';
import type { TransactionRow_TransactionFragmentDoc } from '../../gql/graphql';
import { DayHeading } from './DayHeading';
import { linesOf } from './days';
import { TransactionRow } from './TransactionRow';

export interface RecentTransactionsProps {
  rows: readonly { id: string; date: string; row: FragmentType<typeof TransactionRow_TransactionFragmentDoc> }[];
  today: Date;
}

export function RecentTransactions({ rows, today }: RecentTransactionsProps) {
  return (
    <div className="transactions">
      <ul className="transaction-list plain">
        {linesOf(rows).map((line) => (
          <li key={line.key}>{line.kind === 'day' ? <DayHeading day={line.day} today={today} /> : <TransactionRow transaction={line.row.row} />}</li>
        ))}
      </ul>
    </div>
  );
}
