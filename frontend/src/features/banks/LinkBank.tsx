/** The button that opens Plaid Link, for a new bank or to mend one. */
import { useEffect, useEffectEvent, useState } from 'react';
import { Button, type ButtonProps } from '../../ui/Button';
import type { Mend } from './journey';
import { LinkStage } from './LinkStage';
import { useLinking } from './useLinking';

export interface LinkBankProps {
  label: string;
  voice?: NonNullable<ButtonProps['voice']>;
  size?: NonNullable<ButtonProps['size']>;
  mend: Mend;
  /** Is told when a link begins here, and when it is over. */
  underWay?: (is: boolean) => void;
}

/**
 * A button for as long as it is offered, and for as long as its link takes. What is offered follows from how the bank
 * stands, and the bank may be well again while the person is still in Link: a webhook is faster than they are. Link
 * would vanish under their hands.
 */
export function useOffer(offer: LinkBankProps | null): LinkBankProps | null {
  const [held, setHeld] = useState<LinkBankProps | null>(null);
  const shown = held ?? offer;
  if (shown === null) return null;
  return {
    ...shown,
    underWay: (is) => {
      setHeld(is ? shown : null);
    },
  };
}

export function LinkBank({ label, voice = 'plain', size = 'normal', mend, underWay }: LinkBankProps) {
  const linking = useLinking(mend);
  const { kind } = linking.stage;
  const isUnderWay = kind !== 'idle' && kind !== 'wrong' && kind !== 'failed';
  const tell = useEffectEvent((is: boolean) => underWay?.(is));
  useEffect(() => {
    tell(isUnderWay);
  }, [isUnderWay]);
  return (
    <>
      <LinkStage linking={linking} />
      <div>
        <Button voice={voice} size={size} isPending={kind === 'preparing' || kind === 'working'} onPress={linking.begin}>
          {label}
        </Button>
      </div>
    </>
  );
}
