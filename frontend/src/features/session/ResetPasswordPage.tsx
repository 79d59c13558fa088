/** Sets a password that was forgotten, with a code that whoever runs the server has made. Florin sends no mail. */
import { useMutation } from '@apollo/client/react';
import { use, useState } from 'react';
import { useSearchParams } from 'react-router';
import { SessionContext } from '../../app/session';
import { graphql } from '../../gql';
import { Notice } from '../../ui/Notice';
import { TextField } from '../../ui/TextField';
import { DoorPage } from './Door';
import { DoorLink } from './DoorLink';
import { SessionForm } from './SessionForm';
import { passwordHint, useServerInfo } from './useServerInfo';

const RESET = graphql(`
  mutation ResetPassword($input: ResetPasswordInput!) {
    resetPassword(input: $input) {
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export function ResetPasswordPage() {
  const [reset] = useMutation(RESET);
  const { changed } = use(SessionContext);
  const { info } = useServerInfo();
  const [search] = useSearchParams();
  const [isDone, setDone] = useState(false);

  async function submit({ username = '', code = '', newPassword = '' }) {
    const { data } = await reset({ variables: { input: { username, code: code.trim(), newPassword } } });
    const wrong = data?.resetPassword.userErrors ?? [];
    if (wrong.length === 0) {
      setDone(true);
      // Every session has ended, and with them the one that this page may have had.
      await changed();
    }
    return wrong.map((each) => (each.code === 'INVALID_CODE' ? { ...each, path: ['code'] } : each));
  }

  if (isDone) {
    return (
      <DoorPage title="A new password" swap={<DoorLink to="/login">Log in with it</DoorLink>}>
        <Notice tone="good" title="The new password is set">
          You were logged out wherever you were signed in.
        </Notice>
      </DoorPage>
    );
  }
  return (
    <DoorPage
      title="A new password"
      swap={
        <>
          Remembered it? <DoorLink to="/login">Log in</DoorLink>
        </>
      }
    >
      <p className="quiet">
        Florin sends no mail. Whoever runs this server makes a code with <code>florin user reset-password</code>. It works once, for half an
        hour.
      </p>
      <SessionForm fields={['username', 'code', 'newPassword']} submitLabel="Set the new password" submit={submit}>
        <TextField name="username" label="Username or e-mail" autoComplete="username" defaultValue={search.get('username') ?? ''} isRequired />
        <TextField name="code" label="Code" autoComplete="one-time-code" isRequired />
        <TextField name="newPassword" label="New password" type="password" autoComplete="new-password" hint={passwordHint(info)} isRequired />
      </SessionForm>
    </DoorPage>
  );
}
