//! Reading an item's transactions: pages of changes since a cursor.
//!
//! A response can be put aside as JSON text and read again without loss, amounts included.

use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::secret::{self, AccessToken};
use crate::transaction::Transaction;
use crate::wire::{null_as_default, open_enum};

/// What `/transactions/sync` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct TransactionsSyncRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
    /// Where the last page ended; none: from the beginning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// Changes per page, 1 to 500; 100 where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// What else is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<TransactionsSyncOptions>,
}

/// What else is wanted of transactions.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TransactionsSyncOptions {
    /// The bank's raw text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_original_description: Option<bool>,
    /// The version of the taxonomy, `v1` or `v2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal_finance_category_version: Option<String>,
    /// How much history is fetched, where this call is the first to ask the item for transactions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_requested: Option<u32>,
    /// Only this account. Its cursors are its own: they never mix with those of the whole item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
}

/// What `/transactions/sync` answers: a page of changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransactionsSyncResponse {
    /// How far Plaid itself has come with the item.
    pub transactions_update_status: TransactionsUpdateStatus,
    /// The accounts that have transactions.
    #[serde(default, deserialize_with = "null_as_default")]
    pub accounts: Vec<Account>,
    /// New transactions.
    pub added: Vec<Transaction>,
    /// Transactions that changed, or that Plaid merely sends again.
    pub modified: Vec<Transaction>,
    /// Transactions that are gone. Some may never have been told.
    pub removed: Vec<RemovedTransaction>,
    /// Where the next page begins; empty while there is nothing yet.
    #[serde(deserialize_with = "null_as_default")]
    pub next_cursor: String,
    /// Whether there is a next page at once.
    pub has_more: bool,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

open_enum! {
    /// How far Plaid has come with an item's transactions.
    TransactionsUpdateStatus {
        StatusUnknown = "TRANSACTIONS_UPDATE_STATUS_UNKNOWN",
        NotReady = "NOT_READY",
        InitialUpdateComplete = "INITIAL_UPDATE_COMPLETE",
        HistoricalUpdateComplete = "HISTORICAL_UPDATE_COMPLETE",
    }
}

/// A transaction that is gone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RemovedTransaction {
    /// Its id.
    pub transaction_id: String,
    /// Its account, which older answers leave out.
    pub account_id: Option<String>,
}
