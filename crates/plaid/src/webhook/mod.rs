//! Webhooks: how Plaid says that something changed.
//!
//! They arrive more than once, late and out of order: whoever receives one goes and looks, and
//! trusts nothing that it says. What Plaid adds is kept as [`Webhook::Unknown`], and so is a known
//! webhook that isn't what Plaid documents: neither is refused. The older way of following
//! transactions has webhooks of its own, which Plaid sends to those who follow changes too.

mod auth;
mod item;
mod key;
mod key_cache;
mod link;
mod transactions;
mod transfer;
mod verify;

pub use auth::{AuthDefaultUpdateWebhook, AuthVerificationWebhook};
pub use item::{
    DisconnectReason, ItemErrorWebhook, LoginRepairedWebhook, NewAccountsAvailableWebhook,
    PendingDisconnectWebhook, PendingExpirationWebhook, UserAccountRevokedWebhook,
    UserPermissionRevokedWebhook, WebhookUpdateAcknowledgedWebhook,
};
pub use key::{
    WebhookVerificationKey, WebhookVerificationKeyGetRequest, WebhookVerificationKeyGetResponse,
};
pub use link::{
    LinkEventsWebhook, LinkItemAddResultWebhook, LinkSessionFinishedWebhook, LinkSessionStatus,
};
pub use transactions::{
    NewTransactionsWebhook, RecurringTransactionsUpdateWebhook, SyncUpdatesAvailableWebhook,
    TransactionsRemovedWebhook,
};
pub use transfer::TransferEventsUpdateWebhook;
pub use verify::{WEBHOOK_BODY_BYTES_MAX, WebhookRefusal, WebhookVerifier};

use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::wire::{null_as_default, open_enum};

/// A webhook.
#[derive(Clone, Debug)]
pub enum Webhook {
    /// `TRANSACTIONS`: there are changes to read.
    SyncUpdatesAvailable(SyncUpdatesAvailableWebhook),
    /// `TRANSACTIONS`: the last thirty days are there.
    InitialUpdate(NewTransactionsWebhook),
    /// `TRANSACTIONS`: the whole history is there.
    HistoricalUpdate(NewTransactionsWebhook),
    /// `TRANSACTIONS`: there are new ones.
    DefaultUpdate(NewTransactionsWebhook),
    /// `TRANSACTIONS`: some are gone.
    TransactionsRemoved(TransactionsRemovedWebhook),
    /// `TRANSACTIONS`: what recurs has changed.
    RecurringTransactionsUpdate(RecurringTransactionsUpdateWebhook),
    /// `ITEM`: something keeps the item from being updated.
    ItemError(ItemErrorWebhook),
    /// `ITEM`: the item works again, and not by this program's own update mode.
    LoginRepaired(LoginRepairedWebhook),
    /// `ITEM`: the person's consent ends in seven days.
    PendingExpiration(PendingExpirationWebhook),
    /// `ITEM`: the item stops working in seven days.
    PendingDisconnect(PendingDisconnectWebhook),
    /// `ITEM`: the person has taken the consent back.
    UserPermissionRevoked(UserPermissionRevokedWebhook),
    /// `ITEM`: the person has taken the consent for an account back.
    UserAccountRevoked(UserAccountRevokedWebhook),
    /// `ITEM`: the person has accounts that were never offered.
    NewAccountsAvailable(NewAccountsAvailableWebhook),
    /// `ITEM`: webhooks go to a new address from now on, and this is the first.
    WebhookUpdateAcknowledged(WebhookUpdateAcknowledgedWebhook),
    /// `LINK`: a session is over.
    LinkSessionFinished(LinkSessionFinishedWebhook),
    /// `LINK`: an item was linked in a session that goes on.
    LinkItemAddResult(LinkItemAddResultWebhook),
    /// `LINK`: the steps of a session.
    LinkEvents(LinkEventsWebhook),
    /// `AUTH`: the numbers of accounts have changed.
    AuthDefaultUpdate(AuthDefaultUpdateWebhook),
    /// `AUTH`: an account was verified by small deposits.
    AutomaticallyVerified(AuthVerificationWebhook),
    /// `AUTH`: an account was not verified in time.
    VerificationExpired(AuthVerificationWebhook),
    /// `TRANSFER`: there are events to read.
    TransferEventsUpdate(TransferEventsUpdateWebhook),
    /// Anything else.
    Unknown {
        /// The type, empty where there is none.
        webhook_type: String,
        /// The code, empty where there is none.
        webhook_code: String,
        /// The item, where it names one.
        item_id: Option<String>,
        /// The whole of it.
        json: WebhookJson,
    },
}

impl Webhook {
    /// Reads the body of a webhook. Only what is no JSON object, or gives something else than texts
    /// for type, code and item, is an error. Verify it first.
    pub fn parse(body: &[u8]) -> Result<Self, MalformedWebhook> {
        let envelope: Envelope = serde_json::from_slice(body).map_err(|_| MalformedWebhook)?;
        let Envelope { webhook_type, webhook_code, item_id } = envelope;
        if let Some(webhook) = Self::parse_known(&webhook_type, &webhook_code, body) {
            return Ok(webhook);
        }
        let json = str::from_utf8(body).map_err(|_| MalformedWebhook)?;
        let json = WebhookJson(json.into());
        Ok(Self::Unknown { webhook_type, webhook_code, item_id, json })
    }

    fn parse_known(webhook_type: &str, webhook_code: &str, body: &[u8]) -> Option<Self> {
        match (webhook_type, webhook_code) {
            ("TRANSACTIONS", "SYNC_UPDATES_AVAILABLE") => read(body, Self::SyncUpdatesAvailable),
            ("TRANSACTIONS", "INITIAL_UPDATE") => read(body, Self::InitialUpdate),
            ("TRANSACTIONS", "HISTORICAL_UPDATE") => read(body, Self::HistoricalUpdate),
            ("TRANSACTIONS", "DEFAULT_UPDATE") => read(body, Self::DefaultUpdate),
            ("TRANSACTIONS", "TRANSACTIONS_REMOVED") => read(body, Self::TransactionsRemoved),
            ("TRANSACTIONS", "RECURRING_TRANSACTIONS_UPDATE") => {
                read(body, Self::RecurringTransactionsUpdate)
            }
            ("ITEM", "ERROR") => read(body, Self::ItemError),
            ("ITEM", "LOGIN_REPAIRED") => read(body, Self::LoginRepaired),
            ("ITEM", "PENDING_EXPIRATION") => read(body, Self::PendingExpiration),
            ("ITEM", "PENDING_DISCONNECT") => read(body, Self::PendingDisconnect),
            ("ITEM", "USER_PERMISSION_REVOKED") => read(body, Self::UserPermissionRevoked),
            ("ITEM", "USER_ACCOUNT_REVOKED") => read(body, Self::UserAccountRevoked),
            ("ITEM", "NEW_ACCOUNTS_AVAILABLE") => read(body, Self::NewAccountsAvailable),
            ("ITEM", "WEBHOOK_UPDATE_ACKNOWLEDGED") => read(body, Self::WebhookUpdateAcknowledged),
            ("LINK", "SESSION_FINISHED") => read(body, Self::LinkSessionFinished),
            ("LINK", "ITEM_ADD_RESULT") => read(body, Self::LinkItemAddResult),
            ("LINK", "EVENTS") => read(body, Self::LinkEvents),
            ("AUTH", "DEFAULT_UPDATE") => read(body, Self::AuthDefaultUpdate),
            ("AUTH", "AUTOMATICALLY_VERIFIED") => read(body, Self::AutomaticallyVerified),
            ("AUTH", "VERIFICATION_EXPIRED") => read(body, Self::VerificationExpired),
            ("TRANSFER", "TRANSFER_EVENTS_UPDATE") => read(body, Self::TransferEventsUpdate),
            _ => None,
        }
    }

    /// Plaid's id of the item that it is about.
    pub fn item_id(&self) -> Option<&str> {
        match self {
            Self::SyncUpdatesAvailable(webhook) => Some(&webhook.item_id),
            Self::InitialUpdate(webhook)
            | Self::HistoricalUpdate(webhook)
            | Self::DefaultUpdate(webhook) => Some(&webhook.item_id),
            Self::TransactionsRemoved(webhook) => Some(&webhook.item_id),
            Self::RecurringTransactionsUpdate(webhook) => Some(&webhook.item_id),
            Self::ItemError(webhook) => Some(&webhook.item_id),
            Self::LoginRepaired(webhook) => Some(&webhook.item_id),
            Self::PendingExpiration(webhook) => Some(&webhook.item_id),
            Self::PendingDisconnect(webhook) => Some(&webhook.item_id),
            Self::UserPermissionRevoked(webhook) => Some(&webhook.item_id),
            Self::UserAccountRevoked(webhook) => Some(&webhook.item_id),
            Self::NewAccountsAvailable(webhook) => Some(&webhook.item_id),
            Self::WebhookUpdateAcknowledged(webhook) => Some(&webhook.item_id),
            Self::AuthDefaultUpdate(webhook) => Some(&webhook.item_id),
            Self::AutomaticallyVerified(webhook) | Self::VerificationExpired(webhook) => {
                Some(&webhook.item_id)
            }
            Self::LinkSessionFinished(_)
            | Self::LinkItemAddResult(_)
            | Self::LinkEvents(_)
            | Self::TransferEventsUpdate(_) => None,
            Self::Unknown { item_id, .. } => item_id.as_deref(),
        }
    }
}

/// What tells webhooks apart.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default, deserialize_with = "null_as_default")]
    webhook_type: String,
    #[serde(default, deserialize_with = "null_as_default")]
    webhook_code: String,
    item_id: Option<String>,
}

fn read<T: DeserializeOwned>(body: &[u8], make: fn(T) -> Webhook) -> Option<Webhook> {
    serde_json::from_slice(body).ok().map(make)
}

open_enum! {
    /// Where a webhook comes from.
    WebhookEnvironment {
        Sandbox = "sandbox",
        Production = "production",
    }
}

/// The whole text of a webhook. It may hold tokens: it prints nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookJson(Box<str>);

impl WebhookJson {
    /// The text.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for WebhookJson {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("WebhookJson(..)")
    }
}

/// A body that is no webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the body is no webhook")]
pub struct MalformedWebhook;
