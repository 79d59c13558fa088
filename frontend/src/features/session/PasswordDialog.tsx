/** Asks for the password once more when an act needs it. The act then goes on as if nothing had been asked. */
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { graphql } from '../../gql';
import { quietly } from '../../lib/quietly';
import { Button } from '../../ui/Button';
import { Modal } from '../../ui/Modal';
import { Failed } from '../../ui/states';
import { TextField } from '../../ui/TextField';

const CONFIRM = graphql(`
  mutation ConfirmPassword($input: ConfirmPasswordInput!) {
    confirmPassword(input: $input) {
      confirmedUntil
      userErrors {
        code
        message
      }
    }
  }
`);

export function PasswordDialog({ answer }: { answer: (isConfirmed: boolean) => void }) {
  const [confirm, { loading, error }] = useMutation(CONFIRM);
  const [password, setPassword] = useState('');
  const [wrong, setWrong] = useState<string | null>(null);

  async function send() {
    const { data } = await confirm({ variables: { input: { password } } });
    const message = data?.confirmPassword.userErrors[0]?.message;
    if (message === undefined) answer(true);
    else setWrong(message);
  }

  return (
    <Modal
      isOpen
      title="Your password, once more"
      close={() => {
        answer(false);
      }}
      actions={
        <>
          <Button
            onPress={() => {
              answer(false);
            }}
          >
            Cancel
          </Button>
          <Button type="submit" form="confirm-password" voice="primary" isPending={loading}>
            Confirm
          </Button>
        </>
      }
    >
      <p className="quiet">This act is worth a second look. You are not asked again for a while.</p>
      {error !== undefined && <Failed error={error} />}
      <Form
        id="confirm-password"
        validationErrors={wrong === null ? {} : { password: wrong }}
        onSubmit={(event) => {
          event.preventDefault();
          quietly(send());
        }}
      >
        <TextField
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          isRequired
          value={password}
          onChange={(text) => {
            setPassword(text);
            setWrong(null);
          }}
        />
      </Form>
    </Modal>
  );
}
