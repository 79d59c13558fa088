/**
 * The endless list. Only the lines near the window stand in the page. One tab stop leads into it; arrows, Page Up and
 * Down, Home and End walk it, Enter shows the details. What arrives above the window is announced, and never pushes.
 */
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Failed } from '../../ui/states';
import { useMediaQuery } from '../../lib/useMediaQuery';
import { linesOf } from './days';
import { DayHeading } from './DayHeading';
import { TransactionRow } from './TransactionRow';
import type { TransactionRows } from './useTransactions';
import { useWindowedLines } from './useWindowedLines';

const ROOT_PX = 16;
/** As transactions.css has them; each line is measured when it is there. */
const WIDE = { dayPx: 2.75 * ROOT_PX, rowPx: 3.25 * ROOT_PX };
const NARROW = { dayPx: 2.75 * ROOT_PX, rowPx: 4.25 * ROOT_PX };
/** The next page is asked for when so many rows are left. */
const ROWS_AHEAD = 80;
const ROWS_A_PAGE = 10;

export interface TransactionListProps {
  list: TransactionRows;
  today: Date;
  openId: string | null;
  /** The row that gets the focus; whoever asks for it again gives another object. */
  wanted: { id: string } | null;
  /** Told of the place of the last row in the window. */
  onLook: (place: number) => void;
}

export function TransactionList({ list, today, openId, wanted, onLook }: TransactionListProps) {
  const { rows = [], total, isOld, hasMore, more, fresh, error } = list;
  const element = useRef<HTMLUListElement>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const lines = useMemo(() => linesOf(rows), [rows]);
  const indexOf = useMemo(() => new Map(lines.map((line, index) => [line.key, index])), [lines]);
  const sizes = useMediaQuery('(width >= 52rem)') ? WIDE : NARROW;
  const kept = activeId === null ? null : (indexOf.get(activeId) ?? null);
  const { virtualizer, scrollMargin } = useWindowedLines(element, lines, sizes, kept);

  // The focus waits here until its row stands in the page.
  const toFocus = useRef<string | null>(null);
  useEffect(() => {
    if (toFocus.current === null) return;
    const row = element.current?.querySelector<HTMLElement>(`[data-transaction="${CSS.escape(toFocus.current)}"]`);
    if (!row) return;
    toFocus.current = null;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: 'nearest' });
  });
  const focusRow = useCallback((id: string) => {
    toFocus.current = id;
    setActiveId(id);
  }, []);
  const [answered, setAnswered] = useState(wanted);
  if (wanted !== answered) {
    setAnswered(wanted);
    if (wanted !== null) setActiveId(wanted.id);
  }
  useEffect(() => {
    const row = wanted && element.current?.querySelector<HTMLElement>(`[data-transaction="${CSS.escape(wanted.id)}"]`);
    if (row) row.focus({ preventScroll: true });
  }, [wanted]);

  const shown = virtualizer.getVirtualItems();
  const range = virtualizer.range;
  const lastShown = range?.endIndex ?? 0;
  useEffect(() => {
    if (hasMore && lastShown > lines.length - ROWS_AHEAD && error === undefined) more();
  }, [hasMore, lastShown, lines.length, more, error]);
  useEffect(() => {
    onLook(lastShown);
  }, [lastShown, onLook]);

  const top = range?.startIndex ?? 0;
  const firstRow = lines.slice(top, top + 2).find((line) => line.kind === 'row')?.key ?? null;
  const stop = activeId !== null && indexOf.has(activeId) ? activeId : firstRow;

  function walk(event: KeyboardEvent) {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-transaction]')?.dataset.transaction;
    const place = id === undefined ? -1 : rows.findIndex((row) => row.id === id);
    if (place < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const last = rows.length - 1;
    const target = { ArrowDown: place + 1, ArrowUp: place - 1, PageDown: place + ROWS_A_PAGE, PageUp: place - ROWS_A_PAGE, Home: 0, End: last }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const row = rows[Math.max(0, Math.min(target, last))];
    if (row !== undefined) focusRow(row.id);
  }

  return (
    <div className={isOld ? 'transactions transactions-old' : 'transactions'} aria-busy={isOld}>
      <News fresh={fresh} lines={lines} top={top} />
      {/* The keys walk the links in it; the list itself is none. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- see above */}
      <ul
        ref={element}
        className="transaction-list plain"
        aria-label="Transactions"
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={walk}
        onFocus={(event) => {
          const id = event.target.closest<HTMLElement>('[data-transaction]')?.dataset.transaction;
          if (id !== undefined) setActiveId(id);
        }}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget)) setActiveId(null);
        }}
      >
        {shown.map(({ index, start, key }) => {
          const line = lines[index];
          if (line === undefined) return null;
          const place = { transform: `translateY(${String(start - scrollMargin)}px)` };
          if (line.kind === 'day') {
            return (
              <li key={key} data-index={index} ref={virtualizer.measureElement} className="transaction-line" style={place}>
                <DayHeading day={line.day} today={today} />
              </li>
            );
          }
          return (
            <li key={key} data-index={index} ref={virtualizer.measureElement} className="transaction-line" style={place} aria-setsize={total ?? -1} aria-posinset={line.place}>
              <TransactionRow transaction={line.row} isOpen={line.key === openId} isFresh={fresh.has(line.key)} tabIndex={line.key === stop ? 0 : -1} />
            </li>
          );
        })}
      </ul>
      {error !== undefined && <Failed error={error} retry={more} />}
      {hasMore && error === undefined && (
        <p className="transactions-end quiet" role="status">
          Reading on…
        </p>
      )}
    </div>
  );
}

/** How many rows have come above the window, and the way to them. */
function News({ fresh, lines, top }: { fresh: ReadonlySet<string>; lines: readonly { key: string }[]; top: number }) {
  const [met, setMet] = useState<ReadonlySet<string>>(fresh);
  if (top <= 1 && met !== fresh) setMet(fresh);
  const above = fresh === met ? 0 : lines.slice(0, top).filter(({ key }) => fresh.has(key) && !met.has(key)).length;
  return (
    <div className="transaction-news" role="status">
      {above > 0 && (
        <Button
          voice="primary"
          size="small"
          onPress={() => {
            window.scrollTo({ top: 0 });
          }}
        >
          <Icon name="arrowUp" size={16} /> {new Intl.NumberFormat().format(above)} new
        </Button>
      )}
    </div>
  );
}
