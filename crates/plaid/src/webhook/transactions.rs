//! Webhooks about transactions. Their `error` is left out: it is always null.

use serde::{Deserialize, Serialize};

use super::WebhookEnvironment;
use crate::wire::null_as_default;

/// There are changes to read. Sent only once the item's changes were read for the first time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyncUpdatesAvailableWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// Plaid's id of the person, where the operator uses Plaid's users.
    pub user_id: Option<String>,
    /// Whether the last thirty days are there.
    pub initial_update_complete: bool,
    /// Whether the whole history is there.
    pub historical_update_complete: bool,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}

/// There are new transactions. Who reads changes may ignore it, since
/// [`SyncUpdatesAvailableWebhook`] says the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewTransactionsWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// How many.
    pub new_transactions: u64,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}

/// Some transactions are gone. Who reads changes may ignore it, since
/// [`SyncUpdatesAvailableWebhook`] says the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransactionsRemovedWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// Their ids.
    pub removed_transactions: Vec<String>,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}

/// What recurs has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RecurringTransactionsUpdateWebhook {
    /// Plaid's id of the item.
    pub item_id: String,
    /// In these accounts.
    #[serde(default, deserialize_with = "null_as_default")]
    pub account_ids: Vec<String>,
    /// Where it comes from.
    pub environment: Option<WebhookEnvironment>,
}
