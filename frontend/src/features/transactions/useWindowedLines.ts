/**
 * Which lines of a long list stand in the page, and where. It scrolls with the window. When lines come, go or change
 * above what is being read, the window follows, so that the first line that is seen and still there stays where it is
 * on the screen. Only at the very top do new lines push the old ones down: there one sees them come.
 */
import { defaultRangeExtractor, useWindowVirtualizer, type Range } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type RefObject } from 'react';
import type { Line } from './days';

const OVERSCAN_LINES = 14;
/** Closer to the top than this is the top. */
const TOP_PX = 8;

interface Sizes {
  dayPx: number;
  rowPx: number;
}

/** What was seen last: the lines in their order, and where each began. */
interface Seen {
  lines: readonly { key: string }[];
  places: readonly { start: number }[];
}

export function useWindowedLines<Row>(list: RefObject<HTMLElement | null>, lines: readonly Line<Row>[], sizes: Sizes, kept: number | null) {
  const [scrollMargin, setScrollMargin] = useState(0);
  const seen = useRef<Seen>({ lines: [], places: [] });
  const virtualizer = useWindowVirtualizer({
    count: lines.length,
    estimateSize: (index) => (lines[index]?.kind === 'day' ? sizes.dayPx : sizes.rowPx),
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: OVERSCAN_LINES,
    scrollMargin,
    useFlushSync: false,
    // The line that has the focus stays in the page, or the focus would be lost by scrolling.
    rangeExtractor: (range: Range) => {
      const shown = defaultRangeExtractor(range);
      if (kept === null || shown.includes(kept)) return shown;
      return [...shown, kept].sort((a, b) => a - b);
    },
  });

  // What stands above the list may grow.
  useLayoutEffect(() => {
    const measure = () => {
      const top = list.current === null ? 0 : list.current.getBoundingClientRect().top + window.scrollY;
      setScrollMargin(Math.round(top));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => {
      observer.disconnect();
    };
  }, [list]);

  // After each picture, because measuring moves lines too.
  useLayoutEffect(() => {
    const before = seen.current;
    seen.current = { lines, places: virtualizer.measurementsCache };
    if (before.lines === lines || before.lines.length === 0 || window.scrollY <= TOP_PX) return;
    const moved = shiftOf(before, seen.current, window.scrollY);
    if (moved === 0) return;
    window.scrollTo({ top: window.scrollY + moved, behavior: 'instant' });
    // The event proper comes after the next picture, which would show the lines of the old place.
    window.dispatchEvent(new Event('scroll'));
  });

  return { virtualizer, scrollMargin };
}

/** By how much the first line that was seen at this height, and is still there, has moved. */
export function shiftOf(before: Seen, now: Seen, height: number): number {
  const indexNow = new Map(now.lines.map((line, index) => [line.key, index]));
  const first = before.lines.findIndex((_, index) => (before.places[index + 1]?.start ?? Number.POSITIVE_INFINITY) > height);
  for (const [offset, { key }] of before.lines.slice(Math.max(first, 0)).entries()) {
    // A heading stays when rows come under it; only a row is a place.
    if (key.startsWith('day ')) continue;
    const index = indexNow.get(key);
    if (index === undefined) continue;
    return (now.places[index]?.start ?? 0) - (before.places[first + offset]?.start ?? 0);
  }
  return 0;
}
