//! The webhooks that were sent, with what came of each: for people who look, for replays, and for
//! the rule that gives up on an address.
//!
//! A bounded ring in memory: the oldest makes room, and a restart forgets all of them.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Cause, Webhook};
use crate::json::{Json, milliseconds, object};

const SENT_MAX: usize = 2_000;
/// No address is given up before it was tried this often within the day. Plaid does not say how
/// many it takes.
const TRIED_MIN: usize = 10;
const LOOKED_BACK_HOURS: i64 = 24;

/// What came of sending a webhook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// An answer with that status.
    Answered(u16),
    /// No answer in time, or no connection.
    Unreachable,
}

/// A webhook that was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// When.
    pub at: DateTime<Utc>,
    /// What, as it was sent.
    pub webhook: Webhook,
    /// What came of it.
    pub outcome: Outcome,
}

/// The last webhooks that were sent, oldest first.
#[derive(Debug, Default)]
pub struct History {
    sent: VecDeque<Sent>,
}

impl Outcome {
    /// Whether the webhook was taken.
    pub fn is_taken(self) -> bool {
        self == Outcome::Answered(200)
    }
}

impl History {
    /// Takes down a webhook that was sent.
    pub fn push(&mut self, sent: Sent) {
        if self.sent.len() == SENT_MAX {
            self.sent.pop_front();
        }
        self.sent.push_back(sent);
    }

    /// Whether more than nine tenths of what was sent there within the day failed.
    pub fn is_given_up(&self, address: &str, now: DateTime<Utc>) -> bool {
        let since = now - TimeDelta::hours(LOOKED_BACK_HOURS);
        let is_told = |sent: &&Sent| {
            sent.webhook.cause == Cause::News && sent.webhook.address == address && sent.at >= since
        };
        let told: Vec<&Sent> = self.sent.iter().filter(is_told).collect();
        let failed = told.iter().filter(|sent| !sent.outcome.is_taken()).count();
        told.len() >= TRIED_MIN && failed * 10 > told.len() * 9
    }

    /// The last news that were sent, newest last; of one item if it is named. A webhook that was
    /// tried several times is one of them.
    pub fn last(&self, item_id: Option<&str>, count: usize) -> Vec<Webhook> {
        let mut last: Vec<Webhook> = Vec::new();
        for Sent { webhook, .. } in self.sent.iter().rev() {
            let is_asked = item_id.is_none_or(|id| webhook.item_id == id);
            let is_new = !last.iter().any(|known| known.number == webhook.number);
            if webhook.cause == Cause::News && is_asked && is_new && last.len() < count {
                last.push(webhook.clone());
            }
        }
        last.reverse();
        last
    }

    /// The webhooks, newest first.
    pub fn newest(&self) -> impl Iterator<Item = &Sent> {
        self.sent.iter().rev()
    }

    /// The webhooks as the control side shows them.
    pub fn json(&self) -> Json {
        let shown = self.sent.iter().map(|sent| {
            let status = match sent.outcome {
                Outcome::Answered(status) => Some(i64::from(status)),
                Outcome::Unreachable => None,
            };
            object([
                ("address", sent.webhook.address.as_str().into()),
                ("attempt", i64::from(sent.webhook.attempts).into()),
                ("body", sent.webhook.body.as_str().into()),
                ("cause", sent.webhook.cause.name().into()),
                ("is_taken", sent.outcome.is_taken().into()),
                ("item_id", sent.webhook.item_id.as_str().into()),
                ("sent_at", milliseconds(sent.at)),
                ("status", status.into()),
                ("webhook_code", sent.webhook.code.as_str().into()),
            ])
        });
        Json::List(shown.collect())
    }
}
