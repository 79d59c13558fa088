/**
 * The owner's own words on a transaction. They are shown at once, wherever the transaction is shown, and taken back
 * when the server does not take them.
 */
import { useMutation } from '@apollo/client/react';
import { graphql } from '../../gql';
import type { UpdateTransactionMutation } from '../../gql/graphql';
import { problemOf } from '../../lib/problem';
import { tellOtherWindows } from '../syncs/useSyncNews';

const UPDATE_TRANSACTION = graphql(`
  mutation UpdateTransaction($input: UpdateTransactionInput!) {
    updateTransaction(input: $input) {
      transaction {
        id
        name
        note
        category {
          id
          name
        }
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`);

type Told = NonNullable<UpdateTransactionMutation['updateTransaction']['transaction']>;

/** What is said, and what is shown until the server has answered. A word that is null is the bank's again. */
export interface Words {
  said: { name: string | null; note: string; categoryId: string | null };
  shown: Told;
}

/** Says it. Resolves to what was wrong, in a sentence; null when nothing was. */
export function useUpdateTransaction(): (words: Words) => Promise<string | null> {
  const [update] = useMutation(UPDATE_TRANSACTION);
  return async ({ said, shown }) => {
    try {
      const { data } = await update({
        variables: { input: { transactionId: shown.id, ...said } },
        optimisticResponse: { updateTransaction: { __typename: 'UpdateTransactionPayload', transaction: shown, userErrors: [] } },
      });
      const wrong = data?.updateTransaction.userErrors[0];
      if (wrong !== undefined) return wrong.message;
      tellOtherWindows();
      return null;
    } catch (error) {
      return problemOf(error).message;
    }
  };
}
