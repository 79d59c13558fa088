/**
 * The bar above the editor: whose requests these are, a field for a token, and the offer to use a token that an answer
 * has just brought. It never shows a token in clear.
 */
import { useId, useState, useSyncExternalStore, type SubmitEvent } from 'react';
import florin from '../../ui/florin.svg';
import type { Session } from './session';
import { readToken } from './token';
import type { Standing } from './whoAmI';

/** The bar of one session. */
export function SessionBar({ session }: { session: Session }) {
  const { token, standing, offered } = useSyncExternalStore(session.subscribe, session.state);
  return (
    <header className="session-bar">
      <a className="session-brand" href="/">
        <img src={florin} alt="" width="24" height="24" />
        Florin
      </a>
      <h1 className="session-title">Playground</h1>
      <p className={`session-standing session-${standing.kind}`} role="status">
        {describe(standing)}
      </p>
      {token === null ? (
        <TokenForm session={session} />
      ) : (
        <button
          type="button"
          onClick={() => {
            session.forget();
          }}
        >
          Forget token
        </button>
      )}
      {/* The opener's relation is what lets the new window begin with this one's token and tabs. */}
      <a className="session-window" href="/graphiql" target="_blank" rel="opener">
        Second window
      </a>
      <div className="session-offer" role="status">
        {offered !== null && (
          <>
            <span>The answer holds a token.</span>
            <button
              type="button"
              className="session-primary"
              onClick={() => {
                session.use(offered);
              }}
            >
              Use this token
            </button>
          </>
        )}
      </div>
    </header>
  );
}

function TokenForm({ session }: { session: Session }) {
  const id = useId();
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const token = readToken(text);
    if (token === null) setWrong(true);
    else session.use(token);
  }

  return (
    <form className="session-form" onSubmit={submit}>
      <label htmlFor={id}>Session token or API key</label>
      <input
        id={id}
        type="password"
        autoComplete="off"
        spellCheck={false}
        placeholder="florin_session_…"
        value={text}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          setWrong(false);
        }}
      />
      <button type="submit">Use</button>
      {isWrong && (
        <p id={`${id}-wrong`} className="session-wrong" role="alert">
          A token begins with florin_session_ or florin_key_.
        </p>
      )}
    </form>
  );
}

function describe(standing: Standing): string {
  switch (standing.kind) {
    case 'checking':
      return 'Checking…';
    case 'anonymous':
      return 'Not signed in';
    case 'signedIn':
      return standing.username === null ? 'Signed in' : `Signed in as ${standing.username}`;
    case 'refused':
      return 'Token refused';
    case 'unknown':
      return `Could not be checked: ${standing.reason}`;
  }
}
