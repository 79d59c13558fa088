/** The change of one's e-mail address, which one can log in with too. */
import { useMutation } from '@apollo/client/react';
import { graphql } from '../../gql';
import { Button } from '../../ui/Button';
import { Modal } from '../../ui/Modal';
import { TextField } from '../../ui/TextField';
import { SessionForm } from '../session/SessionForm';

const CHANGE = graphql(`
  mutation ChangeEmail($input: ChangeEmailInput!) {
    changeEmail(input: $input) {
      user {
        id
        email
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

export function Email({ email, close, changed }: { email: string; close: () => void; changed: () => void }) {
  const [change] = useMutation(CHANGE);
  return (
    <Modal isOpen title="Your e-mail address" close={close} actions={null}>
      <p className="quiet">
        It is <strong>{email}</strong> now. You can log in with the new one at once.
      </p>
      <SessionForm
        fields={['email']}
        submitLabel="Change the address"
        submit={async ({ email: wished = '' }) => {
          const { data } = await change({ variables: { input: { email: wished } } });
          const wrong = data?.changeEmail.userErrors ?? [];
          if (wrong.length === 0) changed();
          // A taken address is told without a path.
          return wrong.map((each) => ({ ...each, path: ['email'] }));
        }}
        beside={<Button onPress={close}>Cancel</Button>}
      >
        <TextField name="email" label="New e-mail address" type="email" autoComplete="email" isRequired />
      </SessionForm>
    </Modal>
  );
}
