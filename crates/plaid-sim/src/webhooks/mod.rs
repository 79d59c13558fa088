//! Webhooks on their way: those that wait for their moment, and those that were refused and wait
//! for the next one.
//!
//! Plaid takes 200 within ten seconds as delivered. Anything else it tries again after 30 seconds,
//! and then after four times as long each time, for a day. Moments go by the simulator's clock. The
//! queue is bounded and lives in memory: a restart forgets what was under way.

pub mod post;
pub mod signing;

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::json::{Json, milliseconds, object};
use crate::tokens::ENVIRONMENT;

const WAITING_MAX: usize = 1_000;
const FIRST_DELAY_SECONDS: i64 = 30;
const DELAY_FACTOR: i32 = 4;
const TRIED_HOURS: i64 = 24;

/// What a webhook says, without what every webhook says.
#[derive(Clone, Debug)]
pub struct News {
    /// Its type.
    pub family: &'static str,
    /// Its code.
    pub code: &'static str,
    /// The members that belong to its code.
    pub members: Json,
}

/// A webhook on its way.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// The item that it is about; nothing where it is about a session of Link.
    pub item_id: String,
    /// Where it goes.
    pub address: String,
    /// What it says.
    pub body: String,
    code: &'static str,
    made_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    delay: TimeDelta,
}

/// The webhooks that wait.
#[derive(Debug, Default)]
pub struct Outbox {
    waiting: Vec<Webhook>,
    last_sent: HashMap<String, (DateTime<Utc>, &'static str)>,
}

impl Webhook {
    /// A webhook about an item, to be sent at once.
    pub fn new(item_id: &str, address: &str, mut news: News, now: DateTime<Utc>) -> Self {
        news.members = news.members.with("item_id", item_id);
        let item_id = item_id.to_owned();
        Self { item_id, ..Self::about_session(address, news, now) }
    }

    /// A webhook about a session of Link and no item, to be sent at once.
    pub fn about_session(address: &str, news: News, now: DateTime<Utc>) -> Self {
        let body = news
            .members
            .with("environment", ENVIRONMENT)
            .with("webhook_code", news.code)
            .with("webhook_type", news.family);
        Self {
            item_id: String::new(),
            address: address.to_owned(),
            body: body.pretty(),
            code: news.code,
            made_at: now,
            due_at: now,
            delay: TimeDelta::seconds(FIRST_DELAY_SECONDS),
        }
    }
}

impl Outbox {
    /// Takes in a webhook. When too many wait, the one that waited longest goes.
    pub fn push(&mut self, webhook: Webhook) {
        if self.waiting.len() == WAITING_MAX {
            tracing::debug!("Too many webhooks wait; the oldest is dropped.");
            self.waiting.remove(0);
        }
        self.waiting.push(webhook);
    }

    /// Takes out webhooks that are due, at most that many.
    pub fn take_due(&mut self, now: DateTime<Utc>, most: usize) -> Vec<Webhook> {
        let due = self.waiting.extract_if(.., |webhook| webhook.due_at <= now);
        let due = due.take(most).map(|webhook| Webhook { due_at: now, ..webhook });
        let due: Vec<Webhook> = due.collect();
        for webhook in &due {
            self.last_sent.insert(webhook.item_id.clone(), (now, webhook.code));
        }
        due
    }

    /// Takes back a webhook that was refused, unless it was tried for a day.
    pub fn put_back(&mut self, webhook: Webhook) {
        let due_at = webhook.due_at + webhook.delay;
        if due_at - webhook.made_at <= TimeDelta::hours(TRIED_HOURS) {
            let delay = webhook.delay * DELAY_FACTOR;
            self.push(Webhook { due_at, delay, ..webhook });
        }
    }

    /// Drops what waits about an item.
    pub fn forget(&mut self, item_id: &str) {
        self.waiting.retain(|webhook| webhook.item_id != item_id);
    }

    /// When the last webhook about the item was sent, and which, as its status shows it.
    pub fn last_sent(&self, item_id: &str) -> Json {
        self.last_sent.get(item_id).map_or(Json::Null, |(sent_at, code)| {
            object([("code_sent", (*code).into()), ("sent_at", milliseconds(*sent_at))])
        })
    }
}
