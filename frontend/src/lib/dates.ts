/**
 * Days and moments as people read them. A bank day has no zone: it is formatted in UTC, or a reader west of Greenwich
 * would see the day before.
 */

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** "Sat, Nov 21" of this year, "Nov 21, 2025" of another. */
export function formatDay(day: string, today: Date, locale?: string): string {
  const date = dayOf(day);
  const sameYear = date.getUTCFullYear() === today.getFullYear();
  return new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    ...(sameYear ? { weekday: 'short' } : { year: 'numeric' }),
  }).format(date);
}

/** "Nov 21, 2026, 3:36 PM" in the reader's own zone. */
export function formatMoment(moment: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment));
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "5 minutes ago", "in 2 hours"; within a minute "just now" or "in a moment". */
export function formatDistance(moment: string, now: Date, locale?: string): string {
  const seconds = (new Date(moment).getTime() - now.getTime()) / 1000;
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return seconds > 0 ? 'in a moment' : 'just now';
}

/** The same of what has happened: a moment after `now`, which is renewed now and then only, is just now. */
export function formatAgo(moment: string, now: Date, locale?: string): string {
  return new Date(moment) > now ? 'just now' : formatDistance(moment, now, locale);
}

/** "0:42" or "1:05:09" until the moment; null once it is there. */
export function formatCountdown(moment: string, now: Date): string | null {
  const left = Math.ceil((new Date(moment).getTime() - now.getTime()) / 1000);
  return left <= 0 ? null : formatSeconds(left);
}

/** "0:42" or "1:05:09" of so many seconds. */
export function formatSeconds(left: number): string {
  const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${String(hours)}:${two(minutes)}:${two(seconds)}` : `${String(minutes)}:${two(seconds)}`;
}

function dayOf(day: string): Date {
  if (!DAY.test(day)) throw new Error('a day is written YYYY-MM-DD');
  return new Date(`${day}T00:00:00Z`);
}
