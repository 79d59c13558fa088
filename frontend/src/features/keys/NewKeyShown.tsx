/** A new key, this once, with a line to try it. */
import { useState } from 'react';
import { quietly } from '../../lib/quietly';
import { Button } from '../../ui/Button';
import { Modal } from '../../ui/Modal';

export function NewKeyShown({ token, close }: { token: string; close: () => void }) {
  const [isCopied, setCopied] = useState(false);
  const curl = `curl ${window.location.origin}/graphql \\\n  -H 'content-type: application/json' \\\n  -H 'authorization: Bearer ${token}' \\\n  -d '{"query": "{ accounts { name } }"}'`;

  async function copy() {
    await navigator.clipboard.writeText(token);
    setCopied(true);
  }

  return (
    <Modal
      isOpen
      isAlert
      title="Your new key"
      close={close}
      actions={
        <>
          <Button
            onPress={() => {
              quietly(copy());
            }}
          >
            {isCopied ? 'Copied' : 'Copy the key'}
          </Button>
          <Button voice="primary" onPress={close}>
            I have kept it
          </Button>
        </>
      }
    >
      <p>It is shown this once; the server keeps only a hash of it.</p>
      <section aria-label="The key in a line to try">
        <pre className="curl">{curl}</pre>
      </section>
    </Modal>
  );
}
