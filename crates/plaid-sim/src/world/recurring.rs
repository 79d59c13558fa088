//! Whether an item's recurring streams changed since its receiver was last told.
//!
//! Only an item whose streams were asked for once is looked at. A stream has changed when it has
//! another row, another standing, or is new or gone.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::World;
use super::durable::Item;
use super::items::Readiness;
use crate::bank::identifiers::identifier;
use crate::bank::ledger::Ledger;
use crate::bank::streams;
use crate::json::{list, object};
use crate::refusal::Refusal;
use crate::webhooks::News;

/// The streams of an item as they stood at one moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StreamMarks {
    on: NaiveDate,
    length: usize,
    /// What the streams of each account come to, by the account's place.
    accounts: BTreeMap<usize, String>,
}

impl StreamMarks {
    /// As they stand in a ledger now. Where that is the moment of the earlier ones, they are taken.
    pub fn now(ledger: &Ledger, before: &StreamMarks) -> Self {
        let is_same = before.on == ledger.today() && before.length == ledger.log().len();
        if is_same { before.clone() } else { Self::of(ledger) }
    }

    /// That they changed since, if they did.
    pub fn news_since(&self, before: &Self, ledger: &Ledger) -> Option<News> {
        let places = self.accounts.keys().chain(before.accounts.keys());
        let mut places: Vec<usize> = places.copied().collect();
        places.sort_unstable();
        places.dedup();
        places.retain(|place| self.accounts.get(place) != before.accounts.get(place));
        let ids = list(places.iter().map(|place| ledger.account_id(*place)));
        let members = object([("account_ids", ids)]);
        let code = "RECURRING_TRANSACTIONS_UPDATE";
        (!places.is_empty()).then_some(News { family: "TRANSACTIONS", code, members })
    }

    fn of(ledger: &Ledger) -> Self {
        let today = ledger.today();
        let mut texts: BTreeMap<usize, String> = BTreeMap::new();
        for stream in streams::find(&ledger.rows()) {
            let text = texts.entry(stream.last().line.account).or_default();
            for part in stream.rows.iter().map(|row| row.transaction_id.as_str()) {
                text.push_str(part);
            }
            text.push_str(stream.status(today));
        }
        let marks = texts.into_iter().map(|(place, text)| (place, identifier(&["marks", &text])));
        Self { on: today, length: ledger.log().len(), accounts: marks.collect() }
    }
}

impl World {
    /// From now on, changes of the item's streams are announced.
    pub fn announce_streams(&mut self, item: Item) -> Result<Item, Refusal> {
        if item.told.streams.is_some() || self.readiness(&item) != Readiness::Historical {
            return Ok(item);
        }
        let marks = self.ledger(&item.id).map(StreamMarks::of);
        self.change(&item.id, |item| item.told.streams = marks)
    }
}
