/** The rows of a list under the days on which they happened. */

/** A line of the list: the heading of a day, or a row with its place among the rows. */
export type Line<Row> = { kind: 'day'; key: string; day: string } | { kind: 'row'; key: string; row: Row; place: number };

/** Every day once for as long as it lasts, before its rows. The rows keep their order. */
export function linesOf<Row extends { id: string; date: string }>(rows: readonly Row[]): Line<Row>[] {
  const lines: Line<Row>[] = [];
  let day: string | null = null;
  for (const [index, row] of rows.entries()) {
    if (row.date !== day) lines.push({ kind: 'day', key: `day ${row.date}`, day: row.date });
    day = row.date;
    lines.push({ kind: 'row', key: row.id, row, place: index + 1 });
  }
  return lines;
}
