/** The button that opens Plaid Link, for a new bank or to mend one. */
import { Button, type ButtonProps } from '../../ui/Button';
import type { Mend } from './journey';
import { LinkStage } from './LinkStage';
import { useLinking } from './useLinking';

export interface LinkBankProps {
  label: string;
  voice?: NonNullable<ButtonProps['voice']>;
  size?: NonNullable<ButtonProps['size']>;
  mend: Mend;
}

export function LinkBank({ label, voice = 'plain', size = 'normal', mend }: LinkBankProps) {
  const linking = useLinking(mend);
  const { kind } = linking.stage;
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
