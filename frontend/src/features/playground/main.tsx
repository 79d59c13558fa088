/**
 * The entry of the playground page. Here, and only here, its parts meet the browser: storage, network, chance.
 */
import './workers';
import 'graphiql/style.css';
import '../../ui/theme.css';
import './playground.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createPlaygroundFetcher } from './fetcher';
import { authorisedFetch } from './http';
import { Playground } from './Playground';
import { Session } from './session';
import { SubscriptionClients, socketUrl } from './subscriptions';
import { TokenStore } from './tokenStore';
import { makeNewcomer, NEWCOMER_BYTES, tourTabs } from './tour';
import { whoAmI } from './whoAmI';

const tokens = new TokenStore(window.sessionStorage);
const plain: typeof fetch = window.fetch.bind(window);
const authorised = authorisedFetch(() => tokens.get(), plain);
const session = new Session(tokens, (hasToken) => whoAmI(authorised, hasToken));
const clients = new SubscriptionClients(socketUrl(window.location), tokens);
const fetcher = createPlaygroundFetcher({
  authorised,
  plain,
  socket: () => clients.socket(),
  stream: () => clients.stream(),
  observe: (answer, wasMutation) => {
    session.observe(answer, wasMutation);
  },
});
const tabs = tourTabs(makeNewcomer(window.crypto.getRandomValues(new Uint8Array(NEWCOMER_BYTES))));

const place = document.getElementById('playground');
if (place === null) throw new Error('graphiql.html has lost its #playground');
void session.check();
createRoot(place).render(
  <StrictMode>
    <Playground session={session} fetcher={fetcher} tabs={tabs} storage={window.sessionStorage} />
  </StrictMode>,
);
