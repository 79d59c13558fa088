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
    "\n  query Page($after: String) {\n    transactions(first: 1, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.PageDocument,
    "\n  query Recent {\n    recent: transactions(first: 8) {\n      nodes {\n        id\n      }\n    }\n  }\n": typeof types.RecentDocument,
    "\n  fragment AccountRow_account on Account {\n    id\n    name\n    mask\n    type\n    subtype\n    closedAt\n    balance {\n      current {\n        amount\n        currency\n      }\n      available {\n        amount\n        currency\n      }\n    }\n  }\n": typeof types.AccountRow_AccountFragmentDoc,
    "\n  query Accounts {\n    items {\n      id\n      status\n      statusReason\n      lastSyncedAt\n      institution {\n        name\n      }\n      accounts {\n        id\n        ...AccountRow_account\n      }\n    }\n  }\n": typeof types.AccountsDocument,
    "\n  query Activity($after: String) {\n    auditLog(first: 30, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          ...ActivityRow_event\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.ActivityDocument,
    "\n  fragment ActivityRow_event on AuditEvent {\n    id\n    at\n    kind\n    actor\n    address\n    agent\n    subject\n  }\n": typeof types.ActivityRow_EventFragmentDoc,
    "\n  query LatestActivity {\n    auditLog(first: 4) {\n      nodes {\n        id\n        ...ActivityRow_event\n      }\n    }\n  }\n": typeof types.LatestActivityDocument,
    "\n  fragment BankCard_item on Item {\n    id\n    institution {\n      name\n    }\n    status\n    statusReason\n    lastSyncedAt\n    nextSyncAt\n    duplicateOf {\n      id\n    }\n    accounts {\n      id\n    }\n    latestSyncJob {\n      id\n      ...SyncState_syncJob\n    }\n    ...BankRemedy_item\n  }\n": typeof types.BankCard_ItemFragmentDoc,
    "\n  query Bank($id: ID!) {\n    node(id: $id) {\n      ... on Item {\n        id\n        plaidItemId\n        status\n        newAccountsAvailable\n        institution {\n          name\n        }\n        accounts {\n          id\n          ...AccountRow_account\n        }\n        ...BankCard_item\n      }\n    }\n    serverInfo {\n      simulatorUrl\n    }\n  }\n": typeof types.BankDocument,
    "\n  fragment BankRemedy_item on Item {\n    id\n    status\n    newAccountsAvailable\n    latestSyncJob {\n      id\n      status\n    }\n  }\n": typeof types.BankRemedy_ItemFragmentDoc,
    "\n  query Banks {\n    items {\n      id\n      ...BankCard_item\n    }\n    serverInfo {\n      simulatorUrl\n      itemLimit\n    }\n  }\n": typeof types.BanksDocument,
    "\n  query SyncHistory($itemId: ID!, $after: String) {\n    syncJobs(itemId: $itemId, first: 10, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          ...SyncState_syncJob\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.SyncHistoryDocument,
    "\n  fragment SyncState_syncJob on SyncJob {\n    id\n    trigger\n    status\n    attempt\n    nextAttemptAt\n    createdAt\n    startedAt\n    finishedAt\n    progress {\n      pages\n      added\n      modified\n      removed\n    }\n    error {\n      code\n      message\n      retryable\n    }\n  }\n": typeof types.SyncState_SyncJobFragmentDoc,
    "\n  mutation CreateLinkToken($input: CreateLinkTokenInput) {\n    createLinkToken(input: $input) {\n      linkToken\n      linkScriptUrl\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CreateLinkTokenDocument,
    "\n  mutation ExchangePublicToken($input: ExchangePublicTokenInput!) {\n    exchangePublicToken(input: $input) {\n      item {\n        id\n        ...BankCard_item\n      }\n      syncJob {\n        id\n      }\n      duplicateOf {\n        id\n        institution {\n          name\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.ExchangePublicTokenDocument,
    "\n  mutation SyncItem($input: SyncItemInput!) {\n    syncItem(input: $input) {\n      syncJob {\n        id\n        ...SyncState_syncJob\n        item {\n          id\n          latestSyncJob {\n            id\n          }\n        }\n      }\n      allowedAt\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.SyncItemDocument,
    "\n  mutation RemoveItem($input: RemoveItemInput!) {\n    removeItem(input: $input) {\n      item {\n        id\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.RemoveItemDocument,
    "\n  subscription SyncFeed {\n    syncJobs {\n      id\n      ...SyncState_syncJob\n      item {\n        id\n        status\n        statusReason\n        lastSyncedAt\n        nextSyncAt\n        latestSyncJob {\n          id\n        }\n      }\n    }\n  }\n": typeof types.SyncFeedDocument,
    "\n  mutation DeleteAccount($input: DeleteAccountInput!) {\n    deleteAccount(input: $input) {\n      receipt {\n        code\n        ...Receipt_receipt\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.DeleteAccountDocument,
    "\n  query DeletionReceipt($code: String!) {\n    deletionReceipt(code: $code) {\n      ...Receipt_receipt\n    }\n  }\n": typeof types.DeletionReceiptDocument,
    "\n  fragment Receipt_receipt on DeletionReceipt {\n    id\n    requestedAt\n    completedAt\n    banksRemoved\n    erased {\n      what\n      count\n    }\n  }\n": typeof types.Receipt_ReceiptFragmentDoc,
    "\n  query KeyAccounts {\n    accounts {\n      id\n      name\n      mask\n    }\n  }\n": typeof types.KeyAccountsDocument,
    "\n  query ApiKey($id: ID!) {\n    node(id: $id) {\n      id\n      ... on ApiKey {\n        name\n        hint\n        scopes\n        accounts {\n          id\n          name\n          mask\n        }\n        dateFrom\n        dateTo\n        requestsPerMinute\n        createdAt\n        expiresAt\n        lastUsedAt\n        revokedAt\n      }\n    }\n  }\n": typeof types.ApiKeyDocument,
    "\n  query ApiKeyReads($id: ID!, $after: String) {\n    node(id: $id) {\n      id\n      ... on ApiKey {\n        reads(first: 30, after: $after) {\n          edges {\n            cursor\n            node {\n              date\n              scope\n              requests\n              rows\n              lastAt\n            }\n          }\n          pageInfo {\n            hasNextPage\n            endCursor\n          }\n        }\n      }\n    }\n  }\n": typeof types.ApiKeyReadsDocument,
    "\n  fragment KeyRow_apiKey on ApiKey {\n    id\n    name\n    hint\n    scopes\n    expiresAt\n    lastUsedAt\n    revokedAt\n  }\n": typeof types.KeyRow_ApiKeyFragmentDoc,
    "\n  query ApiKeys {\n    apiKeys {\n      id\n      ...KeyRow_apiKey\n    }\n  }\n": typeof types.ApiKeysDocument,
    "\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      apiKey {\n        id\n      }\n      token\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.CreateApiKeyDocument,
    "\n  mutation RevokeApiKey($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) {\n      apiKey {\n        id\n        revokedAt\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.RevokeApiKeyDocument,
    "\n  query Overview {\n    items {\n      id\n    }\n    serverInfo {\n      simulatorUrl\n    }\n    accounts(filter: { closed: false }) {\n      id\n      ...AccountRow_account\n    }\n    recent: transactions(first: 8) {\n      nodes {\n        id\n        ...TransactionRow_transaction\n      }\n    }\n  }\n": typeof types.OverviewDocument,
    "\n  mutation ConfirmPassword($input: ConfirmPasswordInput!) {\n    confirmPassword(input: $input) {\n      confirmedUntil\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.ConfirmPasswordDocument,
    "\n  mutation ResetPassword($input: ResetPasswordInput!) {\n    resetPassword(input: $input) {\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.ResetPasswordDocument,
    "\n  query Door {\n    serverInfo {\n      signup\n      passwordCharsMin\n      simulatorUrl\n    }\n  }\n": typeof types.DoorDocument,
    "\n  query Viewer {\n    viewer {\n      id\n      username\n      email\n    }\n  }\n": typeof types.ViewerDocument,
    "\n  mutation SignUp($input: SignupInput!) {\n    signup(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.SignUpDocument,
    "\n  mutation LogIn($input: LoginInput!) {\n    login(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.LogInDocument,
    "\n  mutation LogOut($input: LogoutInput) {\n    logout(input: $input) {\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.LogOutDocument,
    "\n  mutation ChangeEmail($input: ChangeEmailInput!) {\n    changeEmail(input: $input) {\n      user {\n        id\n        email\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.ChangeEmailDocument,
    "\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    changePassword(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.ChangePasswordDocument,
    "\n  query Sessions {\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      current\n      agent\n      address\n      delivery\n    }\n  }\n": typeof types.SessionsDocument,
    "\n  mutation EndSession($input: EndSessionInput!) {\n    endSession(input: $input) {\n      endedSessionId\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.EndSessionDocument,
    "\n  mutation EndOtherSessions {\n    endOtherSessions {\n      endedCount\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": typeof types.EndOtherSessionsDocument,
    "\n  query Categories {\n    categories {\n      id\n      name\n      groupName\n    }\n  }\n": typeof types.CategoriesDocument,
    "\n  query FilterChoices {\n    accounts {\n      id\n      name\n      mask\n      item {\n        id\n        institution {\n          name\n        }\n      }\n    }\n  }\n": typeof types.FilterChoicesDocument,
    "\n  query TransactionDetails($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Transaction {\n        name\n        bankName\n        note\n        date\n        authorizedDate\n        pending\n        amount {\n          amount\n          currency\n        }\n        category {\n          id\n          name\n        }\n        bankCategory {\n          id\n          name\n        }\n        account {\n          id\n          name\n          mask\n          item {\n            id\n            institution {\n              name\n            }\n          }\n        }\n        merchantName\n        website\n        originalDescription\n        paymentChannel\n        checkNumber\n        accountOwner\n        location {\n          address\n          city\n          region\n          postalCode\n          country\n        }\n        counterparties {\n          name\n          type\n        }\n        plaidTransactionId\n      }\n    }\n  }\n": typeof types.TransactionDetailsDocument,
    "\n  fragment TransactionRow_transaction on Transaction {\n    id\n    date\n    name\n    pending\n    amount {\n      amount\n      currency\n    }\n    category {\n      id\n      name\n    }\n    account {\n      id\n      name\n    }\n  }\n": typeof types.TransactionRow_TransactionFragmentDoc,
    "\n  query Transactions($filter: TransactionFilter, $first: Int!, $after: String) {\n    transactions(filter: $filter, first: $first, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          date\n          ...TransactionRow_transaction\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.TransactionsDocument,
    "\n  query TransactionCount($filter: TransactionFilter) {\n    transactions(filter: $filter) {\n      totalCount\n    }\n  }\n": typeof types.TransactionCountDocument,
    "\n  mutation UpdateTransaction($input: UpdateTransactionInput!) {\n    updateTransaction(input: $input) {\n      transaction {\n        id\n        name\n        note\n        category {\n          id\n          name\n        }\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": typeof types.UpdateTransactionDocument,
};
const documents: Documents = {
    "\n  query Page($after: String) {\n    transactions(first: 1, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.PageDocument,
    "\n  query Recent {\n    recent: transactions(first: 8) {\n      nodes {\n        id\n      }\n    }\n  }\n": types.RecentDocument,
    "\n  fragment AccountRow_account on Account {\n    id\n    name\n    mask\n    type\n    subtype\n    closedAt\n    balance {\n      current {\n        amount\n        currency\n      }\n      available {\n        amount\n        currency\n      }\n    }\n  }\n": types.AccountRow_AccountFragmentDoc,
    "\n  query Accounts {\n    items {\n      id\n      status\n      statusReason\n      lastSyncedAt\n      institution {\n        name\n      }\n      accounts {\n        id\n        ...AccountRow_account\n      }\n    }\n  }\n": types.AccountsDocument,
    "\n  query Activity($after: String) {\n    auditLog(first: 30, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          ...ActivityRow_event\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.ActivityDocument,
    "\n  fragment ActivityRow_event on AuditEvent {\n    id\n    at\n    kind\n    actor\n    address\n    agent\n    subject\n  }\n": types.ActivityRow_EventFragmentDoc,
    "\n  query LatestActivity {\n    auditLog(first: 4) {\n      nodes {\n        id\n        ...ActivityRow_event\n      }\n    }\n  }\n": types.LatestActivityDocument,
    "\n  fragment BankCard_item on Item {\n    id\n    institution {\n      name\n    }\n    status\n    statusReason\n    lastSyncedAt\n    nextSyncAt\n    duplicateOf {\n      id\n    }\n    accounts {\n      id\n    }\n    latestSyncJob {\n      id\n      ...SyncState_syncJob\n    }\n    ...BankRemedy_item\n  }\n": types.BankCard_ItemFragmentDoc,
    "\n  query Bank($id: ID!) {\n    node(id: $id) {\n      ... on Item {\n        id\n        plaidItemId\n        status\n        newAccountsAvailable\n        institution {\n          name\n        }\n        accounts {\n          id\n          ...AccountRow_account\n        }\n        ...BankCard_item\n      }\n    }\n    serverInfo {\n      simulatorUrl\n    }\n  }\n": types.BankDocument,
    "\n  fragment BankRemedy_item on Item {\n    id\n    status\n    newAccountsAvailable\n    latestSyncJob {\n      id\n      status\n    }\n  }\n": types.BankRemedy_ItemFragmentDoc,
    "\n  query Banks {\n    items {\n      id\n      ...BankCard_item\n    }\n    serverInfo {\n      simulatorUrl\n      itemLimit\n    }\n  }\n": types.BanksDocument,
    "\n  query SyncHistory($itemId: ID!, $after: String) {\n    syncJobs(itemId: $itemId, first: 10, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          ...SyncState_syncJob\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.SyncHistoryDocument,
    "\n  fragment SyncState_syncJob on SyncJob {\n    id\n    trigger\n    status\n    attempt\n    nextAttemptAt\n    createdAt\n    startedAt\n    finishedAt\n    progress {\n      pages\n      added\n      modified\n      removed\n    }\n    error {\n      code\n      message\n      retryable\n    }\n  }\n": types.SyncState_SyncJobFragmentDoc,
    "\n  mutation CreateLinkToken($input: CreateLinkTokenInput) {\n    createLinkToken(input: $input) {\n      linkToken\n      linkScriptUrl\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.CreateLinkTokenDocument,
    "\n  mutation ExchangePublicToken($input: ExchangePublicTokenInput!) {\n    exchangePublicToken(input: $input) {\n      item {\n        id\n        ...BankCard_item\n      }\n      syncJob {\n        id\n      }\n      duplicateOf {\n        id\n        institution {\n          name\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.ExchangePublicTokenDocument,
    "\n  mutation SyncItem($input: SyncItemInput!) {\n    syncItem(input: $input) {\n      syncJob {\n        id\n        ...SyncState_syncJob\n        item {\n          id\n          latestSyncJob {\n            id\n          }\n        }\n      }\n      allowedAt\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.SyncItemDocument,
    "\n  mutation RemoveItem($input: RemoveItemInput!) {\n    removeItem(input: $input) {\n      item {\n        id\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.RemoveItemDocument,
    "\n  subscription SyncFeed {\n    syncJobs {\n      id\n      ...SyncState_syncJob\n      item {\n        id\n        status\n        statusReason\n        lastSyncedAt\n        nextSyncAt\n        latestSyncJob {\n          id\n        }\n      }\n    }\n  }\n": types.SyncFeedDocument,
    "\n  mutation DeleteAccount($input: DeleteAccountInput!) {\n    deleteAccount(input: $input) {\n      receipt {\n        code\n        ...Receipt_receipt\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.DeleteAccountDocument,
    "\n  query DeletionReceipt($code: String!) {\n    deletionReceipt(code: $code) {\n      ...Receipt_receipt\n    }\n  }\n": types.DeletionReceiptDocument,
    "\n  fragment Receipt_receipt on DeletionReceipt {\n    id\n    requestedAt\n    completedAt\n    banksRemoved\n    erased {\n      what\n      count\n    }\n  }\n": types.Receipt_ReceiptFragmentDoc,
    "\n  query KeyAccounts {\n    accounts {\n      id\n      name\n      mask\n    }\n  }\n": types.KeyAccountsDocument,
    "\n  query ApiKey($id: ID!) {\n    node(id: $id) {\n      id\n      ... on ApiKey {\n        name\n        hint\n        scopes\n        accounts {\n          id\n          name\n          mask\n        }\n        dateFrom\n        dateTo\n        requestsPerMinute\n        createdAt\n        expiresAt\n        lastUsedAt\n        revokedAt\n      }\n    }\n  }\n": types.ApiKeyDocument,
    "\n  query ApiKeyReads($id: ID!, $after: String) {\n    node(id: $id) {\n      id\n      ... on ApiKey {\n        reads(first: 30, after: $after) {\n          edges {\n            cursor\n            node {\n              date\n              scope\n              requests\n              rows\n              lastAt\n            }\n          }\n          pageInfo {\n            hasNextPage\n            endCursor\n          }\n        }\n      }\n    }\n  }\n": types.ApiKeyReadsDocument,
    "\n  fragment KeyRow_apiKey on ApiKey {\n    id\n    name\n    hint\n    scopes\n    expiresAt\n    lastUsedAt\n    revokedAt\n  }\n": types.KeyRow_ApiKeyFragmentDoc,
    "\n  query ApiKeys {\n    apiKeys {\n      id\n      ...KeyRow_apiKey\n    }\n  }\n": types.ApiKeysDocument,
    "\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      apiKey {\n        id\n      }\n      token\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.CreateApiKeyDocument,
    "\n  mutation RevokeApiKey($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) {\n      apiKey {\n        id\n        revokedAt\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.RevokeApiKeyDocument,
    "\n  query Overview {\n    items {\n      id\n    }\n    serverInfo {\n      simulatorUrl\n    }\n    accounts(filter: { closed: false }) {\n      id\n      ...AccountRow_account\n    }\n    recent: transactions(first: 8) {\n      nodes {\n        id\n        ...TransactionRow_transaction\n      }\n    }\n  }\n": types.OverviewDocument,
    "\n  mutation ConfirmPassword($input: ConfirmPasswordInput!) {\n    confirmPassword(input: $input) {\n      confirmedUntil\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.ConfirmPasswordDocument,
    "\n  mutation ResetPassword($input: ResetPasswordInput!) {\n    resetPassword(input: $input) {\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.ResetPasswordDocument,
    "\n  query Door {\n    serverInfo {\n      signup\n      passwordCharsMin\n      simulatorUrl\n    }\n  }\n": types.DoorDocument,
    "\n  query Viewer {\n    viewer {\n      id\n      username\n      email\n    }\n  }\n": types.ViewerDocument,
    "\n  mutation SignUp($input: SignupInput!) {\n    signup(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.SignUpDocument,
    "\n  mutation LogIn($input: LoginInput!) {\n    login(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.LogInDocument,
    "\n  mutation LogOut($input: LogoutInput) {\n    logout(input: $input) {\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.LogOutDocument,
    "\n  mutation ChangeEmail($input: ChangeEmailInput!) {\n    changeEmail(input: $input) {\n      user {\n        id\n        email\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.ChangeEmailDocument,
    "\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    changePassword(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n": types.ChangePasswordDocument,
    "\n  query Sessions {\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      current\n      agent\n      address\n      delivery\n    }\n  }\n": types.SessionsDocument,
    "\n  mutation EndSession($input: EndSessionInput!) {\n    endSession(input: $input) {\n      endedSessionId\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.EndSessionDocument,
    "\n  mutation EndOtherSessions {\n    endOtherSessions {\n      endedCount\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n": types.EndOtherSessionsDocument,
    "\n  query Categories {\n    categories {\n      id\n      name\n      groupName\n    }\n  }\n": types.CategoriesDocument,
    "\n  query FilterChoices {\n    accounts {\n      id\n      name\n      mask\n      item {\n        id\n        institution {\n          name\n        }\n      }\n    }\n  }\n": types.FilterChoicesDocument,
    "\n  query TransactionDetails($id: ID!) {\n    node(id: $id) {\n      id\n      ... on Transaction {\n        name\n        bankName\n        note\n        date\n        authorizedDate\n        pending\n        amount {\n          amount\n          currency\n        }\n        category {\n          id\n          name\n        }\n        bankCategory {\n          id\n          name\n        }\n        account {\n          id\n          name\n          mask\n          item {\n            id\n            institution {\n              name\n            }\n          }\n        }\n        merchantName\n        website\n        originalDescription\n        paymentChannel\n        checkNumber\n        accountOwner\n        location {\n          address\n          city\n          region\n          postalCode\n          country\n        }\n        counterparties {\n          name\n          type\n        }\n        plaidTransactionId\n      }\n    }\n  }\n": types.TransactionDetailsDocument,
    "\n  fragment TransactionRow_transaction on Transaction {\n    id\n    date\n    name\n    pending\n    amount {\n      amount\n      currency\n    }\n    category {\n      id\n      name\n    }\n    account {\n      id\n      name\n    }\n  }\n": types.TransactionRow_TransactionFragmentDoc,
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
export function graphql(source: "\n  query Page($after: String) {\n    transactions(first: 1, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Page($after: String) {\n    transactions(first: 1, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Recent {\n    recent: transactions(first: 8) {\n      nodes {\n        id\n      }\n    }\n  }\n"): (typeof documents)["\n  query Recent {\n    recent: transactions(first: 8) {\n      nodes {\n        id\n      }\n    }\n  }\n"];
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
export function graphql(source: "\n  query Activity($after: String) {\n    auditLog(first: 30, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          ...ActivityRow_event\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Activity($after: String) {\n    auditLog(first: 30, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          ...ActivityRow_event\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ActivityRow_event on AuditEvent {\n    id\n    at\n    kind\n    actor\n    address\n    agent\n    subject\n  }\n"): (typeof documents)["\n  fragment ActivityRow_event on AuditEvent {\n    id\n    at\n    kind\n    actor\n    address\n    agent\n    subject\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LatestActivity {\n    auditLog(first: 4) {\n      nodes {\n        id\n        ...ActivityRow_event\n      }\n    }\n  }\n"): (typeof documents)["\n  query LatestActivity {\n    auditLog(first: 4) {\n      nodes {\n        id\n        ...ActivityRow_event\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment BankCard_item on Item {\n    id\n    institution {\n      name\n    }\n    status\n    statusReason\n    lastSyncedAt\n    nextSyncAt\n    duplicateOf {\n      id\n    }\n    accounts {\n      id\n    }\n    latestSyncJob {\n      id\n      ...SyncState_syncJob\n    }\n    ...BankRemedy_item\n  }\n"): (typeof documents)["\n  fragment BankCard_item on Item {\n    id\n    institution {\n      name\n    }\n    status\n    statusReason\n    lastSyncedAt\n    nextSyncAt\n    duplicateOf {\n      id\n    }\n    accounts {\n      id\n    }\n    latestSyncJob {\n      id\n      ...SyncState_syncJob\n    }\n    ...BankRemedy_item\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Bank($id: ID!) {\n    node(id: $id) {\n      ... on Item {\n        id\n        plaidItemId\n        status\n        newAccountsAvailable\n        institution {\n          name\n        }\n        accounts {\n          id\n          ...AccountRow_account\n        }\n        ...BankCard_item\n      }\n    }\n    serverInfo {\n      simulatorUrl\n    }\n  }\n"): (typeof documents)["\n  query Bank($id: ID!) {\n    node(id: $id) {\n      ... on Item {\n        id\n        plaidItemId\n        status\n        newAccountsAvailable\n        institution {\n          name\n        }\n        accounts {\n          id\n          ...AccountRow_account\n        }\n        ...BankCard_item\n      }\n    }\n    serverInfo {\n      simulatorUrl\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment BankRemedy_item on Item {\n    id\n    status\n    newAccountsAvailable\n    latestSyncJob {\n      id\n      status\n    }\n  }\n"): (typeof documents)["\n  fragment BankRemedy_item on Item {\n    id\n    status\n    newAccountsAvailable\n    latestSyncJob {\n      id\n      status\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Banks {\n    items {\n      id\n      ...BankCard_item\n    }\n    serverInfo {\n      simulatorUrl\n      itemLimit\n    }\n  }\n"): (typeof documents)["\n  query Banks {\n    items {\n      id\n      ...BankCard_item\n    }\n    serverInfo {\n      simulatorUrl\n      itemLimit\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SyncHistory($itemId: ID!, $after: String) {\n    syncJobs(itemId: $itemId, first: 10, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          ...SyncState_syncJob\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query SyncHistory($itemId: ID!, $after: String) {\n    syncJobs(itemId: $itemId, first: 10, after: $after) {\n      edges {\n        cursor\n        node {\n          id\n          ...SyncState_syncJob\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SyncState_syncJob on SyncJob {\n    id\n    trigger\n    status\n    attempt\n    nextAttemptAt\n    createdAt\n    startedAt\n    finishedAt\n    progress {\n      pages\n      added\n      modified\n      removed\n    }\n    error {\n      code\n      message\n      retryable\n    }\n  }\n"): (typeof documents)["\n  fragment SyncState_syncJob on SyncJob {\n    id\n    trigger\n    status\n    attempt\n    nextAttemptAt\n    createdAt\n    startedAt\n    finishedAt\n    progress {\n      pages\n      added\n      modified\n      removed\n    }\n    error {\n      code\n      message\n      retryable\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateLinkToken($input: CreateLinkTokenInput) {\n    createLinkToken(input: $input) {\n      linkToken\n      linkScriptUrl\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateLinkToken($input: CreateLinkTokenInput) {\n    createLinkToken(input: $input) {\n      linkToken\n      linkScriptUrl\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ExchangePublicToken($input: ExchangePublicTokenInput!) {\n    exchangePublicToken(input: $input) {\n      item {\n        id\n        ...BankCard_item\n      }\n      syncJob {\n        id\n      }\n      duplicateOf {\n        id\n        institution {\n          name\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ExchangePublicToken($input: ExchangePublicTokenInput!) {\n    exchangePublicToken(input: $input) {\n      item {\n        id\n        ...BankCard_item\n      }\n      syncJob {\n        id\n      }\n      duplicateOf {\n        id\n        institution {\n          name\n        }\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SyncItem($input: SyncItemInput!) {\n    syncItem(input: $input) {\n      syncJob {\n        id\n        ...SyncState_syncJob\n        item {\n          id\n          latestSyncJob {\n            id\n          }\n        }\n      }\n      allowedAt\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SyncItem($input: SyncItemInput!) {\n    syncItem(input: $input) {\n      syncJob {\n        id\n        ...SyncState_syncJob\n        item {\n          id\n          latestSyncJob {\n            id\n          }\n        }\n      }\n      allowedAt\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveItem($input: RemoveItemInput!) {\n    removeItem(input: $input) {\n      item {\n        id\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation RemoveItem($input: RemoveItemInput!) {\n    removeItem(input: $input) {\n      item {\n        id\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription SyncFeed {\n    syncJobs {\n      id\n      ...SyncState_syncJob\n      item {\n        id\n        status\n        statusReason\n        lastSyncedAt\n        nextSyncAt\n        latestSyncJob {\n          id\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  subscription SyncFeed {\n    syncJobs {\n      id\n      ...SyncState_syncJob\n      item {\n        id\n        status\n        statusReason\n        lastSyncedAt\n        nextSyncAt\n        latestSyncJob {\n          id\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteAccount($input: DeleteAccountInput!) {\n    deleteAccount(input: $input) {\n      receipt {\n        code\n        ...Receipt_receipt\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation DeleteAccount($input: DeleteAccountInput!) {\n    deleteAccount(input: $input) {\n      receipt {\n        code\n        ...Receipt_receipt\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query DeletionReceipt($code: String!) {\n    deletionReceipt(code: $code) {\n      ...Receipt_receipt\n    }\n  }\n"): (typeof documents)["\n  query DeletionReceipt($code: String!) {\n    deletionReceipt(code: $code) {\n      ...Receipt_receipt\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment Receipt_receipt on DeletionReceipt {\n    id\n    requestedAt\n    completedAt\n    banksRemoved\n    erased {\n      what\n      count\n    }\n  }\n"): (typeof documents)["\n  fragment Receipt_receipt on DeletionReceipt {\n    id\n    requestedAt\n    completedAt\n    banksRemoved\n    erased {\n      what\n      count\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query KeyAccounts {\n    accounts {\n      id\n      name\n      mask\n    }\n  }\n"): (typeof documents)["\n  query KeyAccounts {\n    accounts {\n      id\n      name\n      mask\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ApiKey($id: ID!) {\n    node(id: $id) {\n      id\n      ... on ApiKey {\n        name\n        hint\n        scopes\n        accounts {\n          id\n          name\n          mask\n        }\n        dateFrom\n        dateTo\n        requestsPerMinute\n        createdAt\n        expiresAt\n        lastUsedAt\n        revokedAt\n      }\n    }\n  }\n"): (typeof documents)["\n  query ApiKey($id: ID!) {\n    node(id: $id) {\n      id\n      ... on ApiKey {\n        name\n        hint\n        scopes\n        accounts {\n          id\n          name\n          mask\n        }\n        dateFrom\n        dateTo\n        requestsPerMinute\n        createdAt\n        expiresAt\n        lastUsedAt\n        revokedAt\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ApiKeyReads($id: ID!, $after: String) {\n    node(id: $id) {\n      id\n      ... on ApiKey {\n        reads(first: 30, after: $after) {\n          edges {\n            cursor\n            node {\n              date\n              scope\n              requests\n              rows\n              lastAt\n            }\n          }\n          pageInfo {\n            hasNextPage\n            endCursor\n          }\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  query ApiKeyReads($id: ID!, $after: String) {\n    node(id: $id) {\n      id\n      ... on ApiKey {\n        reads(first: 30, after: $after) {\n          edges {\n            cursor\n            node {\n              date\n              scope\n              requests\n              rows\n              lastAt\n            }\n          }\n          pageInfo {\n            hasNextPage\n            endCursor\n          }\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment KeyRow_apiKey on ApiKey {\n    id\n    name\n    hint\n    scopes\n    expiresAt\n    lastUsedAt\n    revokedAt\n  }\n"): (typeof documents)["\n  fragment KeyRow_apiKey on ApiKey {\n    id\n    name\n    hint\n    scopes\n    expiresAt\n    lastUsedAt\n    revokedAt\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ApiKeys {\n    apiKeys {\n      id\n      ...KeyRow_apiKey\n    }\n  }\n"): (typeof documents)["\n  query ApiKeys {\n    apiKeys {\n      id\n      ...KeyRow_apiKey\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      apiKey {\n        id\n      }\n      token\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      apiKey {\n        id\n      }\n      token\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeApiKey($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) {\n      apiKey {\n        id\n        revokedAt\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation RevokeApiKey($input: RevokeApiKeyInput!) {\n    revokeApiKey(input: $input) {\n      apiKey {\n        id\n        revokedAt\n      }\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Overview {\n    items {\n      id\n    }\n    serverInfo {\n      simulatorUrl\n    }\n    accounts(filter: { closed: false }) {\n      id\n      ...AccountRow_account\n    }\n    recent: transactions(first: 8) {\n      nodes {\n        id\n        ...TransactionRow_transaction\n      }\n    }\n  }\n"): (typeof documents)["\n  query Overview {\n    items {\n      id\n    }\n    serverInfo {\n      simulatorUrl\n    }\n    accounts(filter: { closed: false }) {\n      id\n      ...AccountRow_account\n    }\n    recent: transactions(first: 8) {\n      nodes {\n        id\n        ...TransactionRow_transaction\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ConfirmPassword($input: ConfirmPasswordInput!) {\n    confirmPassword(input: $input) {\n      confirmedUntil\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ConfirmPassword($input: ConfirmPasswordInput!) {\n    confirmPassword(input: $input) {\n      confirmedUntil\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResetPassword($input: ResetPasswordInput!) {\n    resetPassword(input: $input) {\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ResetPassword($input: ResetPasswordInput!) {\n    resetPassword(input: $input) {\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Door {\n    serverInfo {\n      signup\n      passwordCharsMin\n      simulatorUrl\n    }\n  }\n"): (typeof documents)["\n  query Door {\n    serverInfo {\n      signup\n      passwordCharsMin\n      simulatorUrl\n    }\n  }\n"];
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
export function graphql(source: "\n  mutation ChangeEmail($input: ChangeEmailInput!) {\n    changeEmail(input: $input) {\n      user {\n        id\n        email\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ChangeEmail($input: ChangeEmailInput!) {\n    changeEmail(input: $input) {\n      user {\n        id\n        email\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    changePassword(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    changePassword(input: $input) {\n      user {\n        id\n      }\n      userErrors {\n        code\n        message\n        path\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Sessions {\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      current\n      agent\n      address\n      delivery\n    }\n  }\n"): (typeof documents)["\n  query Sessions {\n    sessions {\n      id\n      createdAt\n      lastUsedAt\n      current\n      agent\n      address\n      delivery\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EndSession($input: EndSessionInput!) {\n    endSession(input: $input) {\n      endedSessionId\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation EndSession($input: EndSessionInput!) {\n    endSession(input: $input) {\n      endedSessionId\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EndOtherSessions {\n    endOtherSessions {\n      endedCount\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation EndOtherSessions {\n    endOtherSessions {\n      endedCount\n      userErrors {\n        code\n        message\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Categories {\n    categories {\n      id\n      name\n      groupName\n    }\n  }\n"): (typeof documents)["\n  query Categories {\n    categories {\n      id\n      name\n      groupName\n    }\n  }\n"];
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