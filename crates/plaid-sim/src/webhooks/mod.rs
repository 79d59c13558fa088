//! Webhooks on their way: those that wait for their moment, and those that were refused and wait
//! for the next one.
//!
//! Plaid takes 200 within ten seconds as delivered. Anything else it tries again after 30 seconds,
//! and then after four times as long each time, for a day; a 429 may name a moment of its own. An
//! address that refused nearly all of its webhooks for a day is not tried again. Moments go by the
//! simulator's clock. The queue is bounded and kept over a restart, with what was under way: a
//! receiver may get such a webhook twice, as Plaid warns.

pub mod forgery;
pub mod history;
pub mod post;
pub mod signing;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::json::{Json, milliseconds, object};
use crate::tokens::ENVIRONMENT;
use forgery::Forgery;

const WAITING_MAX: usize = 1_000;
const FIRST_DELAY_SECONDS: i64 = 30;
const DELAY_FACTOR: i64 = 4;
const TRIED_HOURS: i64 = 24;
/// The longest that a receiver's `Retry-After` is honoured.
const RETRY_AFTER_HOURS_MAX: i64 = 4;

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

/// Why a webhook is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cause {
    /// Something happened. Only such a webhook is tried again.
    News,
    /// Somebody wants to see it again.
    Replay,
    /// Somebody wants to see it refused.
    Forgery(Forgery),
}

/// A webhook on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// Which of all webhooks it is.
    number: u64,
    /// The item that it is about; nothing where it is about a session of Link.
    pub item_id: String,
    /// Where it goes.
    pub address: String,
    /// What it says.
    pub body: String,
    /// Its code.
    pub code: String,
    /// Why it is sent.
    pub cause: Cause,
    /// How often it was sent before.
    pub attempts: u32,
    made_at: DateTime<Utc>,
    /// When it is to be sent; once it is on its way, when it was.
    pub due_at: DateTime<Utc>,
    delay_seconds: i64,
    #[serde(skip)]
    is_under_way: bool,
}

/// The webhooks that wait.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outbox {
    made: u64,
    waiting: Vec<Webhook>,
    last_sent: BTreeMap<String, LastSent>,
}

/// The last webhook about an item.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LastSent {
    at: DateTime<Utc>,
    code: String,
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
            number: 0,
            item_id: String::new(),
            address: address.to_owned(),
            body: body.pretty(),
            code: news.code.to_owned(),
            cause: Cause::News,
            attempts: 0,
            made_at: now,
            due_at: now,
            delay_seconds: FIRST_DELAY_SECONDS,
            is_under_way: false,
        }
    }

    /// The same webhook once more, at that moment and for that cause.
    pub fn again(&self, cause: Cause, due_at: DateTime<Utc>) -> Self {
        Self { cause, due_at, attempts: 0, is_under_way: false, ..self.clone() }
    }
}

impl Outbox {
    /// Whether nothing was ever in it.
    pub fn is_untouched(&self) -> bool {
        self.made == 0
    }

    /// Takes in a webhook. When too many wait, the one that waited longest goes.
    pub fn push(&mut self, webhook: Webhook) {
        if self.waiting.len() == WAITING_MAX {
            tracing::debug!("Too many webhooks wait; the oldest is dropped.");
            self.waiting.remove(0);
        }
        self.made += 1;
        self.waiting.push(Webhook { number: self.made, ..webhook });
    }

    /// Whether a webhook is due that is not under way.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.waiting.iter().any(|webhook| webhook.due_at <= now && !webhook.is_under_way)
    }

    /// Sends webhooks that are due on their way, at most that many.
    pub fn take_due(&mut self, now: DateTime<Utc>, most: usize) -> Vec<Webhook> {
        let due = |webhook: &&mut Webhook| webhook.due_at <= now && !webhook.is_under_way;
        let mut taken = Vec::new();
        for webhook in self.waiting.iter_mut().filter(due).take(most) {
            webhook.due_at = now;
            webhook.is_under_way = true;
            webhook.attempts += 1;
            let last = LastSent { at: now, code: webhook.code.clone() };
            if !webhook.item_id.is_empty() {
                self.last_sent.insert(webhook.item_id.clone(), last);
            }
            taken.push(webhook.clone());
        }
        taken
    }

    /// Forgets a webhook that arrived, or that is not to be tried again.
    pub fn finish(&mut self, webhook: &Webhook) {
        self.waiting.retain(|waiting| waiting.number != webhook.number);
    }

    /// Lets a webhook that was refused wait for its next moment, unless it was tried for a day.
    pub fn put_back(&mut self, webhook: &Webhook, wished: Option<TimeDelta>) {
        let wished = wished.filter(|wait| *wait <= TimeDelta::hours(RETRY_AFTER_HOURS_MAX));
        let due_at = webhook.due_at + wished.unwrap_or(TimeDelta::seconds(webhook.delay_seconds));
        if due_at - webhook.made_at > TimeDelta::hours(TRIED_HOURS) {
            return self.finish(webhook);
        }
        let waiting = self.waiting.iter_mut().find(|waiting| waiting.number == webhook.number);
        if let Some(waiting) = waiting {
            waiting.due_at = due_at;
            waiting.delay_seconds *= DELAY_FACTOR;
            waiting.is_under_way = false;
        }
    }

    /// Drops what waits about an item.
    pub fn forget(&mut self, item_id: &str) {
        self.waiting.retain(|webhook| webhook.item_id != item_id);
    }

    /// When the last webhook about the item was sent, and which, as its status shows it.
    pub fn last_sent(&self, item_id: &str) -> Json {
        self.last_sent.get(item_id).map_or(Json::Null, |last| {
            object([("code_sent", last.code.as_str().into()), ("sent_at", milliseconds(last.at))])
        })
    }

    /// The webhooks that wait, as the control side shows them.
    pub fn json(&self) -> Json {
        let shown = self.waiting.iter().map(|webhook| {
            object([
                ("address", webhook.address.as_str().into()),
                ("attempts", i64::from(webhook.attempts).into()),
                ("cause", webhook.cause.name().into()),
                ("due_at", milliseconds(webhook.due_at)),
                ("is_under_way", webhook.is_under_way.into()),
                ("item_id", webhook.item_id.as_str().into()),
                ("webhook_code", webhook.code.as_str().into()),
            ])
        });
        Json::List(shown.collect())
    }
}

impl Cause {
    /// Its name on the control side.
    pub fn name(self) -> &'static str {
        match self {
            Cause::News => "news",
            Cause::Replay => "replay",
            Cause::Forgery(forgery) => forgery.name(),
        }
    }
}
