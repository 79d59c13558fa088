/** An amount. Where money moved, what left is red, and its sign says the same. */
import './money.css';
import { formatMoney, isNegative, type MoneyText, type SignStyle } from '../lib/money';

export interface MoneyProps {
  money: MoneyText | null | undefined;
  sign?: SignStyle;
}

export function Money({ money, sign = 'negative' }: MoneyProps) {
  if (money === null || money === undefined) return <span className="quiet">not told</span>;
  const left = sign === 'both' && isNegative(money.amount);
  return <span className={left ? 'money money-out' : 'money'}>{formatMoney(money, sign)}</span>;
}
