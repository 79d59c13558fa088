//! The events of transfers: a stream that grows at its end.
//!
//! The simulator moves no money. A control begins a transfer, the sandbox's calls move it on, and
//! whoever follows the stream sees each step once, under an id that only grows.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::World;
use crate::refusal::Refusal;

/// A step of a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferEvent {
    /// Its place in the stream.
    pub id: u64,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// What happened.
    pub kind: String,
    /// The transfer.
    pub transfer_id: String,
    /// The account at the other end.
    pub account_id: String,
    /// How much was moved, with two places, as Plaid writes it.
    pub amount: String,
    /// Whether it took money from the account or gave it money.
    pub direction: Direction,
    /// Why it failed, if it did.
    pub failure: Option<String>,
}

/// Which way a transfer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the account.
    Debit,
    /// To the account.
    Credit,
}

/// A transfer that begins.
pub struct NewTransfer {
    /// The account at the other end.
    pub account_id: String,
    /// How much is moved.
    pub amount: Decimal,
    /// Which way.
    pub direction: Direction,
}

/// Which step may follow which.
const STEPS: [(&str, &[&str]); 4] = [
    ("pending", &["posted", "failed", "cancelled"]),
    ("posted", &["settled", "returned", "reversed"]),
    ("settled", &["funds_available", "returned"]),
    ("funds_available", &["returned"]),
];

impl Direction {
    /// Plaid's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Direction::Debit => "debit",
            Direction::Credit => "credit",
        }
    }
}

impl World {
    /// Begins a transfer.
    pub fn begin_transfer(&mut self, transfer: NewTransfer) -> Result<TransferEvent, Refusal> {
        let transfer_id = crate::tokens::uuid(&*self.settings.chance).to_string();
        let NewTransfer { account_id, amount, direction } = transfer;
        let at = self.now();
        let (kind, amount) = ("pending".to_owned(), format!("{amount:.2}"));
        let event = TransferEvent {
            id: 0,
            at,
            kind,
            transfer_id,
            account_id,
            amount,
            direction,
            failure: None,
        };
        self.append_event(event)
    }

    /// Moves a transfer on.
    pub fn move_transfer(
        &mut self,
        transfer_id: &str,
        kind: &str,
        failure: Option<&str>,
    ) -> Result<TransferEvent, Refusal> {
        let events = self.durable.transfer_events.iter().rev();
        let last = events.into_iter().find(|event| event.transfer_id == transfer_id);
        let unknown = || Refusal::field("transfer_id must be the id of a transfer");
        let last = last.ok_or_else(unknown)?.clone();
        let next = STEPS.iter().find(|(from, _)| *from == last.kind).map_or(&[][..], |step| step.1);
        if !next.contains(&kind) {
            return Err(Refusal::of("SANDBOX_TRANSFER_EVENT_TRANSITION_INVALID"));
        }
        let failure = failure.map(ToOwned::to_owned);
        let at = self.now();
        self.append_event(TransferEvent { at, kind: kind.to_owned(), failure, ..last })
    }

    fn append_event(&mut self, event: TransferEvent) -> Result<TransferEvent, Refusal> {
        self.commit(|durable| {
            let last = durable.transfer_events.last().map_or(0, |event| event.id);
            let event = TransferEvent { id: last + 1, ..event };
            durable.transfer_events.push(event.clone());
            event
        })
    }
}
