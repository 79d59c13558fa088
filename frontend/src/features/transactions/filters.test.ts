/** The address of a narrowed list, and what the server is asked for. */
import { expect, test } from 'vitest';
import { addUp, negate, parseTyped } from '../../lib/decimal';
import { linesOf } from './days';
import { isNarrowed, NO_FILTERS, readFilters, toQuery, writeFilters } from './filters';
import { daysOf, SPANS } from './spans';
import { shiftOf } from './useWindowedLines';

const read = (address: string) => readFilters(new URLSearchParams(address));

test('an address is read back as it was written, and other parts of it stay', () => {
  const filters = {
    ...NO_FILTERS,
    search: 'café & more',
    accountIds: ['acc_1', 'acc_2'],
    dateFrom: '2026-01-01',
    dateTo: '2026-03-31',
    direction: 'out' as const,
    amountFrom: '10',
    amountTo: '12.50',
    status: 'pending' as const,
    categoryId: 'cat_X',
  };
  const address = writeFilters(new URLSearchParams('txn=txn_1&q=old'), filters);
  expect(readFilters(address)).toEqual(filters);
  expect(address.get('txn')).toBe('txn_1');
  expect(writeFilters(address, NO_FILTERS).toString()).toBe('txn=txn_1');
});

test('what makes no sense in an address is left out', () => {
  expect(read('from=2026-02-30&to=yesterday&min=1e9&max=-4&direction=up&status=lost')).toEqual(NO_FILTERS);
  expect(isNarrowed(read(`q=${' '.repeat(5)}`))).toBe(false);
  expect(read(`q=${'x'.repeat(300)}`).search).toHaveLength(200);
});

test('amounts of spending are turned round for the server', () => {
  expect(toQuery(read('direction=out&min=10&max=50.5'))).toEqual({ direction: 'OUTFLOW', amountMin: '-50.50', amountMax: '-10.00' });
  expect(toQuery(read('direction=in&min=10'))).toEqual({ direction: 'INFLOW', amountMin: '10' });
  // An amount without a direction is one that was spent.
  expect(toQuery(read('max=5'))).toEqual({ direction: 'OUTFLOW', amountMin: '-5.00' });
  expect(toQuery(read('status=posted'))).toEqual({ pending: false });
});

test('sums are exact', () => {
  expect(addUp(['0.1', '0.2'])).toBe('0.30');
  expect(addUp(['92233720368.54775807', '92233720368.54775807', '-0.00000001'])).toBe('184467440737.09551613');
  expect(addUp([])).toBe('0.00');
  expect(negate('-3')).toBe('3.00');
  expect(negate('0.125')).toBe('-0.125');
});

test('a typed amount is read in the marks of its locale', () => {
  expect(parseTyped('1,234.5', 'en-US')).toBe('1234.5');
  expect(parseTyped('1.234,50', 'de-DE')).toBe('1234.50');
  expect(parseTyped('12.50', 'de-DE')).toBe('12.50');
  expect(parseTyped('1 234,5', 'fr-FR')).toBe('1234.5');
  for (const text of ['', 'ten', '-4', '1e5', '1.2.3']) expect(parseTyped(text, 'en-US')).toBeNull();
});

test('spans are counted from the reader’s own today', () => {
  const today = new Date(2026, 2, 31, 9);
  expect(SPANS.map((span) => daysOf(span, today))).toEqual([
    ['2026-03-01', null],
    ['2026-02-01', '2026-02-28'],
    ['2026-01-01', null],
    ['2026-01-01', null],
  ]);
});

test('each day stands above its rows', () => {
  const rows = [
    { id: 'a', date: '2026-01-02' },
    { id: 'b', date: '2026-01-02' },
    { id: 'c', date: '2026-01-01' },
  ];
  expect(linesOf(rows).map((line) => [line.key, line.kind === 'row' ? line.place : 0])).toEqual([
    ['day 2026-01-02', 0],
    ['a', 1],
    ['b', 2],
    ['day 2026-01-01', 0],
    ['c', 3],
  ]);
});

test('the window follows the first row that is seen and still there', () => {
  const at = (keys: string[]) => ({ lines: keys.map((key) => ({ key })), places: keys.map((_, index) => ({ start: 100 + index * 50 })) });
  const before = at(['day 1', 'a', 'b', 'c', 'd']);
  // The height 220 lies in b.
  expect(shiftOf(before, at(['day 2', 'x', 'y', 'day 1', 'a', 'b', 'c', 'd']), 220)).toBe(150);
  expect(shiftOf(before, at(['day 1', 'a', 'c', 'd']), 220)).toBe(-50);
  expect(shiftOf(before, at(['day 1', 'a', 'b', 'c', 'd', 'e']), 220)).toBe(0);
  expect(shiftOf(before, at(['z']), 220)).toBe(0);
});
