/**
 * graphql-ws's own client and its table of close codes, against the server at FLORIN_URL.
 *
 * Codes and names of messages are the package's, so that a misreading of ours is not repeated here. FLORIN_TOKEN is a
 * session's.
 */
import assert from 'node:assert/strict';
import { CloseCode, createClient, GRAPHQL_TRANSPORT_WS_PROTOCOL, MessageType } from 'graphql-ws';
import WebSocket from 'ws';

const url = `${process.env.FLORIN_URL.replace('http', 'ws')}/graphql`;
const token = process.env.FLORIN_TOKEN;
const connectionParams = { authorization: `Bearer ${token}` };

/** A subscription that goes on until somebody ends it. */
const FOLLOW = 'subscription { syncJobs { id } }';
const init = { type: MessageType.ConnectionInit, payload: connectionParams };
const follow = { id: '1', type: MessageType.Subscribe, payload: { query: FOLLOW } };

/** What a client sends, and the code that the server closes with. */
const TABLE = [
  ['no JSON', ['hello'], CloseCode.BadRequest],
  ['an unknown type', [{ type: 'start' }], CloseCode.BadRequest],
  ['a subscription without a payload', [init, { id: '1', type: MessageType.Subscribe }], CloseCode.BadRequest],
  ['a subscription before the acknowledgement', [follow], CloseCode.Unauthorized],
  [
    'a token that is not valid',
    [{ type: MessageType.ConnectionInit, payload: { authorization: 'Bearer florin_session_x' } }],
    CloseCode.Forbidden,
  ],
  ['nothing', [], CloseCode.ConnectionInitialisationTimeout],
  ['two operations of one id', [init, follow, follow], CloseCode.SubscriberAlreadyExists],
  ['two initialisations', [init, init], CloseCode.TooManyInitialisationRequests],
];

/** Sends messages as soon as the socket is open, and resolves to the code that it is closed with. */
function closeCode(messages, protocol = GRAPHQL_TRANSPORT_WS_PROTOCOL) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocol);
    socket.on('open', () => {
      for (const message of messages) socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    });
    socket.on('close', resolve);
    socket.on('error', reject);
  });
}

for (const [what, messages, code] of TABLE) assert.equal(await closeCode(messages), code, what);
assert.equal(await closeCode([], 'graphql-ws'), CloseCode.SubprotocolNotAcceptable, 'the older protocol');

// The client itself: results, errors, an end by its own wish, and a refusal that it does not try again.
// Not lazily, or the client would hang up between two operations.
const options = { url, webSocketImpl: WebSocket, retryAttempts: 0, lazy: false, onNonLazyError: () => {} };
const client = createClient({ ...options, connectionParams });
const first = await client.iterate({ query: '{ viewer { username } }' }).next();
assert.equal(first.value.data.viewer.username, 'alice');
await assert.rejects(client.iterate({ query: '{ nothing }' }).next(), (errors) => {
  assert.equal(errors[0].extensions.code, 'BAD_USER_INPUT');
  return true;
});
const endless = client.iterate({ query: FOLLOW });
const waiting = endless.next();
await endless.return();
assert.equal((await waiting).done, true);
const mutation = 'mutation { logout { userErrors { code } } }';
const anonymous = createClient(options);
const nobody = await anonymous.iterate({ query: '{ viewer { username } }' }).next();
assert.equal(nobody.value.data.viewer, null);

// A session that ends takes its socket with it, with a code after which the client does not come back.
const ended = new Promise((resolve) => client.on('closed', (event) => resolve(event.code)));
const followed = client.iterate({ query: FOLLOW }).next();
followed.catch(() => {});
await fetch(`${process.env.FLORIN_URL}/graphql`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  body: JSON.stringify({ query: mutation }),
});
assert.equal(await ended, CloseCode.Unauthorized);
await client.dispose();
await anonymous.dispose();
console.log(`${TABLE.length + 1} close codes are as graphql-ws has them`);
