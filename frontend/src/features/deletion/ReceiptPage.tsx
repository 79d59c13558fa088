/** The receipt of a deletion: right after it, and later by its code, for somebody who has no account any more. */
import './deletion.css';
import { useQuery } from '@apollo/client/react';
import { use, useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import { SessionContext } from '../../app/session';
import { graphql, readFragment } from '../../gql';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Failed, Loading } from '../../ui/states';
import { TextField } from '../../ui/TextField';
import { DoorPage } from '../session/Door';
import { DoorLink } from '../session/DoorLink';
import { SessionForm } from '../session/SessionForm';
import { Receipt } from './Receipt';
import { RECEIPT, type ReceiptTold } from './receiptText';

const LOOK = graphql(`
  query DeletionReceipt($code: String!) {
    deletionReceipt(code: $code) {
      ...Receipt_receipt
    }
  }
`);

/** How often it is asked whether everything is erased, while it isn't. */
const LOOK_EVERY_MS = 2_000;

/** What the deletion hands over. The code is shown nowhere else, so a reload of the page shall not lose it. */
interface Handed {
  code: string;
  receipt: ReceiptTold;
}

export function ReceiptPage() {
  const { state } = useLocation() as { state: Handed | null };
  const [typed, setTyped] = useState<string | null>(null);
  const { leaveBy } = use(SessionContext);
  useEffect(() => {
    leaveBy(null);
  }, [leaveBy]);
  const code = typed ?? state?.code ?? null;
  return (
    <DoorPage title="Receipt" swap={<DoorLink to="/login">To the login</DoorLink>}>
      {code === null ? (
        <SessionForm
          fields={['code']}
          submitLabel="Show the receipt"
          submit={({ code: text = '' }) => {
            setTyped(text.trim());
            return Promise.resolve([]);
          }}
        >
          <TextField name="code" label="Code" hint="It was shown when the account was deleted." autoComplete="off" isRequired />
        </SessionForm>
      ) : (
        <Looked
          code={code}
          handed={typed === null ? (state?.receipt ?? null) : null}
          again={() => {
            setTyped(null);
          }}
        />
      )}
    </DoorPage>
  );
}

function Looked({ code, handed, again }: { code: string; handed: ReceiptTold | null; again: () => void }) {
  const { data, error, refetch, stopPolling } = useQuery(LOOK, { variables: { code }, fetchPolicy: 'network-only', pollInterval: LOOK_EVERY_MS });
  const told = readFragment(RECEIPT, data?.deletionReceipt) ?? handed;
  const isFinal = told === null ? data !== undefined : told.completedAt !== null;
  useEffect(() => {
    if (isFinal) stopPolling();
  }, [isFinal, stopPolling]);
  if (told !== null) {
    return (
      <>
        {handed !== null && <p>Your account is closed, and you are signed out everywhere. Farewell.</p>}
        <Receipt receipt={told} code={code} isNew={handed !== null} />
      </>
    );
  }
  if (error !== undefined) return <Failed error={error} retry={refetch} />;
  if (data === undefined) return <Loading label="Looking for the receipt" />;
  return (
    <Notice
      tone="caution"
      title="There is no receipt with this code"
      action={
        <Button size="small" onPress={again}>
          Type another
        </Button>
      }
    />
  );
}
