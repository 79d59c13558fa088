/** The day above its transactions. */
import { formatDay } from '../../lib/dates';
import { written } from './spans';

export function DayHeading({ day, today }: { day: string; today: Date }) {
  return (
    <h2 className="transaction-day">
      <time dateTime={day}>{dayName(day, today)}</time>
    </h2>
  );
}

/** "Today" and "Yesterday" by the reader's own calendar; the day itself beyond. */
function dayName(day: string, today: Date): string {
  const names = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });
  const capital = (text: string) => text.slice(0, 1).toLocaleUpperCase() + text.slice(1);
  for (const distance of [0, -1] as const) {
    const date = new Date(today.getFullYear(), today.getMonth(), today.getDate() + distance, 12);
    if (written(date) === day) return capital(names.format(distance, 'day'));
  }
  return formatDay(day, today);
}
