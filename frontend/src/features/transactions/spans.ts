/** Spans of days that people ask for, counted from the reader's own today. */

interface Span {
  label: string;
  from: (today: Date) => Date;
  to: (today: Date) => Date | null;
}

const day = (year: number, month: number, date: number) => new Date(year, month, date, 12);

export const SPANS: readonly Span[] = [
  { label: 'This month', from: (today) => day(today.getFullYear(), today.getMonth(), 1), to: () => null },
  {
    label: 'Last month',
    from: (today) => day(today.getFullYear(), today.getMonth() - 1, 1),
    to: (today) => day(today.getFullYear(), today.getMonth(), 0),
  },
  { label: 'Last 90 days', from: (today) => day(today.getFullYear(), today.getMonth(), today.getDate() - 89), to: () => null },
  { label: 'This year', from: (today) => day(today.getFullYear(), 0, 1), to: () => null },
];

/** Its first and its last day, as the API writes days; null where it has no end. */
export function daysOf(span: Span, today: Date): [string, string | null] {
  const to = span.to(today);
  return [written(span.from(today)), to && written(to)];
}

/** The day of the reader's calendar, as the API writes it. */
export function written(date: Date): string {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}
