//! What happened to an item since its receiver was last told, as webhooks.
//!
//! What was told is kept with the item, so a restart neither forgets a step nor tells it twice. An
//! item whose webhooks go nowhere is told nothing, and one that needs a new sign-in nothing about
//! its rows, since nobody can extract them.

use std::ops::Range;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::World;
use super::durable::Item;
use super::items::Readiness;
use super::recurring::StreamMarks;
use crate::bank::ledger::{ChangeKind, INITIAL_DAYS, Ledger};
use crate::json::{Json, list, object};
use crate::refusal::Refusal;
use crate::webhooks::{News, Webhook};

/// What the receiver of an item's webhooks was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// Whether somebody ever asked for a page, without which no SYNC_UPDATES_AVAILABLE is sent.
    is_synced: bool,
    /// That it needs a new sign-in.
    needs_login: bool,
    /// How far its transactions are.
    readiness: Readiness,
    /// How much of its ledger's log is extracted.
    length: usize,
    /// How often the accounts that it shares were chosen anew.
    #[serde(default, skip_serializing_if = "is_zero")]
    choices: usize,
    /// How many accounts its bank has opened since the link.
    #[serde(default, skip_serializing_if = "is_zero")]
    accounts_opened: usize,
    /// The recurring streams, once somebody asked for them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) streams: Option<StreamMarks>,
}

impl Told {
    /// Whether there is nothing to be kept.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl World {
    /// Finds out what happened to all items, and puts it into the outbox.
    pub fn tell_news(&mut self) {
        let items = self.durable.items.values();
        let heard = items.filter(|item| item.webhook.is_some() && item.removed_at.is_none());
        let heard: Vec<Item> = heard.cloned().collect();
        for item in heard {
            self.tell_item(&item);
        }
    }

    /// Finds out what happened to one item.
    pub fn tell_item(&mut self, item: &Item) {
        let Some(address) = item.webhook.as_deref().filter(|_| item.removed_at.is_none()) else {
            return;
        };
        let told = self.standing(item);
        if told == item.told {
            return;
        }
        let news = self.news(item, &told);
        let now = self.now();
        let webhooks = news.into_iter().map(|news| Webhook::new(&item.id, address, news, now));
        // One writing for both: what is told waits to be sent, and what waits is told.
        self.settle(|durable| {
            if let Some(item) = durable.items.get_mut(&item.id) {
                item.told = told;
            }
            for webhook in webhooks {
                durable.outbox.push(webhook);
            }
        });
    }

    /// Puts a webhook into the outbox.
    pub fn send(&mut self, item_id: &str, address: &str, news: News) {
        let webhook = Webhook::new(item_id, address, news, self.now());
        self.settle(|durable| durable.outbox.push(webhook));
    }

    /// From now on, pages of the item's transactions are announced.
    pub fn announce_pages(&mut self, item: Item) -> Result<Item, Refusal> {
        if item.told.is_synced {
            return Ok(item);
        }
        self.change(&item.id, |item| item.told.is_synced = true)
    }

    /// Takes all that happened to an item so far as told.
    pub(super) fn take_as_told(&mut self, item: &Item) -> Result<Item, Refusal> {
        let told = self.standing(item);
        self.change(&item.id, |item| item.told = told)
    }

    /// That pages wait, as the item's readiness has it.
    pub fn pages_wait(&self, item: &Item) -> News {
        pages_wait(self.readiness(item))
    }

    fn standing(&mut self, item: &Item) -> Told {
        if item.revoked_at.is_some() {
            return item.told.clone();
        }
        if self.needs_login(item) {
            return Told { needs_login: true, ..item.told.clone() };
        }
        let readiness = self.readiness(item);
        let length = match readiness {
            Readiness::NotReady => None,
            Readiness::Initial => self.ledger(&item.id).map(Ledger::initial_length),
            Readiness::Historical => self.ledger(&item.id).map(|ledger| ledger.log().len()),
        };
        let before = item.told.streams.as_ref();
        let streams = before.and_then(|before| {
            self.ledger(&item.id).map(|ledger| StreamMarks::now(ledger, before))
        });
        Told {
            is_synced: item.told.is_synced,
            needs_login: false,
            readiness,
            length: length.unwrap_or_default(),
            choices: item.events.iter().filter(|event| event.is_choice()).count(),
            accounts_opened: self.ledger(&item.id).map_or(0, Ledger::accounts_opened),
            streams,
        }
    }

    fn news(&mut self, item: &Item, told: &Told) -> Vec<News> {
        let before = &item.told;
        let mut news = Vec::new();
        if told.needs_login && !before.needs_login {
            let members = object([("error", self.item_error(item))]);
            news.push(News { family: "ITEM", code: "ERROR", members });
        }
        if told.accounts_opened > before.accounts_opened {
            let members = object([("error", Json::Null)]);
            news.push(News { family: "ITEM", code: "NEW_ACCOUNTS_AVAILABLE", members });
        }
        let Some(ledger) = self.ledger(&item.id) else { return news };
        if let (Some(streams), Some(before)) = (&told.streams, &before.streams) {
            news.extend(streams.news_since(before, ledger));
        }
        let is_chosen_anew = told.choices > before.choices;
        let is_same = told.length == before.length && told.readiness == before.readiness;
        if told.readiness == Readiness::NotReady || is_same && !is_chosen_anew {
            return news;
        }
        let initial = ledger.initial_length();
        let rest = initial.min(told.length)..told.length;
        let steps = [
            (Readiness::Initial, "INITIAL_UPDATE", initial),
            (Readiness::Historical, "HISTORICAL_UPDATE", new_dates(ledger, rest).len()),
        ];
        for (readiness, code, rows) in steps {
            if before.readiness < readiness && readiness <= told.readiness {
                news.push(new_rows(code, rows));
            }
        }
        if before.readiness == told.readiness {
            news.extend(changed_rows(ledger, before.length..told.length, is_chosen_anew));
        }
        if told.is_synced {
            news.push(pages_wait(told.readiness));
        }
        news
    }
}

/// What changed in that part of the log. After another choice of accounts the new rows are told as
/// those of a first extraction: the last 30 days, and then the older ones.
fn changed_rows(ledger: &Ledger, part: Range<usize>, is_chosen_anew: bool) -> Vec<News> {
    let mut news = Vec::new();
    let added = new_dates(ledger, part.clone());
    if is_chosen_anew {
        let recent = ledger.today() - Days::new(INITIAL_DAYS);
        let recent = added.iter().filter(|date| **date > recent).count();
        news.push(new_rows("INITIAL_UPDATE", recent));
        news.push(new_rows("HISTORICAL_UPDATE", added.len() - recent));
    } else if !added.is_empty() {
        news.push(new_rows("DEFAULT_UPDATE", added.len()));
    }
    let delta = ledger.delta(part.start, part.end, None);
    let removed = delta.iter().filter(|change| change.kind == ChangeKind::Removed);
    let removed: Vec<&String> = removed.map(|change| &change.row.transaction_id).collect();
    if !removed.is_empty() {
        let members = object([("error", Json::Null), ("removed_transactions", list(removed))]);
        let code = "TRANSACTIONS_REMOVED";
        news.push(News { family: "TRANSACTIONS", code, members });
    }
    news
}

/// The days of the rows that are new in that part of the log.
fn new_dates(ledger: &Ledger, part: Range<usize>) -> Vec<NaiveDate> {
    let delta = ledger.delta(part.start, part.end, None);
    let added = delta.iter().filter(|change| change.kind == ChangeKind::Added);
    added.map(|change| change.row.line.date).collect()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands in a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// That so many rows are new.
pub fn new_rows(code: &'static str, rows: usize) -> News {
    let members = object([("error", Json::Null), ("new_transactions", rows.into())]);
    News { family: "TRANSACTIONS", code, members }
}

fn pages_wait(readiness: Readiness) -> News {
    let members = object([
        ("historical_update_complete", (readiness == Readiness::Historical).into()),
        ("initial_update_complete", (readiness >= Readiness::Initial).into()),
    ]);
    News { family: "TRANSACTIONS", code: "SYNC_UPDATES_AVAILABLE", members }
}
