/** Says clearly that the banks are simulated, and how to log in at one. */
import { Notice } from '../../ui/Notice';

export function SimulatorSign({ url, isNew }: { url: string; isNew: boolean }) {
  return (
    <Notice title="The banks here are simulated">
      <p>
        No real bank is asked and no money is real.{' '}
        {isNew && (
          <>
            Choose any bank and log in as <code>user_household</code> with any password: a family with two years of
            transactions.{' '}
          </>
        )}
        <a href={url} target="_blank" rel="noreferrer">
          What the simulator can do
        </a>
      </p>
    </Notice>
  );
}
