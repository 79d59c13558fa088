/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment AccountRow_account on Account {\n    id\n    name\n    mask\n    type\n    subtype\n    closedAt\n    balance {\n      current {\n        amount\n        currency\n      }\n      available {\n        amount\n        currency\n      }\n    }\n  }\n": typeof types.AccountRow_AccountFragmentDoc,
    "\n  query Accounts {\n    items {\n      id\n      status\n      statusReason\n      lastSyncedAt\n      institution {\n        name\n      }\n      accounts {\n        id\n        ...AccountRow_account\n      }\n    }\n  }\n": typeof types.AccountsDocument,
    "\n  query Banks {\n    items {\n      id\n      institution {\n        name\n      }\n      status\n      statusReason\n    }\n  }\n": typeof types.BanksDocument,
    "\n  query Overview {\n    items {\n      id\n    }\n    accounts(filter: { closed: false }) {\n      id\n      ...AccountRow_account\n    }\n    recent: transactions(first: 8) {\n      nodes {\n        id\n        ...TransactionRow_transaction\n      }\n    }\n  }\n": typeof types.OverviewDocument,
    "\n  query Viewer {\n    viewer {\n      id\n      username\n      email\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  mutation SignUp($input: SignupInput!) {\n    signup(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.SignUpDocument,
    "\n  mutation LogIn($input: LoginInput!) {\n    login(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.LogInDocument,
    "\n  mutation LogOut($input: LogoutInput) {\n    logout(input: $input) {\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.LogOutDocument,
    "\n  subscription SyncNews {\n    syncJobs {\n      id\n      status\n      progress {\n        pages\n        added\n        modified\n        removed\n      }\n    }\n  }\n": typeof types.SyncNewsDocument,
    "\n  query FilterChoices {\n    accounts {\n      id\n      name\n      mask\n      item {\n        id\n        institution {\n          name\n        }\n      }\n    }\n  }\n": typeof types.FilterChoicesDocument,
    "\n  query TransactionDetails($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Transaction {\n        name\n        bankName\n        note\n        date\n        authorizedDate\n        pending\n        amount {\n          amount\n          currency\n        }\n        category {\n          id\n          name\n        }\n        bankCategory {\n          id\n          name\n        }\n        account {\n          id\n          name\n          mask\n          item {\n            id\n            institution {\n              name\n            }\n          }\n        }\n        merchantName\n        website\n        originalDescription\n        paymentChannel\n        checkNumber\n        accountOwner\n        location {\n          address\n          city\n          region\n          postalCode\n          country\n        }\n        counterparties {\n          name\n          type\n        }\n        plaidTransactionId\n      }\n    }\n  }\n": typeof types.TransactionDetailsDocument,
    "\n  fragment TransactionRow_transaction on Transaction {\n    id\n    date\n    name\n    pending\n    amount {\n      amount\n      currency\n    }\n    category {\n      id\n      name\n    }\n    account {\n      id\n      name\n    }\n  }\n": typeof types.TransactionRow_TransactionFragmentDoc,
    "\n  query Categories {\n    categories {\n      id\n      name\n      groupName\n    }\n  }\n": typeof types.CategoriesDocument,
    "\n  query Transactions($filter: TransactionFilter, $first: Int!, $after: String) {\n    transactions(filter: $filter, first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          date\n          ...TransactionRow_transaction\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.TransactionsDocument,
    "\n  query TransactionCount($filter: TransactionFilter) {\n    transactions(filter: $filter) {\n      totalCount\n    }\n  }\n": typeof types.TransactionCountDocument,
    "\n  mutation UpdateTransaction($input: UpdateTransactionInput!) {\n    updateTransaction(input: $input) {\n      transaction {\n        id\n        name\n        note\n        category {\n          id\n          name\n        }\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.UpdateTransactionDocument,
};
const documents: Documents = {
    "\n  fragment AccountRow_account on Account {\n    id\n    name\n    mask\n    type\n    subtype\n    closedAt\n    balance {\n      current {\n        amount\n        currency\n      }\n      available {\n        amount\n        currency\n      }\n    }\n  }\n": types.AccountRow_AccountFragmentDoc,
    "\n  query Accounts {\n    items {\n      id\n      status\n      statusReason\n      lastSyncedAt\n      institution {\n        name\n      }\n      accounts {\n        id\n        ...AccountRow_account\n      }\n    }\n  }\n": types.AccountsDocument,
    "\n  query Banks {\n    items {\n      id\n      institution {\n        name\n      }\n      status\n      statusReason\n    }\n  }\n": types.BanksDocument,
    "\n  query Overview {\n    items {\n      id\n    }\n    accounts(filter: { closed: false }) {\n      id\n      ...AccountRow_account\n    }\n    recent: transactions(first: 8) {\n      nodes {\n        id\n        ...TransactionRow_transaction\n      }\n    }\n  }\n": types.OverviewDocument,
    "\n  query Viewer {\n    viewer {\n      id\n      username\n      email\n    }\n  }\n": types.ViewerDocument,
    "\n  mutation SignUp($input: SignupInput!) {\n    signup(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.SignUpDocument,
    "\n  mutation LogIn($input: LoginInput!) {\n    login(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.LogInDocument,
    "\n  mutation LogOut($input: LogoutInput) {\n    logout(input: $input) {\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.LogOutDocument,
    "\n  subscription SyncNews {\n    syncJobs {\n      id\n      status\n      progress {\n        pages\n        added\n        modified\n        removed\n      }\n    }\n  }\n": types.SyncNewsDocument,
    "\n  query FilterChoices {\n    accounts {\n      id\n      name\n      mask\n      item {\n        id\n        institution {\n          name\n        }\n      }\n    }\n  }\n": types.FilterChoicesDocument,
    "\n  query TransactionDetails($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Transaction {\n        name\n        bankName\n        note\n        date\n        authorizedDate\n        pending\n        amount {\n          amount\n          currency\n        }\n        category {\n          id\n          name\n        }\n        bankCategory {\n          id\n          name\n        }\n        account {\n          id\n          name\n          mask\n          item {\n            id\n            institution {\n              name\n            }\n          }\n        }\n        merchantName\n        website\n        originalDescription\n        paymentChannel\n        checkNumber\n        accountOwner\n        location {\n          address\n          city\n          region\n          postalCode\n          country\n        }\n        counterparties {\n          name\n          type\n        }\n        plaidTransactionId\n      }\n    }\n  }\n": types.TransactionDetailsDocument,
    "\n  fragment TransactionRow_transaction on Transaction {\n    id\n    date\n    name\n    pending\n    amount {\n      amount\n      currency\n    }\n    category {\n      id\n      name\n    }\n    account {\n      id\n      name\n    }\n  }\n": types.TransactionRow_TransactionFragmentDoc,
    "\n  query Categories {\n    categories {\n      id\n      name\n      groupName\n    }\n  }\n": types.CategoriesDocument,
    "\n  query Transactions($filter: TransactionFilter, $first: Int!, $after: String) {\n    transactions(filter: $filter, first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          date\n          ...TransactionRow_transaction\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.TransactionsDocument,
    "\n  query TransactionCount($filter: TransactionFilter) {\n    transactions(filter: $filter) {\n      totalCount\n    }\n  }\n": types.TransactionCountDocument,
    "\n  mutation UpdateTransaction($input: UpdateTransactionInput!) {\n    updateTransaction(input: $input) {\n      transaction {\n        id\n        name\n        note\n        category {\n          id\n          name\n        }\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.UpdateTransactionDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment AccountRow_account on Account {\n    id\n    name\n    mask\n    type\n    subtype\n    closedAt\n    balance {\n      current {\n        amount\n        currency\n      }\n      available {\n        amount\n        currency\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment AccountRow_account on Account {\n    id\n    name\n    mask\n    type\n    subtype\n    closedAt\n    balance {\n      current {\n        amount\n        currency\n      }\n      available {\n        amount\n        currency\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Accounts {\n    items {\n      id\n      status\n      statusReason\n      lastSyncedAt\n      institution {\n        name\n      }\n      accounts {\n        id\n        ...AccountRow_account\n      }\n    }\n  }\n"): (typeof documents)["\n  query Accounts {\n    items {\n      id\n      status\n      statusReason\n      lastSyncedAt\n      institution {\n        name\n      }\n      accounts {\n        id\n        ...AccountRow_account\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Banks {\n    items {\n      id\n      institution {\n        name\n      }\n      status\n      statusReason\n    }\n  }\n"): (typeof documents)["\n  query Banks {\n    items {\n      id\n      institution {\n        name\n      }\n      status\n      statusReason\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Overview {\n    items {\n      id\n    }\n    accounts(filter: { closed: false }) {\n      id\n      ...AccountRow_account\n    }\n    recent: transactions(first: 8) {\n      nodes {\n        id\n        ...TransactionRow_transaction\n      }\n    }\n  }\n"): (typeof documents)["\n  query Overview {\n    items {\n      id\n    }\n    accounts(filter: { closed: false }) {\n      id\n      ...AccountRow_account\n    }\n    recent: transactions(first: 8) {\n      nodes {\n        id\n        ...TransactionRow_transaction\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      id\n      username\n      email\n    }\n  }\n"): (typeof documents)["\n  query Viewer {\n    viewer {\n      id\n      username\n      email\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignUp($input: SignupInput!) {\n    signup(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SignUp($input: SignupInput!) {\n    signup(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LogIn($input: LoginInput!) {\n    login(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation LogIn($input: LoginInput!) {\n    login(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LogOut($input: LogoutInput) {\n    logout(input: $input) {\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation LogOut($input: LogoutInput) {\n    logout(input: $input) {\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription SyncNews {\n    syncJobs {\n      id\n      status\n      progress {\n        pages\n        added\n        modified\n        removed\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription SyncNews {\n    syncJobs {\n      id\n      status\n      progress {\n        pages\n        added\n        modified\n        removed\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query FilterChoices {\n    accounts {\n      id\n      name\n      mask\n      item {\n        id\n        institution {\n          name\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query FilterChoices {\n    accounts {\n      id\n      name\n      mask\n      item {\n        id\n        institution {\n          name\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TransactionDetails($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Transaction {\n        name\n        bankName\n        note\n        date\n        authorizedDate\n        pending\n        amount {\n          amount\n          currency\n        }\n        category {\n          id\n          name\n        }\n        bankCategory {\n          id\n          name\n        }\n        account {\n          id\n          name\n          mask\n          item {\n            id\n            institution {\n              name\n            }\n          }\n        }\n        merchantName\n        website\n        originalDescription\n        paymentChannel\n        checkNumber\n        accountOwner\n        location {\n          address\n          city\n          region\n          postalCode\n          country\n        }\n        counterparties {\n          name\n          type\n        }\n        plaidTransactionId\n      }\n    }\n  }\n"): (typeof documents)["\n  query TransactionDetails($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Transaction {\n        name\n        bankName\n        note\n        date\n        authorizedDate\n        pending\n        amount {\n          amount\n          currency\n        }\n        category {\n          id\n          name\n        }\n        bankCategory {\n          id\n          name\n        }\n        account {\n          id\n          name\n          mask\n          item {\n            id\n            institution {\n              name\n            }\n          }\n        }\n        merchantName\n        website\n        originalDescription\n        paymentChannel\n        checkNumber\n        accountOwner\n        location {\n          address\n          city\n          region\n          postalCode\n          country\n        }\n        counterparties {\n          name\n          type\n        }\n        plaidTransactionId\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment TransactionRow_transaction on Transaction {\n    id\n    date\n    name\n    pending\n    amount {\n      amount\n      currency\n    }\n    category {\n      id\n      name\n    }\n    account {\n      id\n      name\n    }\n  }\n"): (typeof documents)["\n  fragment TransactionRow_transaction on Transaction {\n    id\n    date\n    name\n    pending\n    amount {\n      amount\n      currency\n    }\n    category {\n      id\n      name\n    }\n    account {\n      id\n      name\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Categories {\n    categories {\n      id\n      name\n      groupName\n    }\n  }\n"): (typeof documents)["\n  query Categories {\n    categories {\n      id\n      name\n      groupName\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Transactions($filter: TransactionFilter, $first: Int!, $after: String) {\n    transactions(filter: $filter, first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          date\n          ...TransactionRow_transaction\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Transactions($filter: TransactionFilter, $first: Int!, $after: String) {\n    transactions(filter: $filter, first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          date\n          ...TransactionRow_transaction\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TransactionCount($filter: TransactionFilter) {\n    transactions(filter: $filter) {\n      totalCount\n    }\n  }\n"): (typeof documents)["\n  query TransactionCount($filter: TransactionFilter) {\n    transactions(filter: $filter) {\n      totalCount\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateTransaction($input: UpdateTransactionInput!) {\n    updateTransaction(input: $input) {\n      transaction {\n        id\n        name\n        note\n        category {\n          id\n          name\n        }\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation UpdateTransaction($input: UpdateTransactionInput!) {\n    updateTransaction(input: $input) {\n      transaction {\n        id\n        name\n        note\n        category {\n          id\n          name\n        }\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;