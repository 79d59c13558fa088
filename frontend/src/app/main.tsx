/** The entry of the web app. Here, and only here, its parts meet the browser: address, storage, network. */
import '@fontsource-variable/figtree/wght.css';
import '@fontsource/newsreader/latin-500.css';
import '../ui/theme.css';
import '../ui/base.css';
import { ApolloProvider } from '@apollo/client/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { makeClient } from './client';
import { ConnectionContext } from './connection';
import { PasswordQuestionContext } from './reauth';
import { routes } from './routes';
import { SessionContext } from './session';
import { applyTheme, storedTheme } from './theme';

applyTheme(storedTheme());
const { client, connection, session, question } = makeClient({ host: window.location.host, protocol: window.location.protocol });
const router = createBrowserRouter(routes);
const root = document.getElementById('app');
if (root === null) throw new Error('index.html has an element #app');
createRoot(root).render(
  <StrictMode>
    <ApolloProvider client={client}>
      <ConnectionContext value={connection}>
        <SessionContext value={session}>
          <PasswordQuestionContext value={question}>
            <RouterProvider router={router} />
          </PasswordQuestionContext>
        </SessionContext>
      </ConnectionContext>
    </ApolloProvider>
  </StrictMode>,
);
