/** Plaid Link, opened as soon as it is ready. It draws itself over the page, in a frame of its own. */
import { useEffect } from 'react';
import { usePlaidLink, type PlaidLinkOnSuccess } from 'react-plaid-link';
import { Notice } from '../../ui/Notice';

export interface PlaidLinkProps {
  token: string;
  onSuccess: PlaidLinkOnSuccess;
  onExit: () => void;
}

export function PlaidLink({ token, onSuccess, onExit }: PlaidLinkProps) {
  const { open, ready, error } = usePlaidLink({
    token,
    onSuccess,
    onExit: () => {
      onExit();
    },
  });
  useEffect(() => {
    if (ready) open();
  }, [ready, open]);
  return error === null ? null : <Notice tone="alert" title="Plaid Link could not be loaded. Check that you are online." />;
}
