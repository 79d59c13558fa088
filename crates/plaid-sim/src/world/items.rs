//! Items: how one is made, found by its token, moved through time and removed.
//!
//! An item has a time of its own, which is the clock's plus the days that it was advanced. Its
//! readiness, its days and its ledger go by that time; tokens go by the clock.

use std::time::Duration;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::durable::{Item, PublicToken};
use super::news::Told;
use super::sharing::check_choice;
use super::{Settings, World};
use crate::bank::event::{CreatedRow, Deed, Event};
use crate::bank::identifiers::identifier;
use crate::bank::institutions::{self, Institution};
use crate::bank::ledger::{Ledger, Origin};
use crate::bank::person::{self, DYNAMIC, Identity};
use crate::json::{Json, list, object};
use crate::refusal::Refusal;
use crate::switches::EXTRACTION;
use crate::tokens;
use crate::webhooks::News;

/// How many days of transactions come when nobody says.
pub const DAYS_REQUESTED: u64 = 90;
/// The most that can be asked for.
pub const DAYS_REQUESTED_MAX: u64 = 730;

const PUBLIC_TOKEN_MINUTES: i64 = 30;

/// How far Plaid has come with an item's transactions.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    serde::Serialize,
    serde::Deserialize,
)]
pub enum Readiness {
    /// Nothing was extracted yet.
    #[default]
    NotReady,
    /// The last 30 days are there.
    Initial,
    /// All that was asked for is there.
    Historical,
}

impl Readiness {
    /// Plaid's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Readiness::NotReady => "NOT_READY",
            Readiness::Initial => "INITIAL_UPDATE_COMPLETE",
            Readiness::Historical => "HISTORICAL_UPDATE_COMPLETE",
        }
    }
}

/// A link that somebody makes.
#[derive(Clone, Debug)]
pub struct NewLink {
    /// The bank.
    pub institution: &'static Institution,
    /// The person.
    pub username: String,
    /// What they signed in with, where their accounts follow from it.
    pub password: Option<String>,
    /// The places of the accounts that they share; without them, all that are open.
    pub shared: Option<Vec<usize>>,
    /// Where webhooks go.
    pub webhook: Option<String>,
    /// The products.
    pub products: Vec<String>,
    /// How many days of rows.
    pub days_requested: u64,
}

impl NewLink {
    fn identity(&self, seed: u64) -> Identity<'_> {
        Identity {
            seed,
            institution_id: self.institution.id,
            username: &self.username,
            password: self.password.as_deref(),
        }
    }
}

impl World {
    /// Makes an item and gives the public token for it.
    pub fn link(&mut self, link: NewLink) -> Result<String, Refusal> {
        let now = self.now();
        let seed = self.settings.seed;
        if let Some(places) = &link.shared {
            let ledger = self.preview(&link.identity(seed));
            let nobody = || Refusal::of("INVALID_CREDENTIALS");
            check_choice(&ledger.ok_or_else(nobody)?, places)?;
        }
        let public_token = self.fresh_token("public");
        let from_link = self.switches.is(&EXTRACTION, "from_link");
        self.commit(|durable| {
            let institution_id = link.institution.id.to_owned();
            let person = format!("{institution_id}/{}", link.username);
            let links = durable.links.entry(person).or_default();
            *links += 1;
            let (seed, ordinal) = (seed.to_string(), links.to_string());
            let item_id = identifier(&["item", &seed, &institution_id, &link.username, &ordinal]);
            let expires_at = now + TimeDelta::minutes(PUBLIC_TOKEN_MINUTES);
            let token = PublicToken { item_id: item_id.clone(), expires_at, is_used: false };
            durable.public_tokens.insert(public_token.clone(), token);
            let transactions_since =
                from_link && link.products.iter().any(|name| name == "transactions");
            let item = Item {
                id: item_id.clone(),
                institution_id,
                password: link.password.filter(|_| person::needs_password(&link.username)),
                username: link.username,
                created_at: now,
                webhook: link.webhook,
                products: link.products,
                days_requested: link.days_requested,
                transactions_since: transactions_since.then_some(now),
                days_ahead: 0,
                removed_at: None,
                login_lost_at: None,
                login_mended_at: None,
                login_ends_at: None,
                revoked_at: None,
                shared: link.shared,
                events: Vec::new(),
                told: Told::default(),
            };
            durable.items.insert(item_id, item);
            public_token
        })
    }

    /// Another public token of an item, as Link gives one at the end of update mode.
    pub fn public_token(&mut self, item_id: &str) -> Result<String, Refusal> {
        let public_token = self.fresh_token("public");
        let expires_at = self.now() + TimeDelta::minutes(PUBLIC_TOKEN_MINUTES);
        let item_id = item_id.to_owned();
        self.commit(|durable| {
            let token = PublicToken { item_id, expires_at, is_used: false };
            durable.public_tokens.insert(public_token.clone(), token);
            public_token
        })
    }

    /// Exchanges a public token for an access token.
    pub fn exchange(&mut self, public_token: &str) -> Result<(String, String), Refusal> {
        if !tokens::well_formed("public", public_token) {
            let message = "provided public token is in an invalid format. expected format: public-<environment>-<identifier>";
            return Err(Refusal::saying("INVALID_PUBLIC_TOKEN", message));
        }
        let unknown = || Refusal::of("INVALID_PUBLIC_TOKEN");
        let token = self.durable.public_tokens.get(public_token).ok_or_else(unknown)?;
        if token.is_used {
            return Err(unknown());
        }
        if token.expires_at <= self.now() {
            let message =
                "provided public token is expired. public tokens expire 30 minutes after creation";
            return Err(Refusal::saying("INVALID_PUBLIC_TOKEN", message));
        }
        let item_id = token.item_id.clone();
        let access_token = self.fresh_token("access");
        let now = self.now();
        self.commit(|durable| {
            if let Some(token) = durable.public_tokens.get_mut(public_token) {
                token.is_used = true;
            }
            if let Some(item) = durable.items.get_mut(&item_id)
                && item.products.iter().any(|name| name == "transactions")
            {
                let begun = item.time(now);
                item.transactions_since.get_or_insert(begun);
            }
            durable.access_tokens.insert(access_token.clone(), item_id.clone());
            (access_token, item_id)
        })
    }

    /// The item of an access token.
    pub fn item_of_token(&self, access_token: &str) -> Result<&Item, Refusal> {
        if !tokens::well_formed("access", access_token) {
            let message = "provided access token is in an invalid format. expected format: access-<environment>-<identifier>";
            return Err(Refusal::saying("INVALID_ACCESS_TOKEN", message));
        }
        let item_id = self.durable.access_tokens.get(access_token);
        let item = item_id.and_then(|item_id| self.durable.items.get(item_id));
        match item.ok_or_else(|| Refusal::of("INVALID_ACCESS_TOKEN"))? {
            item if item.removed_at.is_some() => Err(Refusal::of("ITEM_NOT_FOUND")),
            item => Ok(item),
        }
    }

    /// The item of that id, removed or not.
    pub fn item(&self, item_id: &str) -> Option<&Item> {
        self.durable.items.get(item_id)
    }

    /// Removes an item; its tokens stay known, so that their refusal can say why.
    pub fn remove(&mut self, item_id: &str) -> Result<(), Refusal> {
        let now = self.now();
        self.commit(|durable| {
            durable.outbox.forget(item_id);
            if let Some(item) = durable.items.get_mut(item_id) {
                item.removed_at = Some(now);
            }
        })
    }

    /// Starts the extraction of an item that was linked without transactions.
    pub fn start_transactions(&mut self, item_id: &str, days: u64) -> Result<Item, Refusal> {
        let now = self.now();
        let item = self.change(item_id, |item| {
            item.products.push("transactions".to_owned());
            item.transactions_since = Some(item.time(now));
            item.days_requested = days;
        })?;
        // An earlier look through the control side may have opened it with other days.
        self.ledgers.remove(item_id);
        Ok(item)
    }

    /// Adds a product to an item.
    pub fn start_product(&mut self, item_id: &str, product: &str) -> Result<Item, Refusal> {
        self.change(item_id, |item| item.products.push(product.to_owned()))
    }

    /// Sends an item's webhooks there from now on, or nowhere. The new place is told of this, and
    /// of nothing that happened before.
    pub fn set_webhook(&mut self, item: &Item, webhook: Option<&str>) -> Result<Item, Refusal> {
        self.tell_item(item);
        let moved = self.change(&item.id, |item| item.webhook = webhook.map(ToOwned::to_owned))?;
        let moved = self.take_as_told(&moved)?;
        if let Some(address) = webhook {
            let members = object([("error", Json::Null), ("new_webhook_url", address.into())]);
            let code = "WEBHOOK_UPDATE_ACKNOWLEDGED";
            self.send(&item.id, address, News { family: "ITEM", code, members });
        }
        Ok(moved)
    }

    /// Replaces an access token by a fresh one.
    pub fn rotate(&mut self, access_token: &str) -> Result<String, Refusal> {
        let fresh = self.fresh_token("access");
        self.commit(|durable| {
            if let Some(item_id) = durable.access_tokens.remove(access_token) {
                durable.access_tokens.insert(fresh.clone(), item_id);
            }
            fresh
        })
    }

    /// Changes an item, and gives it as it is then.
    pub(super) fn change(
        &mut self,
        item_id: &str,
        change: impl FnOnce(&mut Item),
    ) -> Result<Item, Refusal> {
        self.commit(|durable| {
            let item = durable.items.get_mut(item_id);
            let item = item.expect("an item is changed by a caller that has found it");
            change(item);
            item.clone()
        })
    }

    /// Lets days pass at an item's bank.
    pub fn advance(&mut self, item_id: &str, days: u32) -> Result<(), Refusal> {
        let item = self.change(item_id, |item| item.days_ahead += i64::from(days))?;
        self.tell_item(&item);
        Ok(())
    }

    /// How far Plaid has come with the item's transactions.
    pub fn readiness(&self, item: &Item) -> Readiness {
        let Some(since) = item.transactions_since else {
            return Readiness::NotReady;
        };
        let elapsed = (item.time(self.now()) - since).to_std().unwrap_or_default();
        let [initial_after, historical_after] = self.extraction(item);
        if elapsed < initial_after {
            Readiness::NotReady
        } else if elapsed < historical_after {
            Readiness::Initial
        } else {
            Readiness::Historical
        }
    }

    /// How long the two steps of an extraction take. All rows of the dynamic person were seen to be
    /// there at once, 4.4 s after the beginning, where everybody else's take 3 s by default.
    fn extraction(&self, item: &Item) -> [Duration; 2] {
        let Settings { initial_after, historical_after, .. } = self.settings;
        if item.username == DYNAMIC {
            return [historical_after * 44 / 30; 2];
        }
        [initial_after, historical_after]
    }

    /// When the item's transactions were last extracted, if they were.
    pub fn last_update(&self, item: &Item) -> Option<DateTime<Utc>> {
        let [initial_after, historical_after] = self.extraction(item);
        let ready_after = match self.readiness(item) {
            Readiness::NotReady => return None,
            Readiness::Initial => initial_after,
            Readiness::Historical => historical_after,
        };
        item.last_update(TimeDelta::from_std(ready_after).ok()?, self.now())
    }

    /// The item's ledger, played up to its own today.
    pub fn ledger(&mut self, item_id: &str) -> Option<&Ledger> {
        let today = self.durable.items.get(item_id)?.time(self.now()).date_naive();
        self.ledger_until(item_id, item_id, today)
    }

    /// The item's ledger as Plaid could read it last: up to the day of a sign-in that was lost.
    pub fn readable_ledger(&mut self, item: &Item) -> Option<&Ledger> {
        match self.login_lost_at(item) {
            Some(lost_at) => {
                let name = format!("{} until its sign-in was lost", item.id);
                self.ledger_until(&name, &item.id, lost_at.date_naive())
            }
            None => self.ledger(&item.id),
        }
    }

    /// The ledger that is kept under that name, played up to that day.
    fn ledger_until(&mut self, name: &str, item_id: &str, today: NaiveDate) -> Option<&Ledger> {
        let item = self.durable.items.get(item_id)?;
        if !self.ledgers.contains_key(name) {
            let origin = Origin {
                identity: item.identity(self.settings.seed),
                item_id,
                linked_on: item.linked_on(),
                days_requested: item.days_requested,
                shared: item.shared.as_deref(),
            };
            self.ledgers.insert(name.to_owned(), Ledger::open(&origin)?);
        }
        let ledger = self.ledgers.get_mut(name)?;
        for event in item.events.iter().skip(ledger.events()) {
            if event.on > today {
                break;
            }
            ledger.take_in(event);
        }
        ledger.advance_to(today);
        Some(ledger)
    }

    /// Asks the item's bank again, where that changes something.
    pub fn refresh(&mut self, item: &Item) -> Result<(), Refusal> {
        let mut item = item.clone();
        if person::is_refreshed(&item.username) {
            item = self.note(&item.id, Deed::Refreshed)?;
        }
        self.tell_item(&item);
        Ok(())
    }

    /// Gives rows to the item's bank.
    pub fn create_rows(&mut self, item: &Item, rows: Vec<CreatedRow>) -> Result<(), Refusal> {
        let item = self.note(&item.id, Deed::Created(rows))?;
        self.tell_item(&item);
        Ok(())
    }

    /// Keeps what was done to an item, with its own day.
    pub(super) fn note(&mut self, item_id: &str, deed: Deed) -> Result<Item, Refusal> {
        let now = self.now();
        self.change(item_id, |item| {
            let on = item.time(now).date_naive();
            item.events.push(Event { on, deed });
        })
    }
}

impl Item {
    /// Who is linked, and where.
    pub fn identity(&self, seed: u64) -> Identity<'_> {
        Identity {
            seed,
            institution_id: &self.institution_id,
            username: &self.username,
            password: self.password.as_deref(),
        }
    }

    /// Its bank.
    pub fn institution(&self) -> &'static Institution {
        institutions::find(&self.institution_id).expect("an item is linked at a listed institution")
    }

    /// Plaid's item object, without the members that `/item/get` alone sends.
    pub fn json(&self) -> Json {
        let institution = self.institution();
        let billed = |name: &&str| self.products.iter().any(|product| product == name);
        let available = institution.products.iter().copied().filter(|name| !billed(name));
        object([
            ("auth_method", Json::Null),
            ("available_products", list(available)),
            ("billed_products", list(&self.products)),
            ("consent_expiration_time", Json::Null),
            ("consented_products", list(&self.products)),
            ("error", Json::Null),
            ("institution_id", institution.id.into()),
            ("institution_name", institution.name.into()),
            ("item_id", self.id.as_str().into()),
            ("products", list(&self.products)),
            ("update_type", "background".into()),
            ("webhook", self.webhook.as_deref().unwrap_or("").into()),
        ])
    }

    /// When its transactions were last extracted, by the clock: as they became ready, and since
    /// then at the beginning of each of its days.
    pub fn last_update(&self, ready_after: TimeDelta, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let ready = self.transactions_since? + ready_after;
        let midnight = self.time(now).date_naive().and_time(NaiveTime::MIN).and_utc();
        Some(ready.max(midnight) - TimeDelta::days(self.days_ahead))
    }
}
