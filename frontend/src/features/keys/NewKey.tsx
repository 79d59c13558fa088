/** Makes a key, held to what its owner chooses, and shows it this once. */
import '../settings/settings.css';
import './keys.css';
import { useMutation } from '@apollo/client/react';
import { useState } from 'react';
import { graphql } from '../../gql';
import type { CreateApiKeyInput } from '../../gql/graphql';
import { TextField } from '../../ui/TextField';
import { SessionForm } from '../session/SessionForm';
import { KeyAccounts } from './KeyAccounts';
import { NewKeyShown } from './NewKeyShown';
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
const LIVES = [
  [7, 'A week'],
  [30, '30 days'],
  [90, '90 days'],
  [365, 'A year'],
] as const;
const RATE_MAX = 6000;
const DAY_MS = 86_400_000;
/** A year is the most, by the server's clock and not by this one's: an hour less is well within it. */
const LIFE_MS_MAX = 365 * DAY_MS - 3_600_000;

export function NewKey() {
  // The mutation's own result is not kept: it holds the token.
  const [create] = useMutation(CREATE, { refetchQueries: ['ApiKeys', 'LatestActivity'], fetchPolicy: 'no-cache' });
  const [scopes, setScopes] = useState<readonly string[]>(PRESET);
  const [accountIds, setAccountIds] = useState<readonly string[] | null>(null);
  const [token, setToken] = useState<string | null>(null);
  const [timesDone, setTimesDone] = useState(0);

  async function submit(typed: Record<string, string>) {
    if (scopes.length === 0) return [{ code: 'INVALID_INPUT', message: 'Choose at least one thing that the key may do.' }];
    if (accountIds?.length === 0) return [{ code: 'INVALID_INPUT', message: 'Choose at least one account, or let the key see all.' }];
    const { data } = await create({ variables: { input: inputOf(typed, scopes, accountIds) } });
    const made = data?.createApiKey;
    if (made?.token) {
      setToken(made.token);
      setScopes(PRESET);
      setAccountIds(null);
      setTimesDone((times) => times + 1);
    }
    return made?.userErrors ?? [];
  }

  return (
    <>
      <div className="setting-form">
        <SessionForm key={timesDone} fields={['name', 'dateFrom', 'dateTo', 'requestsPerMinute']} submitLabel="Make a key" voice="plain" submit={submit}>
          <TextField name="name" label="Name of the new key" hint="What it is for, as “Spreadsheet”." autoComplete="off" maxLength={100} isRequired />
          <fieldset className="scope-list key-scopes">
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
          <div className="field">
            <label className="field-label" htmlFor="key-life">
              It lives for
            </label>
            <select id="key-life" name="life" className="field-input" defaultValue={90}>
              {LIVES.map(([days, words]) => (
                <option key={days} value={days}>
                  {words}
                </option>
              ))}
            </select>
          </div>
          <details className="key-limits-box">
            <summary>More limits</summary>
            <div className="key-limits">
              <KeyAccounts chosen={accountIds} choose={setAccountIds} />
              <div className="key-pair">
                <TextField name="dateFrom" label="First day" type="date" />
                <TextField name="dateTo" label="Last day" type="date" />
              </div>
              <TextField name="requestsPerMinute" label="Requests a minute" type="number" inputMode="numeric" hint="1 to 6,000; 120 when you leave it empty." />
            </div>
          </details>
        </SessionForm>
      </div>
      {token !== null && (
        <NewKeyShown
          token={token}
          close={() => {
            setToken(null);
          }}
        />
      )}
    </>
  );
}

function inputOf({ name = '', life, dateFrom, dateTo, requestsPerMinute }: Record<string, string>, scopes: readonly string[], accountIds: readonly string[] | null): CreateApiKeyInput {
  const rate = Number(requestsPerMinute);
  const expiresAt = new Date(Date.now() + Math.min(Number(life) * DAY_MS, LIFE_MS_MAX)).toISOString();
  return {
    name,
    scopes: SCOPES.map(([scope]) => scope).filter((scope) => scopes.includes(scope)),
    expiresAt,
    ...(accountIds !== null && { accountIds: [...accountIds] }),
    ...(dateFrom && { dateFrom }),
    ...(dateTo && { dateTo }),
    // What isn't a number that the schema's Int can hold is left for the server to refuse.
    ...(requestsPerMinute && { requestsPerMinute: Number.isInteger(rate) ? Math.min(rate, RATE_MAX + 1) : 0 }),
  };
}
