/**
 * Another try, when the server has said after how long one can help: the time runs down, and then the button works. The
 * numbers are for the eye; read out every second, they would drown the reason.
 */
import { useEffect, useState } from 'react';
import { formatSeconds } from '../lib/dates';
import { Button } from './Button';

const TICK_MS = 250;

export function TryAgain({ error, seconds, retry }: { error: unknown; seconds: number; retry: () => void }) {
  const left = useSecondsLeft(error, seconds);
  return (
    <Button size="small" isDisabled={left > 0} onPress={retry}>
      <span>
        Try again
        {left > 0 && (
          <span className="number" aria-hidden="true">
            {' '}
            in {formatSeconds(left)}
          </span>
        )}
      </span>
    </Button>
  );
}

/** The same where the button that was pressed is the way to try again. */
export function Wait({ error, seconds }: { error: unknown; seconds: number }) {
  const left = useSecondsLeft(error, seconds);
  if (left === 0) return <p>You can try again now.</p>;
  return (
    <p aria-hidden="true" className="number">
      You can try again in {formatSeconds(left)}.
    </p>
  );
}

/** What is left of so many seconds, counted from when this error came. */
function useSecondsLeft(error: unknown, seconds: number): number {
  const [counted, setCounted] = useState<{ error: unknown; left: number } | null>(null);
  useEffect(() => {
    if (seconds === 0) return;
    const until = Date.now() + seconds * 1000;
    const timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      setCounted({ error, left });
      if (left === 0) clearInterval(timer);
    }, TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }, [error, seconds]);
  // What was counted for the error before says nothing about this one.
  return counted !== null && counted.error === error ? counted.left : seconds;
}
