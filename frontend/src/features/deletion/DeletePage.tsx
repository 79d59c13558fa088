/** The end of one's account: what goes, what stays, and the username typed again. */
import './deletion.css';
import { useMutation } from '@apollo/client/react';
import { use } from 'react';
import { Link, useNavigate } from 'react-router';
import { SessionContext } from '../../app/session';
import { graphql, readFragment } from '../../gql';
import { Card, Page } from '../../ui/Page';
import { TextField } from '../../ui/TextField';
import { SessionForm } from '../session/SessionForm';
import { useViewer } from '../session/useSession';
import { RECEIPT } from './receiptText';

const DELETE = graphql(`
  mutation DeleteAccount($input: DeleteAccountInput!) {
    deleteAccount(input: $input) {
      receipt {
        code
        ...Receipt_receipt
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export function DeletePage() {
  // The answer is not kept: it holds the code.
  const [erase] = useMutation(DELETE, { fetchPolicy: 'no-cache' });
  const { viewer } = useViewer();
  const { changed, leaveBy } = use(SessionContext);
  const navigate = useNavigate();

  async function submit({ username = '' }) {
    const { data } = await erase({ variables: { input: { username } } });
    const receipt = data?.deleteAccount.receipt;
    if (receipt) {
      const state = { code: receipt.code, receipt: readFragment(RECEIPT, receipt) };
      // The session is dead, and whichever part of the page hears of it first shall not lead to the login.
      leaveBy({ to: '/receipt', state });
      await navigate('/receipt', { state, replace: true });
      await changed();
    }
    return (data?.deleteAccount.userErrors ?? []).map((each) => ({ ...each, path: ['username'] }));
  }

  return (
    <Page title="Delete your account" lead={<Link to="/settings">Back to the settings</Link>}>
      <Card>
        <div className="deletion">
          <p>There is no way back. As soon as you say so:</p>
          <ul className="deletion-points">
            <li>you are signed out everywhere, and every API key is dead;</li>
            <li>each of your banks is removed at Plaid, so that it gives nobody your data any more;</li>
            <li>your accounts, transactions, balances, names and notes are erased here, and so are your name and your e-mail address.</li>
          </ul>
          <p>
            What stays is a receipt without a name, which you alone can read with its code. Nothing changes at your banks. Backups that were
            made of this server are in the hands of whoever runs it.
          </p>
          <SessionForm fields={['username']} submitLabel="Delete my account for good" voice="danger" submit={submit}>
            <TextField
              name="username"
              label="Your username, typed again"
              hint={`Type ${viewer?.username ?? 'it'} to say that you mean it.`}
              autoComplete="off"
              isRequired
            />
          </SessionForm>
        </div>
      </Card>
    </Page>
  );
}
