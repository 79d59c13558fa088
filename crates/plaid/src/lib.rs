//! A typed client of [Plaid's API](https://plaid.com/docs/api/): a method per call, exact amounts, and
//! errors that say what to do.
//!
//! It knows what Plaid says and how a call can fail, and nothing of databases or servers.
//!
//! # From a link to transactions
//!
//! A person links a bank in Plaid's Link, which [`Client::link_token_create`] opens, and which ends with
//! a public token. That is exchanged for an access token, and with it the item's changes are read page
//! by page. In the sandbox, a call stands for the person.
//!
//! ```
//! use plaid::{
//!     Client, Config, Credentials, PublicTokenExchangeRequest, SandboxPublicTokenCreateRequest,
//!     TransactionsSyncRequest,
//! };
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let zero = std::time::Duration::ZERO;
//! # let simulated = plaid_sim::Config::new("127.0.0.1:0".parse()?);
//! # let simulated =
//! #     plaid_sim::Config { initial_after: zero, historical_after: zero, ..simulated };
//! # let simulator = plaid_sim::start(simulated).await?;
//! # let base_url = format!("http://{}", simulator.address()).parse()?;
//! # let (client_id, secret) = (plaid_sim::DEFAULT_CLIENT_ID, plaid_sim::DEFAULT_SECRET);
//! let credentials = Credentials { client_id: client_id.into(), secret: secret.into() };
//! let client = Client::new(Config::new(base_url, credentials))?;
//!
//! let linked = client
//!     .sandbox_public_token_create(&SandboxPublicTokenCreateRequest {
//!         institution_id: "ins_109508".into(),
//!         initial_products: vec!["transactions".into()],
//!         options: None,
//!     })
//!     .await?;
//! let public_token = linked.public_token;
//! let exchange = PublicTokenExchangeRequest { public_token };
//! let access_token = client.item_public_token_exchange(&exchange).await?.access_token;
//!
//! let mut transactions = Vec::new();
//! let mut cursor = None;
//! loop {
//!     let access_token = access_token.clone();
//!     let (count, options) = (Some(500), None);
//!     let request = TransactionsSyncRequest { access_token, cursor, count, options };
//!     let page = client.transactions_sync(&request).await?;
//!     transactions.extend(page.added);
//!     if !page.has_more {
//!         // Keep `page.next_cursor` beside what was read: the next time begins there.
//!         break;
//!     }
//!     cursor = Some(page.next_cursor);
//! }
//! // Plaid's sign: positive is money that leaves the account.
//! let spent: rust_decimal::Decimal =
//!     transactions.iter().map(|transaction| transaction.amount).filter(|it| it.is_sign_positive()).sum();
//! assert!(spent > rust_decimal::Decimal::ZERO);
//! # Ok(())
//! # }
//! ```
//!
//! # When a call fails
//!
//! [`Error`] tells what happened, and [`Error::class`] what to do about it: wait, try again later, ask
//! the person, give up, or mend the program or its settings ([`ErrorClass`]). A failed call is sent again
//! within seconds where that helps and does no harm. What takes longer is the caller's to plan, and
//! calls that must not happen twice are sent once.
//!
//! ```
//! use plaid::{AccountsGetRequest, ErrorClass, LinkTokenCreateRequest, SandboxItemResetLoginRequest};
//! # use plaid::{
//! #     Client, Config, Credentials, PublicTokenExchangeRequest, SandboxPublicTokenCreateRequest,
//! # };
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let simulator = plaid_sim::start(plaid_sim::Config::new("127.0.0.1:0".parse()?)).await?;
//! # let base_url = format!("http://{}", simulator.address()).parse()?;
//! # let (client_id, secret) = (plaid_sim::DEFAULT_CLIENT_ID, plaid_sim::DEFAULT_SECRET);
//! # let credentials = Credentials { client_id: client_id.into(), secret: secret.into() };
//! # let client = Client::new(Config::new(base_url, credentials))?;
//! # let request = SandboxPublicTokenCreateRequest {
//! #     institution_id: "ins_109508".into(),
//! #     initial_products: vec!["transactions".into()],
//! #     options: None,
//! # };
//! # let public_token = client.sandbox_public_token_create(&request).await?.public_token;
//! # let request = PublicTokenExchangeRequest { public_token };
//! # let access_token = client.item_public_token_exchange(&request).await?.access_token;
//! // The sandbox lets a login expire.
//! let reset = SandboxItemResetLoginRequest { access_token: access_token.clone() };
//! client.sandbox_item_reset_login(&reset).await?;
//!
//! let request = AccountsGetRequest { access_token: access_token.clone(), options: None };
//! let error = client.accounts_get(&request).await.unwrap_err();
//! assert_eq!(error.error_code(), Some("ITEM_LOGIN_REQUIRED"));
//! assert_eq!(error.class(), ErrorClass::UserMustRelink);
//!
//! // Link in update mode mends the item. The access token stays the same.
//! let update = LinkTokenCreateRequest {
//!     access_token: Some(access_token),
//!     ..LinkTokenCreateRequest::new("My app", "en", vec!["US".into()], "person-1")
//! };
//! let link_token = client.link_token_create(&update).await?.link_token;
//! # assert!(link_token.expose().starts_with("link-sandbox-"));
//! # Ok(())
//! # }
//! ```
//!
//! # Webhooks
//!
//! A webhook is verified to the byte before it is read: ES256 with Plaid's key, not older than five
//! minutes, and made for exactly that body. What Plaid adds one day is kept as [`Webhook::Unknown`].
//!
//! ```
//! use plaid::{Webhook, WebhookVerifier};
//! # use plaid::{Client, Config, Credentials};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let simulator = plaid_sim::start(plaid_sim::Config::new("127.0.0.1:0".parse()?)).await?;
//! # let base_url = format!("http://{}", simulator.address()).parse()?;
//! # let (client_id, secret) = (plaid_sim::DEFAULT_CLIENT_ID, plaid_sim::DEFAULT_SECRET);
//! # let credentials = Credentials { client_id: client_id.into(), secret: secret.into() };
//! # let client = Client::new(Config::new(base_url, credentials))?;
//! // One verifier serves the whole program: it keeps the keys.
//! let verifier = WebhookVerifier::new(client);
//! let body = br#"{ "webhook_type": "TRANSACTIONS", "webhook_code": "SYNC_UPDATES_AVAILABLE",
//!     "item_id": "an-item", "initial_update_complete": true, "historical_update_complete": false }"#;
//!
//! // `Plaid-Verification` of the request, or none where it has no such header.
//! let header = Some("forged");
//! # let now = "2026-11-20T10:00:00Z".parse()?;
//! assert!(verifier.verify(header, body, now).await.is_err());
//!
//! match Webhook::parse(body)? {
//!     Webhook::SyncUpdatesAvailable(webhook) => assert_eq!(webhook.item_id, "an-item"),
//!     Webhook::Unknown { webhook_type, webhook_code, .. } => {
//!         println!("{webhook_type} {webhook_code} is new");
//!     }
//!     _ => {}
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What it keeps to
//!
//! - **Amounts** are exact decimals, read from the text of the JSON and never floats. One that no
//!   decimal holds exactly is an error.
//! - **What Plaid adds** breaks nothing: enums are open, unknown fields are ignored, and what may be
//!   absent may be null.
//! - **Tokens** don't print, and leave only in requests.
//! - **Limits** lie in [`Config`]: time limits, one of its own for calls that wait for a bank, the
//!   largest answer, how often a call is sent. Redirects are never followed.
//! - **Plaid's rates** are kept to before Plaid has to say so ([`Rates`]): the sandbox's, unless
//!   production's or others are given.
//! - **Categories** of both versions of Plaid's taxonomy are there with names and descriptions
//!   ([`detailed_category`], [`primary_categories`]).
//!
//! Left out: what moves money, and what belongs to reports, payroll and identity checks.

mod account;
mod auth;
mod bank_transfer;
mod category;
mod class;
mod client;
mod config;
mod endpoint;
mod error;
mod history;
mod identity;
mod institution;
mod item;
mod limiter;
mod link;
mod link_session;
mod processor;
mod rates;
mod recurring;
mod retry;
mod sandbox;
mod secret;
mod sync;
mod taxonomy;
mod transaction;
mod transfer;
mod transport;
mod user;
mod webhook;
mod wire;

pub use account::{
    Account, AccountType, AccountsBalanceGetOptions, AccountsBalanceGetRequest, AccountsGetOptions,
    AccountsGetRequest, AccountsGetResponse, Balances, HolderCategory,
};
pub use auth::{
    AccountBacsNumbers, AccountInternationalNumbers, AchNumbers, AuthGetRequest, AuthGetResponse,
    AuthNumbers, EftNumbers,
};
pub use bank_transfer::{
    BankTransferDirection, BankTransferEvent, BankTransferEventSyncRequest,
    BankTransferEventSyncResponse, BankTransferFailure, BankTransferType,
};
pub use category::{CategoriesGetRequest, CategoriesGetResponse, LegacyCategory};
pub use class::ErrorClass;
pub use client::Client;
pub use config::{Config, ConfigError, Credentials, Environment};
pub use error::{ApiError, Error, PlaidError, TransportKind};
pub use history::{
    TransactionsGetOptions, TransactionsGetRequest, TransactionsGetResponse,
    TransactionsRefreshRequest, TransactionsRefreshResponse,
};
pub use identity::{
    Email, EmailType, IdentityGetRequest, IdentityGetResponse, OwnedAccount, Owner, OwnerAddress,
    PhoneNumber, PhoneNumberType, PostalAddress,
};
pub use institution::{
    ConnectionAvailability, Institution, InstitutionsGetByIdOptions, InstitutionsGetByIdRequest,
    InstitutionsGetByIdResponse, InstitutionsGetOptions, InstitutionsGetRequest,
    InstitutionsGetResponse, InstitutionsSearchOptions, InstitutionsSearchRequest,
    InstitutionsSearchResponse,
};
pub use item::{
    Item, ItemAccessTokenInvalidateRequest, ItemAccessTokenInvalidateResponse, ItemGetRequest,
    ItemGetResponse, ItemRemoveRequest, ItemRemoveResponse, ItemStatus, ItemWebhookUpdateRequest,
    ItemWebhookUpdateResponse, LastWebhook, PublicTokenExchangeRequest,
    PublicTokenExchangeResponse, UpdateTimes, UpdateType,
};
pub use link::{
    AccountFilter, AccountFilters, HostedLink, LinkTokenCreateRequest, LinkTokenCreateResponse,
    LinkTokenTransactions, LinkTokenUpdate, LinkTokenUser, SandboxPublicTokenCreateOptions,
    SandboxPublicTokenCreateRequest, SandboxPublicTokenCreateResponse,
};
pub use link_session::{
    LinkEvent, LinkEventMetadata, LinkSession, LinkSessionAccount, LinkSessionExit,
    LinkSessionExitMetadata, LinkSessionInstitution, LinkSessionItem, LinkSessionResults,
    LinkTokenGetRequest, LinkTokenGetResponse, LinkTokenMetadata,
};
pub use processor::{ProcessorTokenCreateRequest, ProcessorTokenCreateResponse};
pub use rates::{Rate, Rates};
pub use recurring::{
    RecurringFrequency, StreamAmount, StreamStatus, TransactionStream,
    TransactionsRecurringGetOptions, TransactionsRecurringGetRequest,
    TransactionsRecurringGetResponse,
};
pub use sandbox::{
    SandboxItemFireWebhookRequest, SandboxItemFireWebhookResponse, SandboxItemResetLoginRequest,
    SandboxItemResetLoginResponse, SandboxItemSetVerificationStatusRequest,
    SandboxItemSetVerificationStatusResponse, SandboxTransaction, SandboxTransactionsCreateRequest,
    SandboxTransactionsCreateResponse, SandboxVerificationStatus,
};
pub use secret::{AccessToken, LinkToken, ProcessorToken, PublicToken, UserToken};
pub use sync::{
    RemovedTransaction, TransactionsSyncOptions, TransactionsSyncRequest, TransactionsSyncResponse,
    TransactionsUpdateStatus,
};
pub use taxonomy::{
    DetailedCategory, PrimaryCategory, TaxonomyVersion, detailed_category, primary_categories,
    primary_category,
};
pub use transaction::{
    BacsNumbers, Counterparty, CounterpartyNumbers, CounterpartyType, InternationalNumbers,
    Location, PaymentChannel, PaymentMeta, PersonalFinanceCategory, Transaction, TransactionCode,
};
pub use transfer::{
    TransferEvent, TransferEventSyncRequest, TransferEventSyncResponse, TransferFailure,
    TransferType,
};
pub use user::{
    UserCreateRequest, UserCreateResponse, UserEmail, UserIdentity, UserName, UserPhoneNumber,
};
pub use webhook::{
    AuthDefaultUpdateWebhook, AuthVerificationWebhook, DisconnectReason, ItemErrorWebhook,
    LinkEventsWebhook, LinkItemAddResultWebhook, LinkSessionFinishedWebhook, LinkSessionStatus,
    LoginRepairedWebhook, MalformedWebhook, NewAccountsAvailableWebhook, NewTransactionsWebhook,
    PendingDisconnectWebhook, PendingExpirationWebhook, RecurringTransactionsUpdateWebhook,
    SyncUpdatesAvailableWebhook, TransactionsRemovedWebhook, TransferEventsUpdateWebhook,
    UserAccountRevokedWebhook, UserPermissionRevokedWebhook, WEBHOOK_BODY_BYTES_MAX, Webhook,
    WebhookEnvironment, WebhookJson, WebhookRefusal, WebhookUpdateAcknowledgedWebhook,
    WebhookVerificationKey, WebhookVerificationKeyGetRequest, WebhookVerificationKeyGetResponse,
    WebhookVerifier,
};
