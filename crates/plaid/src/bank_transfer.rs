//! What became of transfers of the older kind. Plaid has retired them in favour of those in
//! `transfer`, and tells their events to the teams that still have some.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::wire::open_enum;

/// What `/bank_transfer/event/sync` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct BankTransferEventSyncRequest {
    /// The newest event that is known already; 0: none.
    pub after_id: u64,
    /// Events per page, 1 to 25; 25 where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// What `/bank_transfer/event/sync` answers: a page, oldest first. An empty one is the last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BankTransferEventSyncResponse {
    /// The page.
    pub bank_transfer_events: Vec<BankTransferEvent>,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// Something that happened to a transfer. Amounts are decimals with two places, as text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BankTransferEvent {
    /// Larger than those of all events before it.
    pub event_id: u64,
    /// When.
    pub timestamp: DateTime<Utc>,
    /// What, in Plaid's words, for example `posted`.
    pub event_type: String,
    /// The person's account.
    pub account_id: Option<String>,
    /// The transfer.
    pub bank_transfer_id: String,
    /// The account on the operator's side.
    pub origination_account_id: Option<String>,
    /// Which way the money goes.
    pub bank_transfer_type: Option<BankTransferType>,
    /// How much.
    pub bank_transfer_amount: Option<String>,
    /// The currency by ISO 4217.
    pub bank_transfer_iso_currency_code: Option<String>,
    /// Why it failed.
    pub failure_reason: Option<BankTransferFailure>,
    /// Which way the transfer itself goes, once it is known.
    pub direction: Option<BankTransferDirection>,
}

open_enum! {
    /// Which way the money goes.
    BankTransferType {
        Debit = "debit",
        Credit = "credit",
    }
}

open_enum! {
    /// Which way a transfer goes.
    BankTransferDirection {
        Outbound = "outbound",
        Inbound = "inbound",
    }
}

/// Why a transfer failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BankTransferFailure {
    /// The network's code, for example `R01`.
    pub ach_return_code: Option<String>,
    /// What it means.
    pub description: Option<String>,
}
