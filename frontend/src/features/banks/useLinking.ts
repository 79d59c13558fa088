/**
 * A link from its token to what follows from it: a new bank is exchanged and its sync begins, a mended one is synced. A
 * bank that is linked already is asked about, because nothing was exchanged then and both wishes are good.
 */
import { useState } from 'react';
import type { PlaidLinkOnSuccessMetadata } from 'react-plaid-link';
import { useNavigate } from 'react-router';
import type { ExchangePublicTokenInput } from '../../gql/graphql';
import { endJourney, keepJourney, type Journey, type Mend } from './journey';
import { bringScript } from './plaidScript';
import { useBankActs } from './useBankActs';

/** How far it is. */
export type Stage =
  | { kind: 'idle' }
  | { kind: 'preparing' }
  | { kind: 'open'; token: string }
  | { kind: 'working' }
  | { kind: 'duplicate'; bankName: string; input: ExchangePublicTokenInput }
  | { kind: 'wrong'; message: string }
  | { kind: 'failed'; error: unknown };

export type Linking = ReturnType<typeof useLinking>;

export function useLinking(mend: Mend) {
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
    keepJourney({ ...made, mend });
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

  return {
    stage,
    /** Asks for a token and opens Link. */
    begin: () => {
      attempt(open, { kind: 'preparing' });
    },
    /** Goes on with a link that a bank has sent back. */
    resume: ({ token, scriptUrl }: Journey) => {
      attempt(async () => {
        await bringScript(scriptUrl);
        return { kind: 'open', token };
      }, { kind: 'preparing' });
    },
    succeeded: (publicToken: string | null, { institution, accounts }: PlaidLinkOnSuccessMetadata) => {
      endJourney();
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
    },
    linkAgain: (input: ExchangePublicTokenInput) => {
      attempt(() => link({ ...input, allowDuplicate: true }), { kind: 'working' });
    },
    stop: () => {
      endJourney();
      setStage({ kind: 'idle' });
    },
  };
}
