/** What a person can do with a bank: link it, mend it, sync it, remove it. */
import { useMutation } from '@apollo/client/react';
import { graphql } from '../../gql';
import type { ExchangePublicTokenInput } from '../../gql/graphql';

const CREATE_LINK_TOKEN = graphql(`
  mutation CreateLinkToken($input: CreateLinkTokenInput) {
    createLinkToken(input: $input) {
      linkToken
      linkScriptUrl
      userErrors {
        code
        message
      }
    }
  }
`);

const EXCHANGE = graphql(`
  mutation ExchangePublicToken($input: ExchangePublicTokenInput!) {
    exchangePublicToken(input: $input) {
      item {
        id
        ...BankCard_item
      }
      syncJob {
        id
      }
      duplicateOf {
        id
        institution {
          name
        }
      }
      userErrors {
        code
        message
      }
    }
  }
`);

const SYNC = graphql(`
  mutation SyncItem($input: SyncItemInput!) {
    syncItem(input: $input) {
      syncJob {
        id
        ...SyncState_syncJob
        item {
          id
          latestSyncJob {
            id
          }
        }
      }
      allowedAt
      userErrors {
        code
        message
      }
    }
  }
`);

const REMOVE = graphql(`
  mutation RemoveItem($input: RemoveItemInput!) {
    removeItem(input: $input) {
      item {
        id
      }
      userErrors {
        code
        message
      }
    }
  }
`);

/** The answer of an exchange, as far as the page acts on it. */
export type Exchanged =
  | { kind: 'linked'; itemId: string }
  | { kind: 'duplicate'; bankName: string }
  | { kind: 'wrong'; message: string };

/** What was wrong with an act, in a sentence; null when nothing was. */
type Wrong = string | null;

export function useBankActs() {
  const [createLinkToken] = useMutation(CREATE_LINK_TOKEN);
  const [exchange] = useMutation(EXCHANGE, { refetchQueries: ['Banks', 'Overview'] });
  const [sync] = useMutation(SYNC);
  const [remove] = useMutation(REMOVE, {
    update: (cache, { data }) => {
      const id = data?.removeItem.item?.id;
      if (id === undefined || data?.removeItem.userErrors.length !== 0) return;
      cache.evict({ id: cache.identify({ __typename: 'Item', id }) ?? '' });
      cache.evict({ id: 'ROOT_QUERY', fieldName: 'transactions' });
      cache.evict({ id: 'ROOT_QUERY', fieldName: 'accounts' });
      cache.gc();
    },
    refetchQueries: ['Banks', 'Overview'],
  });

  return {
    /** A token for Link: for a new bank, or to mend one. */
    linkToken: async (mend: { itemId: string; accountSelection: boolean } | null): Promise<{ token: string; scriptUrl: string } | { wrong: string }> => {
      const { data } = await createLinkToken({ variables: { input: mend } });
      const made = data?.createLinkToken;
      if (made?.linkToken && made.linkScriptUrl) return { token: made.linkToken, scriptUrl: made.linkScriptUrl };
      return { wrong: made?.userErrors[0]?.message ?? 'The server gave no link token.' };
    },
    exchange: async (input: ExchangePublicTokenInput): Promise<Exchanged> => {
      const { data } = await exchange({ variables: { input } });
      const { item, duplicateOf, userErrors } = data?.exchangePublicToken ?? {};
      const wrong = userErrors?.[0];
      if (wrong?.code === 'DUPLICATE_ITEM') return { kind: 'duplicate', bankName: duplicateOf?.institution?.name ?? 'This bank' };
      if (wrong !== undefined || !item) return { kind: 'wrong', message: wrong?.message ?? 'The bank could not be linked.' };
      return { kind: 'linked', itemId: item.id };
    },
    sync: async (itemId: string): Promise<Wrong> => {
      const { data } = await sync({ variables: { input: { itemId } } });
      return data?.syncItem.userErrors[0]?.message ?? null;
    },
    remove: async (itemId: string): Promise<Wrong> => {
      const { data } = await remove({ variables: { input: { itemId } } });
      return data?.removeItem.userErrors[0]?.message ?? null;
    },
  };
}
