/** The one thing that helps a bank as it stands now: log in again, choose accounts, or try now. */
import { useState } from 'react';
import { graphql, readFragment, type FragmentType } from '../../gql';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Failed } from '../../ui/states';
import { LinkBank } from './LinkBank';
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
  const { id, status, newAccountsAvailable, latestSyncJob } = readFragment(BANK, item);
  if (status === 'LOGIN_REQUIRED') {
    return <LinkBank label="Log in again" voice="primary" mend={{ itemId: id, accountSelection: false }} />;
  }
  if (status === 'EXPIRING') return <LinkBank label="Renew the access" voice="primary" mend={{ itemId: id, accountSelection: false }} />;
  if (status === 'REVOKED') return <LinkBank label="Link it anew" voice="primary" mend={null} />;
  if (newAccountsAvailable) return <LinkBank label="Choose accounts" mend={{ itemId: id, accountSelection: true }} />;
  const isBusy = latestSyncJob?.status === 'QUEUED' || latestSyncJob?.status === 'RUNNING';
  return isBusy ? null : <SyncNow itemId={id} waits={latestSyncJob?.status === 'WAITING'} />;
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
