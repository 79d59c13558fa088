//! What became of transfers. The calls that move money are left out. Transfers of the older kind are in
//! `bank_transfer`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::wire::open_enum;

/// What `/transfer/event/sync` is asked.
#[derive(Clone, Debug, Serialize)]
pub struct TransferEventSyncRequest {
    /// The newest event that is known already; 0: none.
    pub after_id: u64,
    /// Events per page, 1 to 500; 100 where none is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
}

/// What `/transfer/event/sync` answers: a page, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransferEventSyncResponse {
    /// The page.
    pub transfer_events: Vec<TransferEvent>,
    /// Whether there is a next page at once. Older answers leave it out.
    #[serde(default)]
    pub has_more: bool,
    /// Plaid's id of the call.
    #[serde(default)]
    pub request_id: String,
}

/// Something that happened to a transfer. Amounts are decimals with two places, as text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransferEvent {
    /// Larger than those of all events before it.
    pub event_id: u64,
    /// When.
    pub timestamp: DateTime<Utc>,
    /// What, one of a growing list of Plaid's words, for example `settled`.
    pub event_type: String,
    /// The person's account.
    pub account_id: Option<String>,
    /// The account on the operator's side.
    pub funding_account_id: Option<String>,
    /// The operator's balance at Plaid.
    pub ledger_id: Option<String>,
    /// The transfer.
    pub transfer_id: String,
    /// Which way the money goes.
    pub transfer_type: Option<TransferType>,
    /// How much.
    pub transfer_amount: Option<String>,
    /// Why it failed.
    pub failure_reason: Option<TransferFailure>,
    /// The sweep that it is part of.
    pub sweep_id: Option<String>,
    /// How much was swept; negative when it went out of the operator's account.
    pub sweep_amount: Option<String>,
    /// The refund that it is about.
    pub refund_id: Option<String>,
    /// The client on whose behalf it was made.
    pub originator_client_id: Option<String>,
    /// The intent that it came from.
    pub intent_id: Option<String>,
    /// What the return of a wire cost.
    pub wire_return_fee: Option<String>,
}

open_enum! {
    /// Which way the money goes.
    TransferType {
        Debit = "debit",
        Credit = "credit",
    }
}

/// Why a transfer failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TransferFailure {
    /// The network's code, for example `R01`.
    pub failure_code: Option<String>,
    /// What it means.
    pub description: Option<String>,
}
