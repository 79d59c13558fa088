//! The client: a method per call of Plaid's API.

use std::sync::Arc;
use std::time::Instant;

use backon::Retryable as _;
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::config::{self, Config, ConfigError};
use crate::endpoint::{self, Answers, Endpoint};
use crate::error::Error;
use crate::limiter::Limiter;
use crate::retry;
use crate::transport::{self, Attempt};
use crate::{
    AccountsBalanceGetRequest, AccountsGetRequest, AccountsGetResponse, AuthGetRequest,
    AuthGetResponse, BankTransferEventSyncRequest, BankTransferEventSyncResponse,
    CategoriesGetRequest, CategoriesGetResponse, IdentityGetRequest, IdentityGetResponse,
    InstitutionsGetByIdRequest, InstitutionsGetByIdResponse, InstitutionsGetRequest,
    InstitutionsGetResponse, InstitutionsSearchRequest, InstitutionsSearchResponse,
    ItemAccessTokenInvalidateRequest, ItemAccessTokenInvalidateResponse, ItemGetRequest,
    ItemGetResponse, ItemRemoveRequest, ItemRemoveResponse, ItemWebhookUpdateRequest,
    ItemWebhookUpdateResponse, LinkTokenCreateRequest, LinkTokenCreateResponse,
    LinkTokenGetRequest, LinkTokenGetResponse, ProcessorTokenCreateRequest,
    ProcessorTokenCreateResponse, PublicTokenExchangeRequest, PublicTokenExchangeResponse,
    SandboxItemFireWebhookRequest, SandboxItemFireWebhookResponse, SandboxItemResetLoginRequest,
    SandboxItemResetLoginResponse, SandboxItemSetVerificationStatusRequest,
    SandboxItemSetVerificationStatusResponse, SandboxPublicTokenCreateRequest,
    SandboxPublicTokenCreateResponse, SandboxTransactionsCreateRequest,
    SandboxTransactionsCreateResponse, TransactionsGetRequest, TransactionsGetResponse,
    TransactionsRecurringGetRequest, TransactionsRecurringGetResponse, TransactionsRefreshRequest,
    TransactionsRefreshResponse, TransactionsSyncRequest, TransactionsSyncResponse,
    TransferEventSyncRequest, TransferEventSyncResponse, UserCreateRequest, UserCreateResponse,
    WebhookVerificationKeyGetRequest, WebhookVerificationKeyGetResponse,
};

/// Asks Plaid. Cloning it is cheap: clones share their connections.
#[derive(Clone, Debug)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    http: reqwest::Client,
    base: String,
    limiter: Limiter,
    config: Config,
}

impl Client {
    /// A client of that configuration. Nothing is sent yet.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        let base = config::base(&config.base_url)?;
        let http = transport::http_client(&config)?;
        let limiter = Limiter::new(&config.rates);
        let inner = Inner { http, base, limiter, config };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// [`/link/token/create`](https://plaid.com/docs/api/link/#linktokencreate): a token to open
    /// Link with.
    pub async fn link_token_create(
        &self,
        request: &LinkTokenCreateRequest,
    ) -> Result<LinkTokenCreateResponse, Error> {
        self.call(endpoint::LINK_TOKEN_CREATE, request).await
    }

    /// [`/link/token/get`](https://plaid.com/docs/api/link/#linktokenget): what happened in Link since
    /// the token was made.
    pub async fn link_token_get(
        &self,
        request: &LinkTokenGetRequest,
    ) -> Result<LinkTokenGetResponse, Error> {
        self.call(endpoint::LINK_TOKEN_GET, request).await
    }

    /// [`/sandbox/public_token/create`](https://plaid.com/docs/api/sandbox/#sandboxpublic_tokencreate):
    /// a public token without Link. Sent once.
    pub async fn sandbox_public_token_create(
        &self,
        request: &SandboxPublicTokenCreateRequest,
    ) -> Result<SandboxPublicTokenCreateResponse, Error> {
        self.call(endpoint::SANDBOX_PUBLIC_TOKEN_CREATE, request).await
    }

    /// [`/item/public_token/exchange`](https://plaid.com/docs/api/items/#itempublic_tokenexchange):
    /// the access token for what Link gave. Sent once, since a public token works once.
    pub async fn item_public_token_exchange(
        &self,
        request: &PublicTokenExchangeRequest,
    ) -> Result<PublicTokenExchangeResponse, Error> {
        self.call(endpoint::ITEM_PUBLIC_TOKEN_EXCHANGE, request).await
    }

    /// [`/item/get`](https://plaid.com/docs/api/items/#itemget): the item's state. Works in every
    /// state.
    pub async fn item_get(&self, request: &ItemGetRequest) -> Result<ItemGetResponse, Error> {
        self.call(endpoint::ITEM_GET, request).await
    }

    /// [`/item/remove`](https://plaid.com/docs/api/items/#itemremove): ends the item. One that
    /// Plaid no longer knows is an error of the class [`ItemGone`](crate::ErrorClass::ItemGone).
    pub async fn item_remove(
        &self,
        request: &ItemRemoveRequest,
    ) -> Result<ItemRemoveResponse, Error> {
        self.call(endpoint::ITEM_REMOVE, request).await
    }

    /// [`/item/webhook/update`](https://plaid.com/docs/api/items/#itemwebhookupdate): where Plaid
    /// sends the item's webhooks from now on. Plaid acknowledges it there.
    pub async fn item_webhook_update(
        &self,
        request: &ItemWebhookUpdateRequest,
    ) -> Result<ItemWebhookUpdateResponse, Error> {
        self.call(endpoint::ITEM_WEBHOOK_UPDATE, request).await
    }

    /// [`/item/access_token/invalidate`](https://plaid.com/docs/api/items/#itemaccess_tokeninvalidate):
    /// a new access token for the old one, which is dead at once. Sent once.
    pub async fn item_access_token_invalidate(
        &self,
        request: &ItemAccessTokenInvalidateRequest,
    ) -> Result<ItemAccessTokenInvalidateResponse, Error> {
        self.call(endpoint::ITEM_ACCESS_TOKEN_INVALIDATE, request).await
    }

    /// [`/institutions/get`](https://plaid.com/docs/api/institutions/#institutionsget): a page of
    /// banks.
    pub async fn institutions_get(
        &self,
        request: &InstitutionsGetRequest,
    ) -> Result<InstitutionsGetResponse, Error> {
        self.call(endpoint::INSTITUTIONS_GET, request).await
    }

    /// [`/institutions/get_by_id`](https://plaid.com/docs/api/institutions/#institutionsget_by_id):
    /// a bank.
    pub async fn institutions_get_by_id(
        &self,
        request: &InstitutionsGetByIdRequest,
    ) -> Result<InstitutionsGetByIdResponse, Error> {
        self.call(endpoint::INSTITUTIONS_GET_BY_ID, request).await
    }

    /// [`/institutions/search`](https://plaid.com/docs/api/institutions/#institutionssearch):
    /// banks by a part of their name.
    pub async fn institutions_search(
        &self,
        request: &InstitutionsSearchRequest,
    ) -> Result<InstitutionsSearchResponse, Error> {
        self.call(endpoint::INSTITUTIONS_SEARCH, request).await
    }

    /// [`/accounts/get`](https://plaid.com/docs/api/accounts/#accountsget): the accounts and their
    /// balances as of the last update.
    pub async fn accounts_get(
        &self,
        request: &AccountsGetRequest,
    ) -> Result<AccountsGetResponse, Error> {
        self.call(endpoint::ACCOUNTS_GET, request).await
    }

    /// [`/accounts/balance/get`](https://plaid.com/docs/api/products/balance/#accountsbalanceget):
    /// the accounts with the balances that the bank tells now. It may take half a minute, for
    /// which it has [a limit of its own](Config::bank_timeout), and is billed: sent once.
    pub async fn accounts_balance_get(
        &self,
        request: &AccountsBalanceGetRequest,
    ) -> Result<AccountsGetResponse, Error> {
        self.call(endpoint::ACCOUNTS_BALANCE_GET, request).await
    }

    /// [`/auth/get`](https://plaid.com/docs/api/products/auth/#authget): the numbers by which
    /// money reaches the accounts.
    pub async fn auth_get(&self, request: &AuthGetRequest) -> Result<AuthGetResponse, Error> {
        self.call(endpoint::AUTH_GET, request).await
    }

    /// [`/identity/get`](https://plaid.com/docs/api/products/identity/#identityget): who the
    /// accounts belong to.
    pub async fn identity_get(
        &self,
        request: &IdentityGetRequest,
    ) -> Result<IdentityGetResponse, Error> {
        self.call(endpoint::IDENTITY_GET, request).await
    }

    /// [`/transactions/sync`](https://plaid.com/docs/api/products/transactions/#transactionssync):
    /// a page of changes since a cursor.
    pub async fn transactions_sync(
        &self,
        request: &TransactionsSyncRequest,
    ) -> Result<TransactionsSyncResponse, Error> {
        self.call(endpoint::TRANSACTIONS_SYNC, request).await
    }

    /// [`/transactions/get`](https://plaid.com/docs/api/products/transactions/#transactionsget):
    /// a page of the transactions of a span of days.
    pub async fn transactions_get(
        &self,
        request: &TransactionsGetRequest,
    ) -> Result<TransactionsGetResponse, Error> {
        self.call(endpoint::TRANSACTIONS_GET, request).await
    }

    /// [`/transactions/refresh`](https://plaid.com/docs/api/products/transactions/#transactionsrefresh):
    /// asks the bank for newer transactions now. It is billed: sent once.
    pub async fn transactions_refresh(
        &self,
        request: &TransactionsRefreshRequest,
    ) -> Result<TransactionsRefreshResponse, Error> {
        self.call(endpoint::TRANSACTIONS_REFRESH, request).await
    }

    /// [`/transactions/recurring/get`](https://plaid.com/docs/api/products/transactions/#transactionsrecurringget):
    /// the transactions that recur.
    pub async fn transactions_recurring_get(
        &self,
        request: &TransactionsRecurringGetRequest,
    ) -> Result<TransactionsRecurringGetResponse, Error> {
        self.call(endpoint::TRANSACTIONS_RECURRING_GET, request).await
    }

    /// [`/categories/get`](https://plaid.com/docs/api/products/transactions/#categoriesget):
    /// the categories of the old kind.
    pub async fn categories_get(
        &self,
        request: &CategoriesGetRequest,
    ) -> Result<CategoriesGetResponse, Error> {
        self.call(endpoint::CATEGORIES_GET, request).await
    }

    /// [`/processor/token/create`](https://plaid.com/docs/api/processors/#processortokencreate):
    /// a token that lets a partner of Plaid's read an account. Sent once.
    pub async fn processor_token_create(
        &self,
        request: &ProcessorTokenCreateRequest,
    ) -> Result<ProcessorTokenCreateResponse, Error> {
        self.call(endpoint::PROCESSOR_TOKEN_CREATE, request).await
    }

    /// [`/transfer/event/sync`](https://plaid.com/docs/api/products/transfer/reading-transfers/#transfereventsync):
    /// what became of transfers since an event.
    pub async fn transfer_event_sync(
        &self,
        request: &TransferEventSyncRequest,
    ) -> Result<TransferEventSyncResponse, Error> {
        self.call(endpoint::TRANSFER_EVENT_SYNC, request).await
    }

    /// [`/bank_transfer/event/sync`](https://plaid.com/docs/bank-transfers/reference/): what became of
    /// transfers of the older kind since an event.
    pub async fn bank_transfer_event_sync(
        &self,
        request: &BankTransferEventSyncRequest,
    ) -> Result<BankTransferEventSyncResponse, Error> {
        self.call(endpoint::BANK_TRANSFER_EVENT_SYNC, request).await
    }

    /// [`/user/create`](https://plaid.com/docs/api/users/#usercreate): a user of Plaid's for a person.
    /// Sent once.
    pub async fn user_create(
        &self,
        request: &UserCreateRequest,
    ) -> Result<UserCreateResponse, Error> {
        self.call(endpoint::USER_CREATE, request).await
    }

    /// [`/webhook_verification_key/get`](https://plaid.com/docs/api/webhooks/webhook-verification/#get-webhook-verification-key):
    /// a key that webhooks are signed with.
    pub async fn webhook_verification_key_get(
        &self,
        request: &WebhookVerificationKeyGetRequest,
    ) -> Result<WebhookVerificationKeyGetResponse, Error> {
        self.call(endpoint::WEBHOOK_VERIFICATION_KEY_GET, request).await
    }

    /// [`/sandbox/item/fire_webhook`](https://plaid.com/docs/api/sandbox/#sandboxitemfire_webhook):
    /// sends a webhook of the item. Sent once.
    pub async fn sandbox_item_fire_webhook(
        &self,
        request: &SandboxItemFireWebhookRequest,
    ) -> Result<SandboxItemFireWebhookResponse, Error> {
        self.call(endpoint::SANDBOX_ITEM_FIRE_WEBHOOK, request).await
    }

    /// [`/sandbox/item/reset_login`](https://plaid.com/docs/api/sandbox/#sandboxitemreset_login):
    /// makes the item need update mode.
    pub async fn sandbox_item_reset_login(
        &self,
        request: &SandboxItemResetLoginRequest,
    ) -> Result<SandboxItemResetLoginResponse, Error> {
        self.call(endpoint::SANDBOX_ITEM_RESET_LOGIN, request).await
    }

    /// [`/sandbox/item/set_verification_status`](https://plaid.com/docs/api/sandbox/#sandboxitemset_verification_status):
    /// ends the verification of an account by small deposits. Sent once.
    pub async fn sandbox_item_set_verification_status(
        &self,
        request: &SandboxItemSetVerificationStatusRequest,
    ) -> Result<SandboxItemSetVerificationStatusResponse, Error> {
        self.call(endpoint::SANDBOX_ITEM_SET_VERIFICATION_STATUS, request).await
    }

    /// [`/sandbox/transactions/create`](https://plaid.com/docs/api/sandbox/#sandboxtransactionscreate):
    /// makes transactions up. Sent once.
    pub async fn sandbox_transactions_create(
        &self,
        request: &SandboxTransactionsCreateRequest,
    ) -> Result<SandboxTransactionsCreateResponse, Error> {
        self.call(endpoint::SANDBOX_TRANSACTIONS_CREATE, request).await
    }

    async fn call<Q: Serialize, R: Response>(
        &self,
        endpoint: Endpoint,
        request: &Q,
    ) -> Result<R, Error> {
        let body = serde_json::to_vec(request).expect("requests are texts, numbers and lists");
        let body = Bytes::from(body);
        let Config { attempts_max, jitter, .. } = self.inner.config;
        (|| self.attempt(endpoint, body.clone()))
            .retry(retry::pauses(attempts_max, jitter))
            .when(|error| retry::is_worth_another(endpoint, error))
            .adjust(|error, due| due.map(|due| retry::pause_after(error, due)))
            .await
    }

    async fn attempt<R: Response>(&self, endpoint: Endpoint, body: Bytes) -> Result<R, Error> {
        let Inner { http, base, limiter, config } = &*self.inner;
        let (path, body_bytes_max) = (endpoint.path, config.body_bytes_max);
        let timeout = match endpoint.answers {
            Answers::Plaid => config.request_timeout,
            Answers::Bank => config.bank_timeout,
        };
        let started = Instant::now();
        let taken = limiter.take(path, &body, started);
        taken.map_err(|retry_after| Error::Withheld { path, retry_after })?;
        let attempt = Attempt { http, base, path, timeout, body_bytes_max };
        let result: Result<R, _> = attempt.run(body).await;
        let (outcome, status, request_id) = match &result {
            Ok(answer) => ("ok", Some(200), Some(answer.request_id())),
            Err(error) => {
                (error.error_code().unwrap_or("failed"), error.http_status(), error.request_id())
            }
        };
        let duration_ms = started.elapsed().as_millis();
        tracing::debug!(path, outcome, status, request_id, duration_ms, "asked Plaid");
        result
    }
}

/// What every answer has.
trait Response: DeserializeOwned {
    /// Plaid's id of the call.
    fn request_id(&self) -> &str;
}

macro_rules! responses {
    ($($name:ident)+) => {
        $(impl Response for $name {
            fn request_id(&self) -> &str {
                &self.request_id
            }
        })+
    };
}

responses! {
    AccountsGetResponse
    AuthGetResponse
    BankTransferEventSyncResponse
    CategoriesGetResponse
    IdentityGetResponse
    InstitutionsGetByIdResponse
    InstitutionsGetResponse
    InstitutionsSearchResponse
    ItemAccessTokenInvalidateResponse
    ItemGetResponse
    ItemRemoveResponse
    ItemWebhookUpdateResponse
    LinkTokenCreateResponse
    LinkTokenGetResponse
    ProcessorTokenCreateResponse
    PublicTokenExchangeResponse
    SandboxItemFireWebhookResponse
    SandboxItemResetLoginResponse
    SandboxItemSetVerificationStatusResponse
    SandboxPublicTokenCreateResponse
    SandboxTransactionsCreateResponse
    TransactionsGetResponse
    TransactionsRecurringGetResponse
    TransactionsRefreshResponse
    TransactionsSyncResponse
    TransferEventSyncResponse
    UserCreateResponse
    WebhookVerificationKeyGetResponse
}
