//! Plaid's persons with lives like real ones: one paid in advance, one young and well paid, and a
//! small business. They lie in `personas.json`.
//!
//! Each has some three months of rows up to the link, and goes on from there as days pass. What
//! Plaid's own persons of these names buy is not documented and chosen here; so is that a refresh
//! finds up to three new rows that nobody has seen yet.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::account::{Account, Funds};
use super::chance::Chance;
use super::identifiers::identifier;
use super::person::Identity;
use super::purchase::{Description, Merchant, Payment, Place, Purchase, Wording};

/// How many days of rows there are at the link.
const DAYS: i64 = 90;
/// The most rows that a refresh finds.
const FOUND_MAX: i64 = 3;

/// One of them.
pub struct Persona {
    figures: &'static Figures,
    key: String,
    linked_on: NaiveDate,
}

impl Persona {
    /// The person of that identity, linked on that day, if they are one of these.
    pub fn open(identity: &Identity<'_>, linked_on: NaiveDate) -> Option<Self> {
        let figures = PERSONAS.get(identity.username)?;
        let Identity { seed, institution_id, username, .. } = identity;
        Some(Self { figures, key: format!("{seed}/{institution_id}/{username}"), linked_on })
    }

    /// The accounts.
    pub fn accounts(&self) -> Vec<Account> {
        let mut chance = Chance::of(&[&self.key, "masks"]);
        let account = |figures: &'static AccountFigures| Account {
            mask: chance.between(1000, 9999).to_string(),
            name: Cow::Borrowed(&figures.name),
            official_name: figures.official_name.as_deref().map(Cow::Borrowed),
            family: Cow::Borrowed(&figures.family),
            subtype: Cow::Borrowed(&figures.subtype),
            holder_category: figures.holder_category.as_deref(),
            limit: figures.limit.as_deref().map(decimal),
            currency: None,
            numbering: None,
            funds: Funds::Moved { opening: decimal(&figures.opening) },
            opens_on: None,
            closes_on: None,
        };
        self.figures.accounts.iter().map(account).collect()
    }

    /// What comes up on that day.
    pub fn day(&self, day: NaiveDate) -> Vec<Purchase> {
        if (self.linked_on - day).num_days() >= DAYS {
            return Vec::new();
        }
        let mut chance = Chance::of(&[&self.key, "day", &day.to_string()]);
        let due = self.figures.patterns.iter().filter(|pattern| pattern.is_due(day, &mut chance));
        let due: Vec<&Pattern> = due.collect();
        due.into_iter().map(|pattern| pattern.purchase(day, &mut chance)).collect()
    }

    /// What the refresh of that number finds, which may be nothing.
    pub fn refreshed(&self, day: NaiveDate, number: usize) -> Vec<Purchase> {
        let mut chance = Chance::of(&[&self.key, "refresh", &number.to_string()]);
        let by_card: Vec<&Pattern> =
            self.figures.patterns.iter().filter(|pattern| pattern.card).collect();
        let count = chance.between(0, FOUND_MAX);
        (0..count).map(|_| chance.pick(&by_card).purchase(day, &mut chance)).collect()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Figures {
    accounts: Vec<AccountFigures>,
    patterns: Vec<Pattern>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountFigures {
    name: String,
    official_name: Option<String>,
    family: String,
    subtype: String,
    holder_category: Option<String>,
    limit: Option<String>,
    opening: String,
}

/// Something that happens now and then.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pattern {
    account: usize,
    name: String,
    text: String,
    category: String,
    counterparty: Option<String>,
    when: When,
    /// The least and the most of it.
    cents: [i64; 2],
    /// Whether it is paid by card, and so pending first.
    #[serde(default)]
    card: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", untagged, deny_unknown_fields)]
enum When {
    Regular { every: i64, first: i64 },
    Monthly { monthly: u32 },
    Now { per_mille: u64 },
}

static PERSONAS: LazyLock<BTreeMap<String, Figures>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("personas.json")).expect("the personas are well formed")
});

impl Pattern {
    fn is_due(&self, day: NaiveDate, chance: &mut Chance) -> bool {
        let number = (day - NaiveDate::default()).num_days();
        match self.when {
            When::Regular { every, first } => number.rem_euclid(every) == first,
            When::Monthly { monthly } => day.day() == monthly,
            When::Now { per_mille } => chance.per_mille(per_mille),
        }
    }

    fn purchase(&'static self, day: NaiveDate, chance: &mut Chance) -> Purchase {
        let [least, most] = self.cents;
        let amount = Decimal::new(chance.between(least, most), 2);
        let wording = |name: &str| Wording { amount, name: name.to_owned() };
        let known = self.counterparty.as_deref();
        let name = if self.card { &self.name } else { &self.text };
        let wait = if self.card { chance.between(1, 2).unsigned_abs() } else { 0 };
        Purchase {
            account: self.account,
            authorized_on: Some(day),
            posts_on: day + Days::new(wait),
            pending: self.card.then(|| wording(&self.text)),
            posted: Some(wording(name)),
            currency: None,
            description: Description {
                merchant: known.map(|counterparty| Merchant {
                    name: Cow::Borrowed(&self.name),
                    entity_id: Some(identifier(&["merchant", &self.name]).into()),
                    website: None,
                    logo_url: None,
                    counterparty,
                }),
                category: &self.category,
                confidence: if known.is_some() { "VERY_HIGH" } else { "LOW" },
                channel: if self.card { "in store" } else { "other" },
                transaction_type: if self.card { "place" } else { "special" },
                legacy: None,
                place: Place::default(),
                payment: Payment { method: (!self.card).then_some("ACH"), ..Payment::default() },
                check_number: None,
                shows_running_balance: false,
            },
        }
    }
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).expect("the figures are decimals")
}
