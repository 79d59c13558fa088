/**
 * Exact decimals as text: adding them up, and reading what a person typed. Scaled integers do the arithmetic, with the
 * eight decimals that the API's `Decimal` has at most; nothing passes through a float.
 */

const DECIMALS_MAX = 8;
const DECIMAL = /^(-?)(\d+)(?:\.(\d{1,8}))?$/;

/** The sum, as text with two decimals or as many more as it needs. */
export function addUp(amounts: readonly string[]): string {
  return print(amounts.reduce((sum, amount) => sum + scaled(amount), 0n));
}

/** The amount with its sign turned. */
export function negate(amount: string): string {
  return print(-scaled(amount));
}

/**
 * What a person typed, as the API's decimal, in the digits and marks of their locale: "1.234,5" is "1234.5" in German.
 * A point before one or two last digits is taken for a decimal point where the locale has another. Null when it is no
 * positive amount.
 */
export function parseTyped(text: string, locale?: string): string | null {
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.6);
  const mark = (type: 'group' | 'decimal') => parts.find((part) => part.type === type)?.value ?? '';
  const [group, decimal] = [mark('group'), mark('decimal')];
  let typed = text.replace(/[\s\u00a0\u202f'’]/g, '');
  if (decimal === ',' && /^\d+\.\d{1,2}$/.test(typed)) typed = typed.replace('.', ',');
  if (group !== '' && group !== decimal) typed = typed.replaceAll(group, '');
  if (decimal !== '') typed = typed.replace(decimal, '.');
  return /^\d{1,11}(?:\.\d{1,8})?$/.test(typed) ? typed : null;
}

/** The amount as a person would type it. */
export function formatTyped(amount: string, locale?: string): string {
  const decimal = new Intl.NumberFormat(locale).formatToParts(0.5).find((part) => part.type === 'decimal')?.value ?? '.';
  return amount.replace('.', decimal);
}

function scaled(amount: string): bigint {
  const match = DECIMAL.exec(amount);
  if (match === null) throw new Error('an amount is a decimal');
  const [, sign = '', whole = '0', part = ''] = match;
  const value = BigInt(whole + part.padEnd(DECIMALS_MAX, '0'));
  return sign === '-' ? -value : value;
}

function print(value: bigint): string {
  const digits = String(value < 0n ? -value : value).padStart(DECIMALS_MAX + 1, '0');
  const whole = digits.slice(0, -DECIMALS_MAX);
  const part = digits.slice(-DECIMALS_MAX).replace(/0{1,6}$/, '');
  return `${value < 0n ? '-' : ''}${whole}.${part}`;
}
