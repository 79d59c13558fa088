/**
 * What the list is narrowed to, as it stands in the address bar: a reload, a bookmark and the back button keep it. What
 * in an address makes no sense is left out. Amounts stand there without a sign, because people say "spent between 10
 * and 50"; the API's are signed, so that an amount needs a direction, which is money out unless told otherwise.
 */
import type { TransactionFilter } from '../../gql/graphql';
import { negate } from '../../lib/decimal';

/** The parts that a person sets. */
export interface Filters {
  search: string;
  accountIds: readonly string[];
  dateFrom: string | null;
  dateTo: string | null;
  direction: 'in' | 'out' | null;
  amountFrom: string | null;
  amountTo: string | null;
  status: 'pending' | 'posted' | null;
  categoryId: string | null;
}

export const NO_FILTERS: Filters = {
  search: '',
  accountIds: [],
  dateFrom: null,
  dateTo: null,
  direction: null,
  amountFrom: null,
  amountTo: null,
  status: null,
  categoryId: null,
};

const SEARCH_CHARS_MAX = 200;
const AMOUNT = /^\d{1,11}(?:\.\d{1,8})?$/;

/** The filters in an address. */
export function readFilters(address: URLSearchParams): Filters {
  const amountFrom = fitting(address.get('min'), isAmount);
  const amountTo = fitting(address.get('max'), isAmount);
  const direction = address.get('direction');
  const status = address.get('status');
  return {
    search: (address.get('q') ?? '').slice(0, SEARCH_CHARS_MAX),
    accountIds: address.getAll('account'),
    dateFrom: fitting(address.get('from'), isDay),
    dateTo: fitting(address.get('to'), isDay),
    direction: direction === 'in' || direction === 'out' ? direction : amountFrom !== null || amountTo !== null ? 'out' : null,
    amountFrom,
    amountTo,
    status: status === 'pending' || status === 'posted' ? status : null,
    categoryId: address.get('category'),
  };
}

/** The address with these filters; what else stands in it stays. */
export function writeFilters(address: URLSearchParams, filters: Filters): URLSearchParams {
  const written = new URLSearchParams(address);
  for (const name of ['q', 'account', 'from', 'to', 'direction', 'min', 'max', 'status', 'category']) written.delete(name);
  const parts: [string, string | null][] = [
    ['q', filters.search === '' ? null : filters.search],
    ...filters.accountIds.map((id): [string, string] => ['account', id]),
    ['from', filters.dateFrom],
    ['to', filters.dateTo],
    ['direction', filters.direction],
    ['min', filters.amountFrom],
    ['max', filters.amountTo],
    ['status', filters.status],
    ['category', filters.categoryId],
  ];
  for (const [name, value] of parts) if (value !== null) written.append(name, value);
  return written;
}

/** What the server is asked for. */
export function toQuery(filters: Filters): TransactionFilter {
  const { search, accountIds, dateFrom, dateTo, direction, amountFrom, amountTo, status, categoryId } = filters;
  const isOut = direction === 'out';
  const amountMin = isOut ? amountTo && negate(amountTo) : amountFrom;
  const amountMax = isOut ? amountFrom && negate(amountFrom) : amountTo;
  return {
    ...(search.trim() !== '' && { search: search.trim() }),
    ...(accountIds.length > 0 && { accountIds: [...accountIds] }),
    ...(dateFrom !== null && { dateFrom }),
    ...(dateTo !== null && { dateTo }),
    ...(direction !== null && { direction: isOut ? 'OUTFLOW' : 'INFLOW' }),
    ...(amountMin !== null && { amountMin }),
    ...(amountMax !== null && { amountMax }),
    ...(status !== null && { pending: status === 'pending' }),
    ...(categoryId !== null && { categoryIds: [categoryId] }),
  };
}

/** Whether the list is narrowed at all. */
export function isNarrowed(filters: Filters): boolean {
  return Object.keys(toQuery(filters)).length > 0;
}

/** Whether a text is a day of the calendar, of an age in which there were bank accounts. */
export function isDay(text: string): boolean {
  if (!/^(?:19|20|21)\d\d-\d\d-\d\d$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isAmount(text: string): boolean {
  return AMOUNT.test(text);
}

function fitting(text: string | null, fits: (text: string) => boolean): string | null {
  return text !== null && fits(text) ? text : null;
}
