/** What there is in all, a line for each currency: nothing is converted. */
import './accounts.css';
import { Money } from '../../ui/Money';
import { owes, type Total } from './totals';

export function TotalsCard({ totals }: { totals: readonly Total[] }) {
  if (totals.length === 0) return null;
  return (
    <dl className="totals">
      {totals.map((total) => (
        <div key={total.currency} className="totals-line">
          <dt>Net worth{totals.length > 1 && ` in ${total.currency}`}</dt>
          <dd className="totals-net">
            <Money money={total.net} />
          </dd>
          {owes(total) && (
            <dd className="totals-parts quiet">
              <span>
                <Money money={total.owned} /> owned
              </span>
              <span>
                <Money money={total.owed} /> owed
              </span>
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}
