/**
 * The six tabs that a newcomer finds: from an account on this server to the first page of transactions. Each explains
 * itself in its comment. The subscription comes before the exchange, because it tells what happens from then on.
 */

/** A tab as GraphiQL takes it, of which the tour sets the operation only. */
export interface TourTab {
  query: string;
}

/** The person that the first step signs up, made up so that two newcomers on one server do not collide. */
export interface Newcomer {
  username: string;
  password: string;
}

/** No letters that look alike, and a power of two of them, so that every byte counts the same. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const USERNAME_LETTERS = 6;
const PASSWORD_LETTERS = 20;

/** How many random bytes `makeNewcomer` needs. */
export const NEWCOMER_BYTES = USERNAME_LETTERS + PASSWORD_LETTERS;

/** Turns random bytes into a user name and a password of 100 bits. */
export function makeNewcomer(random: Uint8Array): Newcomer {
  const letters = Array.from(random, (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
  return {
    username: `newcomer_${letters.slice(0, USERNAME_LETTERS)}`,
    password: letters.slice(USERNAME_LETTERS, NEWCOMER_BYTES),
  };
}

/** The tabs of the tour, in order. */
export function tourTabs(newcomer: Newcomer): TourTab[] {
  return [signUp(newcomer), CREATE_LINK_TOKEN, FOLLOW_SYNCS, EXCHANGE_PUBLIC_TOKEN, ACCOUNTS, TRANSACTIONS].map(
    (query) => ({ query }),
  );
}

function signUp({ username, password }: Newcomer): string {
  return `# Step 1 of 6: sign up.
# Name and password were made up just now.
# Change them as you like, and keep them.
# Run this with the pink button or Ctrl-Enter,
# then press "Use this token" at the top.
mutation SignUp {
  signup(input: {
    username: "${username}"
    email: "${username}@example.com"
    password: "${password}"
  }) {
    user { username }
    token
    expiresAt
    userErrors { code message path }
  }
}
`;
}

const CREATE_LINK_TOKEN = `# Step 2 of 6: ask for a link token.
# An app hands it to Plaid Link, where a person
# signs in at the bank and gets a public token.
mutation CreateLinkToken {
  createLinkToken(input: {}) {
    linkToken
    expiresAt
    userErrors { code message path }
  }
}
`;

const FOLLOW_SYNCS = `# Step 3 of 6: watch, live.
# Press "Second window" at the top, run this there
# and leave it running. It shows every sync as it
# changes, beginning with that of step 4.
# (Here it would end when you change the tab.)
subscription FollowSyncs {
  syncJobs {
    id
    status
    attempt
    nextAttemptAt
    progress { pages added modified removed }
    error { code message }
  }
}
`;

const EXCHANGE_PUBLIC_TOKEN = `# Step 4 of 6: connect the bank.
# The web app does this with two clicks. Here, the
# simulated bank gives a public token by the command
# of step 3 in README.md. Put it in here; it is good
# for one use within half an hour.
mutation ExchangePublicToken {
  exchangePublicToken(input: { publicToken: "public-sandbox-…" }) {
    item { id status }
    syncJob { id status }
    userErrors { code message path }
  }
}
`;

const ACCOUNTS = `# Step 5 of 6: the accounts.
query Accounts {
  accounts {
    id
    name
    mask
    type
    subtype
    balance {
      current { amount currency }
      available { amount currency }
    }
  }
}
`;

const TRANSACTIONS = `# Step 6 of 6: the transactions, newest first.
# An amount is negative when money leaves the
# account. For the next page, add after: "…"
# with the endCursor.
query Transactions {
  transactions(first: 20) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      id
      date
      name
      merchantName
      pending
      direction
      amount { amount currency }
      account { name }
    }
  }
}
`;
