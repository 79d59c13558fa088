/**
 * The button that opens Plaid Link, and what follows from it: a new bank is exchanged and its sync begins, a mended one
 * is synced. A bank that is linked already is asked about, because nothing was exchanged then and both wishes are good.
 */
import { useState } from 'react';
import type { PlaidLinkOnSuccessMetadata } from 'react-plaid-link';
import { useNavigate } from 'react-router';
import type { ExchangePublicTokenInput } from '../../gql/graphql';
import { Button, type ButtonProps } from '../../ui/Button';
import { Modal } from '../../ui/Modal';
import { Notice } from '../../ui/Notice';
import { Failed } from '../../ui/states';
import { PlaidLink } from './PlaidLink';
import { bringScript } from './plaidScript';
import { useBankActs } from './useBankActs';

/** Which bank to mend; null links a new one. */
type Mend = { itemId: string; accountSelection: boolean } | null;

type Stage =
  | { kind: 'idle' }
  | { kind: 'preparing' }
  | { kind: 'open'; token: string }
  | { kind: 'working' }
  | { kind: 'duplicate'; bankName: string; input: ExchangePublicTokenInput }
  | { kind: 'wrong'; message: string }
  | { kind: 'failed'; error: unknown };

export function LinkBank({ label, voice = 'plain', mend }: { label: string; voice?: NonNullable<ButtonProps['voice']>; mend: Mend }) {
  const [stage, setStage] = useState<Stage>({ kind: 'idle' });
  const { linkToken, exchange, sync } = useBankActs();
  const navigate = useNavigate();

  /** Runs an act, and shows what it failed with. */
  function attempt(act: () => Promise<Stage>, meanwhile: Stage) {
    setStage(meanwhile);
    act().then(setStage, (error: unknown) => {
      setStage({ kind: 'failed', error });
    });
  }

  async function open(): Promise<Stage> {
    const made = await linkToken(mend);
    if ('wrong' in made) return { kind: 'wrong', message: made.wrong };
    await bringScript(made.scriptUrl);
    return { kind: 'open', token: made.token };
  }

  async function link(input: ExchangePublicTokenInput): Promise<Stage> {
    const exchanged = await exchange(input);
    switch (exchanged.kind) {
      case 'linked':
        await navigate(`/banks/${exchanged.itemId}`);
        return { kind: 'idle' };
      case 'duplicate':
        return { kind: 'duplicate', bankName: exchanged.bankName, input };
      case 'wrong':
        return { kind: 'wrong', message: exchanged.message };
    }
  }

  async function mended(itemId: string): Promise<Stage> {
    const message = await sync(itemId);
    return message === null ? { kind: 'idle' } : { kind: 'wrong', message };
  }

  function succeeded(publicToken: string | null, { institution, accounts }: PlaidLinkOnSuccessMetadata) {
    if (mend !== null) {
      attempt(() => mended(mend.itemId), { kind: 'working' });
      return;
    }
    if (publicToken === null) return;
    const accountIds = accounts.map((account) => account.id);
    const input: ExchangePublicTokenInput = {
      publicToken,
      institutionId: institution?.institution_id ?? null,
      institutionName: institution?.name ?? null,
      ...(accountIds.length > 0 ? { accountIds } : {}),
    };
    attempt(() => link(input), { kind: 'working' });
  }

  const idle = () => {
    setStage({ kind: 'idle' });
  };
  return (
    <>
      {stage.kind === 'wrong' && <Notice tone="alert" title={stage.message} />}
      {stage.kind === 'failed' && <Failed error={stage.error} />}
      <div>
        <Button
          voice={voice}
          isPending={stage.kind === 'preparing' || stage.kind === 'working'}
          onPress={() => {
            attempt(open, { kind: 'preparing' });
          }}
        >
          {label}
        </Button>
      </div>
      {stage.kind === 'open' && <PlaidLink token={stage.token} onSuccess={succeeded} onExit={idle} />}
      {stage.kind === 'duplicate' && (
        <Modal
          isOpen
          title={`${stage.bankName} is linked already`}
          close={idle}
          actions={
            <>
              <Button
                onPress={() => {
                  attempt(() => link({ ...stage.input, allowDuplicate: true }), { kind: 'working' });
                }}
              >
                Link it all the same
              </Button>
              <Button voice="primary" onPress={idle}>
                Keep the one I have
              </Button>
            </>
          }
        >
          <p>
            If it is the same login, its money would be counted twice. If it is another person’s login at the same bank, link it
            all the same.
          </p>
        </Modal>
      )}
    </>
  );
}
