/** A dialog over the page: one question, its answers, and a way out by Escape. */
import './modal.css';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal as AriaModal, ModalOverlay } from 'react-aria-components';

export interface ModalProps {
  title: string;
  isOpen: boolean;
  close: () => void;
  children: ReactNode;
  /** Null where the content has buttons of its own. */
  actions: ReactNode;
  /** Whether it interrupts with something grave. */
  isAlert?: boolean;
}

export function Modal({ title, isOpen, close, children, actions, isAlert = false }: ModalProps) {
  return (
    <ModalOverlay
      className="modal-veil"
      isOpen={isOpen}
      isDismissable={!isAlert}
      onOpenChange={(open) => {
        if (!open) close();
      }}
    >
      <AriaModal className="modal">
        <Dialog className="modal-sheet" role={isAlert ? 'alertdialog' : 'dialog'}>
          <Heading slot="title" className="modal-title">
            {title}
          </Heading>
          <div className="modal-text">{children}</div>
          {actions !== null && <div className="modal-actions">{actions}</div>}
        </Dialog>
      </AriaModal>
    </ModalOverlay>
  );
}
