/** What happened, in plain sentences, and who did it. What is worth a second look is marked. */
import type { ActivityRow_EventFragment, AuditEventKind } from '../../gql/graphql';

type Sentence = (subject: string) => string;

const SENTENCES: Record<AuditEventKind, Sentence> = {
  SIGNED_UP: () => 'You signed up.',
  LOGGED_IN: () => 'Somebody logged in with your password.',
  LOGIN_REFUSED: () => 'Somebody gave your name and a wrong password.',
  LOGGED_OUT: () => 'A session was logged out.',
  LOGGED_OUT_EVERYWHERE: () => 'Every session was logged out.',
  SESSION_ENDED: () => 'A session was ended from another one.',
  OTHER_SESSIONS_ENDED: () => 'Every other session was ended.',
  USED_TOKEN_SHOWN: () => 'Somebody showed a token that had been exchanged for another. Its session was ended.',
  PASSWORD_CONFIRMED: () => 'The password was given once more.',
  CONFIRMATION_REFUSED: () => 'The password was asked for once more, and was wrong.',
  PASSWORD_CHANGED: () => 'The password was changed.',
  RESET_CODE_MADE: () => 'The operator made a code to set a new password with.',
  PASSWORD_RESET: () => 'A new password was set with a code of the operator.',
  EMAIL_CHANGED: () => 'The e-mail address was changed.',
  DELETION_ASKED: () => 'The account was closed, to be deleted.',
  API_KEY_CREATED: (key) => `The key ${key || 'of a program'} was made.`,
  API_KEY_REVOKED: (key) => `The key ${key || 'of a program'} was revoked.`,
  ITEM_LINKED: (bank) => `${bank || 'A bank'} was linked.`,
  ITEM_REMOVED: (bank) => `${bank || 'A bank'} was removed.`,
  SYNC_ASKED: () => 'The operator asked for a sync.',
  JOB_RETRIED: () => 'The operator had a sync or a removal tried again.',
};

/** What its owner would want to know of if it wasn't them. */
const GRAVE: readonly AuditEventKind[] = ['LOGIN_REFUSED', 'USED_TOKEN_SHOWN', 'CONFIRMATION_REFUSED', 'RESET_CODE_MADE', 'PASSWORD_RESET', 'DELETION_ASKED'];

type Told = Pick<ActivityRow_EventFragment, 'kind' | 'subject'>;

/** The event in a sentence. A subject is an id and, where it has one, a name: people are told the name. */
export function sentenceOf({ kind, subject }: Told): string {
  const [, ...name] = (subject ?? '').split(' ');
  return SENTENCES[kind](name.length === 0 ? '' : `“${name.join(' ')}”`);
}

/** Whether it is worth a second look. */
export function isGrave({ kind }: Pick<Told, 'kind'>): boolean {
  return GRAVE.includes(kind);
}

const ACTORS: Record<ActivityRow_EventFragment['actor'], string | null> = {
  NOBODY: 'not signed in',
  SERVER: 'by the server itself',
  // The one case that needs no words.
  SESSION: null,
  API_KEY: 'by an API key',
  OPERATOR: 'by the operator of this server',
};

/** Who it was, as far as it is worth a word. */
export function actorOf({ actor }: Pick<ActivityRow_EventFragment, 'actor'>): string | null {
  return ACTORS[actor];
}
