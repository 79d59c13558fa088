/** The one thing that helps a bank as it stands now: log in again, choose accounts, or try now. */
import { useState } from 'react';
import { graphql, readFragment, type FragmentType } from '../../gql';
import type { BankRemedy_ItemFragment } from '../../gql/graphql';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Failed } from '../../ui/states';
import { LinkBank, useOffer, type LinkBankProps } from './LinkBank';
import { useBankActs } from './useBankActs';

const BANK = graphql(`
  fragment BankRemedy_item on Item {
    id
    status
    newAccountsAvailable
    latestSyncJob {
      id
      status
    }
  }
`);

export function BankRemedy({ item }: { item: FragmentType<typeof BANK> }) {
  const bank = readFragment(BANK, item);
  const offer = useOffer(offerOf(bank));
  if (offer !== null) return <LinkBank {...offer} />;
  const { id, latestSyncJob } = bank;
  const isBusy = latestSyncJob?.status === 'QUEUED' || latestSyncJob?.status === 'RUNNING';
  return isBusy ? null : <SyncNow itemId={id} waits={latestSyncJob?.status === 'WAITING'} />;
}

function offerOf({ id, status, newAccountsAvailable }: BankRemedy_ItemFragment): LinkBankProps | null {
  if (status === 'LOGIN_REQUIRED') return { label: 'Log in again', voice: 'primary', mend: { itemId: id, accountSelection: false } };
  if (status === 'EXPIRING') return { label: 'Renew the access', voice: 'primary', mend: { itemId: id, accountSelection: false } };
  if (status === 'REVOKED') return { label: 'Link it anew', voice: 'primary', mend: null };
  return newAccountsAvailable ? { label: 'Choose accounts', mend: { itemId: id, accountSelection: true } } : null;
}

function SyncNow({ itemId, waits }: { itemId: string; waits: boolean }) {
  const { sync } = useBankActs();
  const [isPending, setPending] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);

  async function run() {
    setPending(true);
    setFailure(null);
    try {
      setWrong(await sync(itemId));
    } catch (error) {
      setFailure(error);
    } finally {
      setPending(false);
    }
  }

  return (
    <>
      {wrong !== null && <Notice tone="caution" title={wrong} />}
      {failure !== null && <Failed error={failure} />}
      <div>
        <Button size="small" isPending={isPending} onPress={() => void run()}>
          {waits ? 'Try now' : 'Sync now'}
        </Button>
      </div>
    </>
  );
}
