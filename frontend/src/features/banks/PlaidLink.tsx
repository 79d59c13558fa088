/** Plaid Link, opened as soon as it is ready. It draws itself over the page, in a frame of its own. */
import { useEffect } from 'react';
import { usePlaidLink, type PlaidLinkOnSuccess } from 'react-plaid-link';
import { Notice } from '../../ui/Notice';

export interface PlaidLinkProps {
  token: string;
  /** The address that a bank has sent the browser back to: Link goes on where it was then. */
  receivedRedirectUri?: string | undefined;
  onSuccess: PlaidLinkOnSuccess;
  onExit: () => void;
}

export function PlaidLink({ token, receivedRedirectUri, onSuccess, onExit }: PlaidLinkProps) {
  const { open, ready, error } = usePlaidLink({
    token,
    ...(receivedRedirectUri !== undefined && { receivedRedirectUri }),
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
