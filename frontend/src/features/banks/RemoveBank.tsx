/** The end of a bank connection, asked twice, because its transactions go with it. */
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Button } from '../../ui/Button';
import { Modal } from '../../ui/Modal';
import { Notice } from '../../ui/Notice';
import { Failed } from '../../ui/states';
import { useBankActs } from './useBankActs';

export function RemoveBank({ itemId, name }: { itemId: string; name: string }) {
  const [isAsked, setAsked] = useState(false);
  const [isPending, setPending] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const { remove } = useBankActs();
  const navigate = useNavigate();

  async function run() {
    setPending(true);
    setFailure(null);
    try {
      const message = await remove(itemId);
      setWrong(message);
      if (message === null) await navigate('/banks', { replace: true });
    } catch (error) {
      setFailure(error);
    } finally {
      setPending(false);
      setAsked(false);
    }
  }

  return (
    <>
      {wrong !== null && <Notice tone="alert" title={wrong} />}
      {failure !== null && <Failed error={failure} />}
      <p className="quiet">Its accounts and transactions are deleted here. Nothing changes at the bank.</p>
      <div>
        <Button
          size="small"
          onPress={() => {
            setAsked(true);
          }}
        >
          Remove {name}
        </Button>
      </div>
      <Modal
        isOpen={isAsked}
        isAlert
        title={`Remove ${name}?`}
        close={() => {
          setAsked(false);
        }}
        actions={
          <>
            <Button
              onPress={() => {
                setAsked(false);
              }}
            >
              Keep it
            </Button>
            <Button voice="danger" isPending={isPending} onPress={() => void run()}>
              Remove it
            </Button>
          </>
        }
      >
        <p>Its accounts and all of their transactions are deleted. You can link the bank again, but your own names and notes may not come back.</p>
      </Modal>
    </>
  );
}
