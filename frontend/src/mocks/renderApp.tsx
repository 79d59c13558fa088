/** Renders the whole app at an address, over the real client and the given world. */
import { ApolloProvider } from '@apollo/client/react';
import { render } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { makeClient } from '../app/client';
import { ConnectionContext } from '../app/connection';
import { PasswordQuestionContext } from '../app/reauth';
import { routes } from '../app/routes';
import { SessionContext } from '../app/session';
import { server } from './server';
import { worldHandlers, type World } from './world';

export function renderApp(address: string, world: World) {
  server.use(...worldHandlers(world));
  const { client, connection, session, question } = makeClient({ protocol: 'http:', host: 'localhost' });
  const router = createMemoryRouter(routes, { initialEntries: [address] });
  render(
    <ApolloProvider client={client}>
      <ConnectionContext value={connection}>
        <SessionContext value={session}>
          <PasswordQuestionContext value={question}>
            <RouterProvider router={router} />
          </PasswordQuestionContext>
        </SessionContext>
      </ConnectionContext>
    </ApolloProvider>,
  );
  return { user: userEvent.setup(), router, connection };
}
