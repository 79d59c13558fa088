/** What stands on the page while a bank is being linked: Link itself, what was wrong, or the question about a second one. */
import { Button } from '../../ui/Button';
import { Modal } from '../../ui/Modal';
import { Notice } from '../../ui/Notice';
import { Failed } from '../../ui/states';
import { PlaidLink } from './PlaidLink';
import type { Linking } from './useLinking';

export interface LinkStageProps {
  linking: Linking;
  /** The address that a bank has sent the browser back to. */
  receivedRedirectUri?: string;
  /** What to do beside when Link was left without an end. */
  onLeft?: () => void;
}

export function LinkStage({ linking: { stage, succeeded, linkAgain, stop }, receivedRedirectUri, onLeft }: LinkStageProps) {
  const leave = () => {
    stop();
    onLeft?.();
  };
  switch (stage.kind) {
    case 'wrong':
      return <Notice tone="alert" title={stage.message} />;
    case 'failed':
      return <Failed error={stage.error} />;
    case 'open':
      return (
        <PlaidLink
          token={stage.token}
          receivedRedirectUri={receivedRedirectUri}
          onSuccess={succeeded}
          onExit={leave}
        />
      );
    case 'duplicate':
      return (
        <Modal
          isOpen
          title={`${stage.bankName} is linked already`}
          close={leave}
          actions={
            <>
              <Button
                onPress={() => {
                  linkAgain(stage.input);
                }}
              >
                Link it all the same
              </Button>
              <Button voice="primary" onPress={leave}>
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
      );
    default:
      return null;
  }
}
