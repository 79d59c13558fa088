/** Signs a user in. */
import { TextField } from '../../ui/TextField';
import { DoorPage } from './Door';
import { DoorLink } from './DoorLink';
import { SessionForm } from './SessionForm';
import { useServerInfo } from './useServerInfo';
import { useLogIn } from './useSession';

export function LogInPage() {
  const logIn = useLogIn();
  const { info } = useServerInfo();
  const mayLeadToSignUp = info !== undefined && info.signup !== 'CLOSED';
  return (
    <DoorPage
      title="Log in"
      swap={
        <>
          {mayLeadToSignUp && (
            <>
              New here? <DoorLink to="/signup">Sign up</DoorLink> <span aria-hidden="true">·</span>{' '}
            </>
          )}
          <DoorLink to="/reset-password">Forgot your password?</DoorLink>
        </>
      }
    >
      <SessionForm fields={['username', 'password']} submitLabel="Log in" submit={({ username = '', password = '' }) => logIn({ username, password })}>
        <TextField name="username" label="Username or e-mail" autoComplete="username" isRequired />
        <TextField name="password" label="Password" type="password" autoComplete="current-password" isRequired />
      </SessionForm>
    </DoorPage>
  );
}
