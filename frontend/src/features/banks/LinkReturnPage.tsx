/**
 * Where a bank sends the browser back to whose login takes the whole window (`PLAID_REDIRECT_URI`). Link is opened again
 * with the token of before and the address that the bank has called, and goes on where it was.
 */
import { useEffect, useEffectEvent, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { quietly } from '../../lib/quietly';
import { Page } from '../../ui/Page';
import { Empty, Loading } from '../../ui/states';
import { keptJourney, type Journey } from './journey';
import { LinkStage } from './LinkStage';
import { useLinking } from './useLinking';

export function LinkReturnPage() {
  const [journey] = useState(keptJourney);
  return (
    <Page title="Back from your bank">
      {journey === null ? (
        <Empty icon="banks" title="No link is under way here" action={<Link className="button button-primary" to="/banks">Go to your banks</Link>}>
          It has ended, or was begun in another window. You can begin it anew.
        </Empty>
      ) : (
        <Resumed journey={journey} />
      )}
    </Page>
  );
}

function Resumed({ journey }: { journey: Journey }) {
  const linking = useLinking(journey.mend);
  const navigate = useNavigate();
  // The state of the bank's login is in the address; without it Link would begin anew.
  const [address] = useState(() => window.location.href);
  const resume = useEffectEvent(() => {
    linking.resume(journey);
  });
  useEffect(() => {
    resume();
  }, []);
  const { kind } = linking.stage;
  const [hasBegun, setBegun] = useState(false);
  if (!hasBegun && kind !== 'idle') setBegun(true);
  // A new bank leads to its page by itself.
  const isMended = journey.mend !== null && hasBegun && kind === 'idle';
  const back = journey.mend === null ? '/banks' : `/banks/${journey.mend.itemId}`;
  const goBack = () => {
    quietly(Promise.resolve(navigate(back, { replace: true })));
  };
  const mended = useEffectEvent(goBack);
  useEffect(() => {
    if (isMended) mended();
  }, [isMended]);
  return (
    <>
      <LinkStage
        linking={linking}
        receivedRedirectUri={address}
        onLeft={goBack}
      />
      {(kind === 'preparing' || kind === 'working') && <Loading label="Going on with your bank" />}
      {(kind === 'failed' || kind === 'wrong') && (
        <p>
          <Link to="/banks">Begin anew at your banks</Link>
        </p>
      )}
    </>
  );
}
