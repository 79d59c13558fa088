//! A typed client of [Plaid's API](https://plaid.com/docs/api/).
//!
//! It knows what Plaid says and how a call can fail, and nothing of databases or servers. Amounts
//! are exact decimals, never floats. Enums are open, unknown fields are ignored, tokens don't
//! print. What an error asks of the caller is its [`ErrorClass`]. A failed call is sent again
//! within seconds where that helps and does no harm; anything that takes longer is the caller's to
//! plan.
//!
//! ```no_run
//! use plaid::{Client, Config, Credentials, Environment, ErrorClass, TransactionsSyncRequest};
//!
//! # async fn example(secret: String, access_token: plaid::AccessToken)
//! # -> Result<(), Box<dyn std::error::Error>> {
//! let client_id = "0123456789abcdef01234567".into();
//! let credentials = Credentials { client_id, secret: secret.into() };
//! let base_url = Environment::Sandbox.base_url().parse()?;
//! let client = Client::new(Config::new(base_url, credentials))?;
//!
//! let (cursor, count, options) = (None, Some(500), None);
//! let request = TransactionsSyncRequest { access_token, cursor, count, options };
//! match client.transactions_sync(&request).await {
//!     Ok(page) => {
//!         for transaction in page.added {
//!             // Plaid's sign: positive is money that leaves the account.
//!             println!("{} {}", transaction.date, transaction.amount);
//!         }
//!     }
//!     Err(error) if error.class() == ErrorClass::UserMustRelink => println!("log in again"),
//!     Err(error) => return Err(error.into()),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A webhook is verified to the byte before it is read:
//!
//! ```no_run
//! use plaid::{Webhook, WebhookVerifier};
//!
//! # async fn example(verifier: WebhookVerifier, header: Option<&str>, body: &[u8],
//! # now: chrono::DateTime<chrono::Utc>) -> Result<(), Box<dyn std::error::Error>> {
//! verifier.verify(header, body, now).await?;
//! match Webhook::parse(body)? {
//!     Webhook::SyncUpdatesAvailable(webhook) => println!("read {} now", webhook.item_id),
//!     Webhook::Unknown { webhook_type, webhook_code, .. } => {
//!         println!("{webhook_type} {webhook_code} is new");
//!     }
//!     _ => {}
//! }
//! # Ok(())
//! # }
//! ```
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
