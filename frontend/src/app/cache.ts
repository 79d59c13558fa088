/**
 * What the cache keeps, and how lists grow in it. Every cache policy of the app stands here: a list that is paged names
 * the arguments that make it another list, and nothing else does.
 */
import { InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

/** An empty cache with the app's policies. */
export function makeCache(): InMemoryCache {
  return new InMemoryCache({
    typePolicies: {
      Query: {
        fields: {
          transactions: relayStylePagination(['filter', 'orderBy']),
          syncJobs: relayStylePagination(['itemId']),
          // The server's list is whole each time: what is gone from it is gone.
          items: { merge: false },
          accounts: { merge: false },
        },
      },
      Account: { fields: { transactions: relayStylePagination(['filter', 'orderBy']) } },
      Item: { fields: { accounts: { merge: false } } },
      // Parts of their parent, without an id of their own.
      AccountBalance: { merge: true },
      SyncProgress: { merge: false },
      Money: { merge: false },
    },
  });
}
