/** The other end of the app's socket, by the protocol graphql-transport-ws. A test tells through it what happens. */
import { ws } from 'msw';
import { server } from './server';

interface Subscriber {
  id: string;
  operation: string;
  send: (text: string) => void;
}

interface Message {
  type: string;
  id?: string;
  payload?: { operationName?: string | null };
}

/** Listens to every socket of the app from here on, which the world has taken. */
export function openSocket() {
  const subscribers = new Set<Subscriber>();
  const link = ws.link('ws://localhost/graphql');
  server.use(
    link.addEventListener('connection', ({ client }) => {
      const send = (text: string) => {
        client.send(text);
      };
      client.addEventListener('message', ({ data }) => {
        const message = JSON.parse(data as string) as Message;
        const { id } = message;
        if (message.type === 'subscribe' && id !== undefined) subscribers.add({ id, operation: message.payload?.operationName ?? '', send });
        if (message.type === 'complete') for (const each of subscribers) if (each.id === id) subscribers.delete(each);
      });
      client.addEventListener('close', () => {
        for (const each of subscribers) if (each.send === send) subscribers.delete(each);
      });
    }),
  );
  return {
    /** How many follow this operation. */
    count: (operation: string) => [...subscribers].filter((each) => each.operation === operation).length,
    /** Tells everyone who follows this operation. */
    tell: (operation: string, data: unknown) => {
      for (const { id, operation: theirs, send } of subscribers) if (theirs === operation) send(JSON.stringify({ type: 'next', id, payload: { data } }));
    },
  };
}
