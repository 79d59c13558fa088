/** Makes a key, and shows it this once, with a line to try it. */
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { Form } from 'react-aria-components';
import { graphql } from '../../gql';
import { quietly } from '../../lib/quietly';
import { sortErrors, type UserErrorText } from '../../lib/userErrors';
import { Button } from '../../ui/Button';
import { Modal } from '../../ui/Modal';
import { Notice } from '../../ui/Notice';
import { Failed } from '../../ui/states';
import { TextField } from '../../ui/TextField';
import { SCOPES } from './scopes';

const CREATE = graphql(`
  mutation CreateApiKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      apiKey {
        id
      }
      token
      userErrors {
        code
        message
        path
      }
    }
  }
`);

const PRESET = ['ACCOUNTS_READ', 'BALANCES_READ', 'TRANSACTIONS_READ'];

export function NewKey() {
  // The mutation's own result is not kept: it holds the token.
  const [create, { loading, error }] = useMutation(CREATE, { refetchQueries: ['ApiKeys'], fetchPolicy: 'no-cache' });
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>(PRESET);
  const [wrong, setWrong] = useState<readonly UserErrorText[]>([]);
  const [token, setToken] = useState<string | null>(null);
  const sorted = sortErrors(wrong, ['name']);

  async function send() {
    const input = { name, scopes: SCOPES.map(([scope]) => scope).filter((scope) => scopes.includes(scope)) };
    const { data } = await create({ variables: { input } });
    setWrong(data?.createApiKey.userErrors ?? []);
    if (!data?.createApiKey.token) return;
    setToken(data.createApiKey.token);
    setName('');
  }

  return (
    <>
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
        <TextField name="name" label="Name of the new key" hint="What it is for, as “Spreadsheet”." isRequired value={name} onChange={setName} />
        <fieldset className="scope-list">
          <legend className="field-label">It may</legend>
          {SCOPES.map(([scope, words]) => (
            <label key={scope} className="checkbox">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={({ target }) => {
                  setScopes(target.checked ? [...scopes, scope] : scopes.filter((each) => each !== scope));
                }}
              />
              {words}
            </label>
          ))}
        </fieldset>
        <div>
          <Button type="submit" isPending={loading} isDisabled={scopes.length === 0}>
            Make a key
          </Button>
        </div>
      </Form>
      {token !== null && <Shown token={token} close={() => { setToken(null); }} />}
    </>
  );
}

function Shown({ token, close }: { token: string; close: () => void }) {
  const [isCopied, setCopied] = useState(false);
  const curl = `curl ${window.location.origin}/graphql \\\n  -H 'content-type: application/json' \\\n  -H 'authorization: Bearer ${token}' \\\n  -d '{"query": "{ accounts { name } }"}'`;

  async function copy() {
    await navigator.clipboard.writeText(token);
    setCopied(true);
  }

  return (
    <Modal
      isOpen
      isAlert
      title="Your new key"
      close={close}
      actions={
        <>
          <Button
            onPress={() => {
              quietly(copy());
            }}
          >
            {isCopied ? 'Copied' : 'Copy the key'}
          </Button>
          <Button voice="primary" onPress={close}>
            I have kept it
          </Button>
        </>
      }
    >
      <p>It is shown this once; the server keeps only a hash of it.</p>
      <section aria-label="The key in a line to try">
        <pre className="curl">{curl}</pre>
      </section>
    </Modal>
  );
}
