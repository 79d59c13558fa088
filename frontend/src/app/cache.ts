/**
 * What the cache keeps, and how lists grow in it. Every cache policy of the app stands here: a list that is paged names
 * the arguments that make it another list, and nothing else does.
 */
import { InMemoryCache, type FieldPolicy } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { Kind } from 'graphql';

/** An empty cache with the app's policies. */
export function makeCache(): InMemoryCache {
  return new InMemoryCache({
    typePolicies: {
      Query: {
        fields: {
          transactions: pages('filter', 'orderBy'),
          syncJobs: pages('itemId'),
          auditLog: pages(),
          // The server's list is whole each time: what is gone from it is gone.
          items: { merge: false },
          accounts: { merge: false },
        },
      },
      Account: { fields: { transactions: pages('filter', 'orderBy') } },
      ApiKey: { fields: { reads: pages() } },
      Item: { fields: { accounts: { merge: false } } },
      // Parts of their parent, without an id of their own.
      AccountBalance: { merge: true },
      SyncProgress: { merge: false },
      Money: { merge: false },
    },
  });
}

/**
 * A connection that is paged through its `edges`. One that is asked for its `nodes` alone is a short list by itself:
 * kept as a page of the other it would read as a list without rows.
 */
function pages(...listArguments: string[]): FieldPolicy {
  return {
    ...relayStylePagination(),
    keyArgs: (_given, { field }) => {
      const names = (field?.selectionSet?.selections ?? []).map((each) => (each.kind === Kind.FIELD ? each.name.value : null));
      const isShort = names.includes('nodes') && !names.includes('edges');
      return isShort ? [...listArguments, 'first', 'last', 'before', 'after'] : listArguments;
    },
  };
}
