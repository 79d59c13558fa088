//! Reading an item's transactions by their dates, and asking for newer ones.
//!
//! Pages by dates shift while the data changes: to follow an item, read its changes
//! ([`Client::transactions_sync`](crate::Client::transactions_sync)). The options that Plaid has
//! deprecated are left out.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::account::Account;
use crate::item::Item;
use crate::secret::{self, AccessToken};
use crate::transaction::Transaction;
use crate::wire::null_as_default;

/// What `/transactions/get` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct TransactionsGetRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
    /// The first day.
    pub start_date: NaiveDate,
    /// The last day. It is included.
    pub end_date: NaiveDate,
    /// Which transactions, and what else of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub options: Option<TransactionsGetOptions>,
}

/// Which transactions of a span of days are wanted.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TransactionsGetOptions {
    /// Only of these accounts. Plaid refuses an empty list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_ids: Option<Vec<String>>,
    /// Transactions per page, 1 to 500; 100 where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// How many newer transactions come before the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<u32>,
    /// The bank's raw text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub include_original_description: Option<bool>,
    /// The version of the taxonomy, `v1` or `v2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal_finance_category_version: Option<String>,
    /// How much history is fetched, where this call is the first to ask the item for transactions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_requested: Option<u32>,
}

/// What `/transactions/get` answers: a page, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransactionsGetResponse {
    /// The accounts that were asked for.
    #[serde(default, deserialize_with = "null_as_default")]
    pub accounts: Vec<Account>,
    /// The page.
    pub transactions: Vec<Transaction>,
    /// How many transactions there are on all pages.
    pub total_transactions: u64,
    /// The item that they belong to.
    pub item: Item,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// What `/transactions/refresh` is asked. What comes of it is told by webhooks.
#[derive(Clone, Debug, Serialize)]
pub struct TransactionsRefreshRequest {
    /// The item's token.
    #[serde(serialize_with = "secret::encode")]
    pub access_token: AccessToken,
}

/// What `/transactions/refresh` answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransactionsRefreshResponse {
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}
