/**
 * The beginning and the end of a session in this page: what one person has loaded is thrown away before the next one
 * looks, and the socket, which was opened for the one, is closed.
 */
import type { ApolloClient } from '@apollo/client';
import { createContext } from 'react';
import { ViewerDocument } from '../gql/graphql';
import { quietly } from '../lib/quietly';

/** Where somebody goes whose session ends, other than to the login. */
export interface Exit {
  to: string;
  state: unknown;
}

/** The session's two moments. */
export interface SessionSwitch {
  /** After a login, a signup or a logout: forgets everything and asks the shown queries again. */
  changed: () => Promise<void>;
  /** The server said that nobody is signed in. */
  ended: () => void;
  /** Whoever is no longer let in is led there; null leads to the login again. */
  leaveBy: (exit: Exit | null) => void;
  exit: () => Exit | null;
}

export const SessionContext = createContext<SessionSwitch>({
  changed: () => Promise.reject(new Error('the app is not inside of its SessionContext')),
  ended: () => undefined,
  leaveBy: () => undefined,
  exit: () => null,
});

/** The switch over a client and its socket. */
export function sessionSwitch(client: () => ApolloClient, closeSocket: () => void): SessionSwitch {
  // Twenty queries that are refused at once are one end of a session.
  let isEnding = false;
  let wayOut: Exit | null = null;
  return {
    leaveBy: (exit) => {
      wayOut = exit;
    },
    exit: () => wayOut,
    changed: async () => {
      closeSocket();
      await client().resetStore();
    },
    ended: () => {
      if (isEnding) return;
      isEnding = true;
      closeSocket();
      // First the pages go, and with them their queries: asked again they would be refused again, and so on.
      client().writeQuery({ query: ViewerDocument, data: { viewer: null } });
      setTimeout(() => {
        quietly(
          client()
            .resetStore()
            .finally(() => {
              isEnding = false;
            }),
        );
      });
    },
  };
}
