/** Who is signed in, and the acts that change it. */
import { useMutation, useQuery } from '@apollo/client/react';
import { use } from 'react';
import { SessionContext } from '../../app/session';
import { graphql } from '../../gql';
import type { UserErrorText } from '../../lib/userErrors';
import { quietly } from '../../lib/quietly';

const VIEWER = graphql(`
  query Viewer {
    viewer {
      id
      username
      email
    }
  }
`);

const SIGN_UP = graphql(`
  mutation SignUp($input: SignupInput!) {
    signup(input: $input) {
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

const LOG_IN = graphql(`
  mutation LogIn($input: LoginInput!) {
    login(input: $input) {
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

const LOG_OUT = graphql(`
  mutation LogOut($input: LogoutInput) {
    logout(input: $input) {
      userErrors {
        code
        message
      }
    }
  }
`);

/** The viewer as the server last told: undefined until then, null when nobody is signed in. */
export function useViewer() {
  const { data, error, refetch } = useQuery(VIEWER);
  return { viewer: data?.viewer, error, retry: () => {
      quietly(refetch());
    } };
}

/** Makes a user and signs them in. Resolves to what was wrong; empty when all is well. */
export function useSignUp(): (user: { username: string; email: string; password: string }) => Promise<readonly UserErrorText[]> {
  const [signUp] = useMutation(SIGN_UP);
  const { changed } = use(SessionContext);
  return async (user) => {
    const { data } = await signUp({ variables: { input: { ...user, delivery: 'COOKIE' } } });
    const wrong = data?.signup.userErrors ?? [];
    if (wrong.length === 0) await changed();
    return wrong;
  };
}

/** Signs a user in. Resolves to what was wrong; empty when all is well. */
export function useLogIn(): (user: { username: string; password: string }) => Promise<readonly UserErrorText[]> {
  const [logIn] = useMutation(LOG_IN);
  const { changed } = use(SessionContext);
  return async (user) => {
    const { data } = await logIn({ variables: { input: { ...user, delivery: 'COOKIE' } } });
    const wrong = data?.login.userErrors ?? [];
    if (wrong.length === 0) await changed();
    return wrong;
  };
}

/** Ends this session. */
export function useLogOut(): () => Promise<void> {
  const [logOut] = useMutation(LOG_OUT);
  const { changed } = use(SessionContext);
  return async () => {
    await logOut({ variables: { input: { everywhere: false } } });
    await changed();
  };
}
