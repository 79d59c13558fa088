/**
 * Amounts as people read them. The server's decimals are exact text and stay text: `Intl` formats a decimal string
 * digit by digit, so no amount ever becomes a float. Arithmetic is the server's.
 */

/** An amount with its currency, as the API gives it. */
export interface MoneyText {
  amount: string;
  currency: string;
}

/** Whether a sign stands before money that came in. */
export type SignStyle = 'negative' | 'both';

const DECIMAL = /^-?\d+(?:\.\d+)?$/;
const OFFICIAL = /^[A-Z]{3}$/;

/** "$1,234.50"; with `both`, "+$1,234.50" for money that came in. */
export function formatMoney(money: MoneyText, sign: SignStyle = 'negative', locale?: string): string {
  const signDisplay = sign === 'both' ? 'exceptZero' : 'negative';
  if (!OFFICIAL.test(money.currency)) {
    // Points and coins have no format of their own.
    const digits = format(money.amount, new Intl.NumberFormat(locale, { maximumFractionDigits: 8, signDisplay }));
    return `${digits} ${money.currency}`;
  }
  return format(money.amount, currencyFormat(locale, money.currency, signDisplay));
}

/** Whether money left the account. */
export function isNegative(amount: string): boolean {
  return amount.startsWith('-') && /[1-9]/.test(amount);
}

const formats = new Map<string, Intl.NumberFormat>();

function currencyFormat(locale: string | undefined, currency: string, signDisplay: 'negative' | 'exceptZero') {
  const key = `${locale ?? ''} ${currency} ${signDisplay}`;
  let found = formats.get(key);
  if (found === undefined) {
    // Decimals beyond the currency's own are kept: what the bank said is not rounded here.
    const digits = new Intl.NumberFormat(locale, { style: 'currency', currency }).resolvedOptions().minimumFractionDigits ?? 2;
    found = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      signDisplay,
      minimumFractionDigits: digits,
      maximumFractionDigits: 8,
    });
    formats.set(key, found);
  }
  return found;
}

function format(amount: string, numbers: Intl.NumberFormat): string {
  if (!isDecimal(amount)) throw new Error('an amount is a decimal');
  return numbers.format(amount);
}

function isDecimal(amount: string): amount is `${number}` {
  return DECIMAL.test(amount);
}
