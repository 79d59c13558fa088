/** Which accounts a new key sees: all, those that come later included, or only some. */
import { skipToken, useQuery } from '@apollo/client/react';
import { graphql } from '../../gql';
import { Failed } from '../../ui/states';

const ACCOUNTS = graphql(`
  query KeyAccounts {
    accounts {
      id
      name
      mask
    }
  }
`);

export interface KeyAccountsProps {
  /** Null: all. */
  chosen: readonly string[] | null;
  choose: (accountIds: readonly string[] | null) => void;
}

export function KeyAccounts({ chosen, choose }: KeyAccountsProps) {
  const { data, error, refetch } = useQuery(ACCOUNTS, chosen === null ? skipToken : {});
  return (
    <fieldset className="scope-list">
      <legend className="field-label">Accounts</legend>
      <label className="checkbox">
        <input
          type="checkbox"
          checked={chosen === null}
          onChange={({ target }) => {
            choose(target.checked ? null : []);
          }}
        />
        All, and those that come later
      </label>
      {error !== undefined && <Failed error={error} retry={refetch} />}
      {chosen !== null &&
        data?.accounts.map(({ id, name, mask }) => (
          <label key={id} className="checkbox">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={({ target }) => {
                choose(target.checked ? [...chosen, id] : chosen.filter((each) => each !== id));
              }}
            />
            {name} {mask !== null && <span className="quiet">•••• {mask}</span>}
          </label>
        ))}
    </fieldset>
  );
}
