/** The change of one's password, which ends every other session. */
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { graphql } from '../../gql';
import { sortErrors, type UserErrorText } from '../../lib/userErrors';
import { quietly } from '../../lib/quietly';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { Failed } from '../../ui/states';
import { TextField } from '../../ui/TextField';

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

const FIELDS = ['currentPassword', 'newPassword'];

export function Password() {
  const [change, { loading, error }] = useMutation(CHANGE, { refetchQueries: ['Sessions'] });
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const [wrong, setWrong] = useState<readonly UserErrorText[]>([]);
  const [isDone, setDone] = useState(false);
  const sorted = sortErrors(
    wrong.map((each) => (each.code === 'INVALID_CREDENTIALS' ? { ...each, path: ['currentPassword'] } : each)),
    FIELDS,
  );

  async function send() {
    setDone(false);
    const { data } = await change({ variables: { input: { currentPassword, newPassword } } });
    const errors = data?.changePassword.userErrors ?? [];
    setWrong(errors);
    if (errors.length > 0) return;
    setDone(true);
    setCurrent('');
    setNew('');
  }

  return (
    <Form
      className="form setting-form"
      validationErrors={sorted.fields}
      onSubmit={(event) => {
        event.preventDefault();
        quietly(send());
      }}
    >
      {sorted.form.map((message) => (
        <Notice key={message} tone="alert" title={message} />
      ))}
      {error !== undefined && <Failed error={error} />}
      <div role="status">{isDone && <Notice tone="good" title="The password is changed. Every other session has ended." />}</div>
      <TextField name="currentPassword" label="Password of now" type="password" autoComplete="current-password" isRequired value={currentPassword} onChange={setCurrent} />
      <TextField
        name="newPassword"
        label="New password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters."
        isRequired
        value={newPassword}
        onChange={setNew}
      />
      <div>
        <Button type="submit" isPending={loading}>
          Change password
        </Button>
      </div>
    </Form>
  );
}
