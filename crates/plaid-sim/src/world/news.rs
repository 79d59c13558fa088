//! What happened to an item since its receiver was last told, as webhooks.
//!
//! What was told is kept with the item, so a restart neither forgets a step nor tells it twice. An
//! item whose webhooks go nowhere is told nothing, and one that needs a new sign-in nothing about
//! its rows, since nobody can extract them.

use serde::{Deserialize, Serialize};

use super::World;
use super::durable::Item;
use super::items::Readiness;
use crate::bank::ledger::{ChangeKind, Ledger};
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
        let length = length.unwrap_or_default();
        Told { is_synced: item.told.is_synced, needs_login: false, readiness, length }
    }

    fn news(&mut self, item: &Item, told: &Told) -> Vec<News> {
        let before = &item.told;
        let mut news = Vec::new();
        if told.needs_login && !before.needs_login {
            let members = object([("error", self.item_error(item))]);
            news.push(News { family: "ITEM", code: "ERROR", members });
        }
        if told.length == before.length && told.readiness == before.readiness {
            return news;
        }
        let Some(ledger) = self.ledger(&item.id) else { return news };
        let steps = [
            (Readiness::Initial, "INITIAL_UPDATE", ledger.initial_length()),
            (
                Readiness::Historical,
                "HISTORICAL_UPDATE",
                told.length.saturating_sub(ledger.initial_length()),
            ),
        ];
        for (readiness, code, rows) in steps {
            if before.readiness < readiness && readiness <= told.readiness {
                news.push(new_rows(code, rows));
            }
        }
        if before.readiness == told.readiness {
            let delta = ledger.delta(before.length, told.length, None);
            let added = delta.iter().filter(|change| change.kind == ChangeKind::Added).count();
            if added > 0 {
                news.push(new_rows("DEFAULT_UPDATE", added));
            }
            let removed = delta.iter().filter(|change| change.kind == ChangeKind::Removed);
            let removed: Vec<&String> = removed.map(|change| &change.row.transaction_id).collect();
            if !removed.is_empty() {
                let members =
                    object([("error", Json::Null), ("removed_transactions", list(removed))]);
                let code = "TRANSACTIONS_REMOVED";
                news.push(News { family: "TRANSACTIONS", code, members });
            }
        }
        if told.is_synced {
            news.push(pages_wait(told.readiness));
        }
        news
    }
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
