/**
 * The details of the opened transaction: beside the list where there is room, over it where there is none. Escape
 * closes it; the focus goes back to the row.
 */
import './transactionPanel.css';
import { useEffect, useRef } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { TransactionDetails } from './TransactionDetails';

export interface TransactionPanelProps {
  id: string;
  today: Date;
  place: 'beside' | 'over';
  close: () => void;
}

export function TransactionPanel(props: TransactionPanelProps) {
  return props.place === 'beside' ? <Beside {...props} /> : <Over {...props} />;
}

function Beside({ id, today, close }: TransactionPanelProps) {
  const sheet = useRef<HTMLElement>(null);
  useEffect(() => {
    // Who opens a row goes on reading there.
    sheet.current?.focus({ preventScroll: true });
  }, [id]);
  return (
    // Escape is for whatever in it has the focus.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- see above
    <aside
      ref={sheet}
      tabIndex={-1}
      className="panel panel-beside"
      aria-label="Transaction"
      onKeyDown={(event) => {
        if (event.key === 'Escape') close();
      }}
    >
      <Close close={close} />
      <TransactionDetails id={id} today={today} />
    </aside>
  );
}

function Over({ id, today, close }: TransactionPanelProps) {
  return (
    <ModalOverlay
      className="panel-veil"
      isOpen
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) close();
      }}
    >
      <Modal className="panel panel-over">
        <Dialog className="panel-sheet" aria-label="Transaction">
          <Close close={close} />
          <TransactionDetails id={id} today={today} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Close({ close }: { close: () => void }) {
  return (
    <div className="panel-close">
      <Button voice="quiet" size="small" aria-label="Close" onPress={close}>
        <Icon name="close" />
      </Button>
    </div>
  );
}
