/** Makes a new user, where the server takes one. */
import { Notice } from '../../ui/Notice';
import { Failed, Loading } from '../../ui/states';
import { TextField } from '../../ui/TextField';
import { DoorPage } from './Door';
import { DoorLink } from './DoorLink';
import { SessionForm } from './SessionForm';
import { passwordHint, useServerInfo } from './useServerInfo';
import { useSignUp } from './useSession';

export function SignUpPage() {
  const { info, error, retry } = useServerInfo();
  return (
    <DoorPage
      title="Sign up"
      swap={
        <>
          Been here before? <DoorLink to="/login">Log in</DoorLink>
        </>
      }
    >
      {info === undefined && (error === undefined ? <Loading label="Asking who may sign up" /> : <Failed error={error} retry={retry} />)}
      {info?.signup === 'CLOSED' && (
        <Notice title="This server takes no new users">
          <p>
            Whoever runs it can make you one with <code>florin user create</code>.
          </p>
        </Notice>
      )}
      {info !== undefined && info.signup !== 'CLOSED' && <NewUser info={info} />}
    </DoorPage>
  );
}

function NewUser({ info }: { info: NonNullable<ReturnType<typeof useServerInfo>['info']> }) {
  const signUp = useSignUp();
  return (
    <>
      {info.signup === 'FIRST_USER' && <p className="quiet">This server is for one person. Nobody has signed up yet, so it can be yours.</p>}
      <SessionForm
        fields={['username', 'email', 'password']}
        submitLabel="Sign up"
        submit={({ username = '', email = '', password = '' }) => signUp({ username, email, password })}
      >
        <TextField name="username" label="Username" autoComplete="username" hint="Letters, digits, dot, dash and underscore." isRequired />
        <TextField name="email" label="E-mail" type="email" autoComplete="email" isRequired />
        <TextField name="password" label="Password" type="password" autoComplete="new-password" hint={passwordHint(info)} isRequired />
      </SessionForm>
    </>
  );
}
