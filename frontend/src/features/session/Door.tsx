/** The pages in front of the door: who is not signed in sees what Florin is, and signs up or logs in. */
import './session.css';
import type { ReactNode } from 'react';
import { Link, Navigate, Outlet, useLocation, useSearchParams } from 'react-router';
import { ThemeSwitch } from '../../app/ThemeSwitch';
import florin from '../../ui/florin.svg';
import { Failed, Loading } from '../../ui/states';
import { TextField } from '../../ui/TextField';
import { SessionForm } from './SessionForm';
import { useLogIn, useSignUp, useViewer } from './useSession';

/** Leads those who are signed in to where they wanted to go. */
export function Door() {
  const { viewer, error, retry } = useViewer();
  const [search] = useSearchParams();
  if (viewer) return <Navigate to={wishOf(search)} replace />;
  return (
    <div className="door">
      <section className="door-story" aria-label="What Florin is">
        <p className="door-brand">
          <img src={florin} alt="" width="36" height="36" /> Florin
        </p>
        <p className="door-claim">Your bank accounts, as an API that you own.</p>
        <ul className="door-points plain">
          <li>One place for every bank, kept up to date by itself.</li>
          <li>Exact to the last cent. What the bank says is what you read.</li>
          <li>On your own machine, encrypted, and yours to query.</li>
        </ul>
        <p className="door-links">
          <a href="/graphiql">Playground</a>
          <a href="/schema.graphql">Schema</a>
        </p>
      </section>
      <main className="door-main">
        <div className="door-theme">
          <ThemeSwitch />
        </div>
        <div className="door-form">
          {error !== undefined ? <Failed error={error} retry={retry} /> : viewer === undefined ? <Loading label="Looking who you are" /> : <Outlet />}
        </div>
      </main>
    </div>
  );
}

/** Makes a new user. */
export function SignUpPage() {
  const signUp = useSignUp();
  return (
    <FormPage title="Sign up" swap={<>Been here before? <DoorLink to="/login">Log in</DoorLink></>}>
      <SessionForm
        fields={['username', 'email', 'password']}
        submitLabel="Sign up"
        submit={({ username = '', email = '', password = '' }) => signUp({ username, email, password })}
      >
        <TextField name="username" label="Username" autoComplete="username" hint="Letters, digits, dot, dash and underscore." isRequired />
        <TextField name="email" label="E-mail" type="email" autoComplete="email" isRequired />
        <TextField name="password" label="Password" type="password" autoComplete="new-password" hint="At least 12 characters. A few words make a good one." isRequired />
      </SessionForm>
    </FormPage>
  );
}

/** Signs a user in. */
export function LogInPage() {
  const logIn = useLogIn();
  return (
    <FormPage title="Log in" swap={<>New here? <DoorLink to="/signup">Sign up</DoorLink></>}>
      <SessionForm fields={['username', 'password']} submitLabel="Log in" submit={({ username = '', password = '' }) => logIn({ username, password })}>
        <TextField name="username" label="Username or e-mail" autoComplete="username" isRequired />
        <TextField name="password" label="Password" type="password" autoComplete="current-password" isRequired />
      </SessionForm>
    </FormPage>
  );
}

function FormPage({ title, swap, children }: { title: string; swap: ReactNode; children: ReactNode }) {
  return (
    <>
      <title>{`${title} · Florin`}</title>
      <h1>{title}</h1>
      {children}
      <p className="quiet">{swap}</p>
    </>
  );
}

/** A link between the two forms that keeps where one wanted to go. */
function DoorLink({ to, children }: { to: string; children: ReactNode }) {
  const { search } = useLocation();
  return <Link to={{ pathname: to, search }}>{children}</Link>;
}

/** The page that was asked for before the login. Only a path of ours: `//elsewhere` is another site. */
export function wishOf(search: URLSearchParams): string {
  const wish = search.get('next') ?? '/';
  return /^\/(?![/\\])/.test(wish) ? wish : '/';
}
