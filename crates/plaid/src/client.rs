//! The client: a method per call of Plaid's API.

use std::sync::Arc;
use std::time::Instant;

use backon::Retryable as _;
use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::config::{self, Config, ConfigError};
use crate::endpoint::{self, Endpoint};
use crate::error::Error;
use crate::retry;
use crate::transport::{self, Attempt};
use crate::{
    AccountsGetRequest, AccountsGetResponse, InstitutionsGetByIdRequest,
    InstitutionsGetByIdResponse, ItemGetRequest, ItemGetResponse, ItemRemoveRequest,
    ItemRemoveResponse, LinkTokenCreateRequest, LinkTokenCreateResponse,
    PublicTokenExchangeRequest, PublicTokenExchangeResponse, SandboxPublicTokenCreateRequest,
    SandboxPublicTokenCreateResponse, TransactionsSyncRequest, TransactionsSyncResponse,
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
    config: Config,
}

impl Client {
    /// A client of that configuration. Nothing is sent yet.
    pub fn new(config: Config) -> Result<Self, ConfigError> {
        let base = config::base(&config.base_url)?;
        let http = transport::http_client(&config)?;
        let inner = Inner { http, base, config };
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

    /// [`/institutions/get_by_id`](https://plaid.com/docs/api/institutions/#institutionsget_by_id):
    /// a bank.
    pub async fn institutions_get_by_id(
        &self,
        request: &InstitutionsGetByIdRequest,
    ) -> Result<InstitutionsGetByIdResponse, Error> {
        self.call(endpoint::INSTITUTIONS_GET_BY_ID, request).await
    }

    /// [`/accounts/get`](https://plaid.com/docs/api/accounts/#accountsget): the accounts and their
    /// balances as of the last update.
    pub async fn accounts_get(
        &self,
        request: &AccountsGetRequest,
    ) -> Result<AccountsGetResponse, Error> {
        self.call(endpoint::ACCOUNTS_GET, request).await
    }

    /// [`/transactions/sync`](https://plaid.com/docs/api/products/transactions/#transactionssync):
    /// a page of changes since a cursor.
    pub async fn transactions_sync(
        &self,
        request: &TransactionsSyncRequest,
    ) -> Result<TransactionsSyncResponse, Error> {
        self.call(endpoint::TRANSACTIONS_SYNC, request).await
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
        let Inner { http, base, config } = &*self.inner;
        let (path, body_bytes_max) = (endpoint.path, config.body_bytes_max);
        let started = Instant::now();
        let result: Result<R, _> = Attempt { http, base, path, body_bytes_max }.run(body).await;
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
    InstitutionsGetByIdResponse
    ItemGetResponse
    ItemRemoveResponse
    LinkTokenCreateResponse
    PublicTokenExchangeResponse
    SandboxPublicTokenCreateResponse
    TransactionsSyncResponse
}
