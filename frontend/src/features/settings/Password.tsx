/** The change of one's password, which ends every other session. */
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { graphql } from '../../gql';
import { Notice } from '../../ui/Notice';
import { TextField } from '../../ui/TextField';
import { SessionForm } from '../session/SessionForm';
import { passwordHint, useServerInfo } from '../session/useServerInfo';

const CHANGE = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) {
      user {
        id
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export function Password() {
  const [change] = useMutation(CHANGE, { refetchQueries: ['Sessions', 'LatestActivity'] });
  const { info } = useServerInfo();
  const [timesDone, setTimesDone] = useState(0);

  async function submit({ currentPassword = '', newPassword = '' }) {
    const { data } = await change({ variables: { input: { currentPassword, newPassword } } });
    const wrong = data?.changePassword.userErrors ?? [];
    if (wrong.length === 0) setTimesDone((times) => times + 1);
    return wrong.map((each) => (each.code === 'INVALID_CREDENTIALS' ? { ...each, path: ['currentPassword'] } : each));
  }

  return (
    <>
      <div role="status">{timesDone > 0 && <Notice tone="good" title="The password is changed. Every other session has ended." />}</div>
      <div className="setting-form">
        {/* A new form after each change, because nothing that was typed shall stay in it. */}
        <SessionForm key={timesDone} fields={['currentPassword', 'newPassword']} submitLabel="Change password" voice="plain" submit={submit}>
          <TextField name="currentPassword" label="Current password" type="password" autoComplete="current-password" isRequired />
          <TextField name="newPassword" label="New password" type="password" autoComplete="new-password" hint={passwordHint(info)} isRequired />
        </SessionForm>
      </div>
    </>
  );
}
