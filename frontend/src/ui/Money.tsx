/** An amount. Money that came in is told by its sign, not by its colour alone. */
import './money.css';
import { formatMoney, isNegative, type MoneyText, type SignStyle } from '../lib/money';

export interface MoneyProps {
  money: MoneyText | null | undefined;
  sign?: SignStyle;
}

export function Money({ money, sign = 'negative' }: MoneyProps) {
  if (money === null || money === undefined) return <span className="quiet">not told</span>;
  const came = sign === 'both' && !isNegative(money.amount);
  return <span className={came ? 'money money-in' : 'money'}>{formatMoney(money, sign)}</span>;
}
