//! What happens on an account: a purchase, a bill, a salary, a transfer's leg.
//!
//! A person produces these day by day; the ledger turns them into Plaid's rows. One purchase can
//! be two rows in a row: the pending one and the posted one that replaces it.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

/// One movement on one account.
#[derive(Clone, Debug)]
pub struct Purchase {
    /// The account's place in the person's list.
    pub account: usize,
    /// When it was authorised, where the bank tells.
    pub authorized_on: Option<NaiveDate>,
    /// The day on which it is booked.
    pub posts_on: NaiveDate,
    /// How it looks until then, if it is seen at all.
    pub pending: Option<Wording>,
    /// How it looks afterwards; without it the bank drops the purchase.
    pub posted: Option<Wording>,
    /// The currency of the row, where it isn't the account's.
    pub currency: Option<Cow<'static, str>>,
    /// What does not change between the two.
    pub description: Description,
}

/// What may differ between a pending row, the posted one and a corrected one.
#[derive(Clone, Debug)]
pub struct Wording {
    /// The amount, positive when money leaves the account.
    pub amount: Decimal,
    /// The bank's text.
    pub name: String,
}

/// What Plaid knows about a movement beyond amount and text.
#[derive(Clone, Debug)]
pub struct Description {
    /// The merchant, where one was recognised.
    pub merchant: Option<Merchant>,
    /// The detailed category of the first taxonomy.
    pub category: &'static str,
    /// How sure Plaid is of that category.
    pub confidence: &'static str,
    /// `online`, `in store` or `other`.
    pub channel: &'static str,
    /// `digital`, `place`, `special` or `unresolved`.
    pub transaction_type: &'static str,
    /// The category of the old taxonomy with its id, where the row still has one.
    pub legacy: Option<(&'static [String], &'static str)>,
    /// Where it happened.
    pub place: Place,
    /// How it was paid.
    pub payment: Payment,
    /// The number of the check.
    pub check_number: Option<String>,
    /// Whether booked rows have a balance after them, which Plaid's sandbox leaves null.
    pub shows_running_balance: bool,
}

/// A merchant as Plaid knows it.
#[derive(Clone, Debug)]
pub struct Merchant {
    /// The cleaned name.
    pub name: Cow<'static, str>,
    /// Plaid's id of it.
    pub entity_id: Option<Cow<'static, str>>,
    /// Its web site.
    pub website: Option<&'static str>,
    /// Where its logo lies.
    pub logo_url: Option<&'static str>,
    /// What it is: `merchant`, `income_source`, `financial_institution`.
    pub counterparty: &'static str,
}

/// A place; what isn't known is left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    /// Street and number.
    pub address: Option<&'static str>,
    /// City.
    pub city: Option<&'static str>,
    /// State.
    pub region: Option<&'static str>,
    /// Postal code.
    pub postal_code: Option<&'static str>,
    /// Country.
    pub country: Option<&'static str>,
    /// Latitude, in ten thousandths of a degree.
    pub latitude: Option<i64>,
    /// Longitude, in ten thousandths of a degree.
    pub longitude: Option<i64>,
    /// The merchant's number for its shop.
    pub store_number: Option<&'static str>,
}

/// How something was paid; what isn't known is left out.
#[derive(Clone, Debug, Default)]
pub struct Payment {
    /// The kind of transfer, such as `ACH`.
    pub method: Option<&'static str>,
    /// Who is paid.
    pub payee: Option<&'static str>,
    /// Who pays.
    pub payer: Option<&'static str>,
    /// The bank's reference.
    pub reference: Option<String>,
}

impl Purchase {
    /// A movement that is booked on that day, of which nothing is known but its text.
    pub fn booked(account: usize, wording: Wording, day: NaiveDate) -> Self {
        let category = if wording.amount < Decimal::ZERO {
            "INCOME_OTHER_INCOME"
        } else {
            "GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE"
        };
        Self {
            account,
            authorized_on: Some(day),
            posts_on: day,
            pending: None,
            posted: Some(wording),
            currency: None,
            description: Description {
                merchant: None,
                category,
                confidence: "LOW",
                channel: "other",
                transaction_type: "unresolved",
                legacy: None,
                place: Place::default(),
                payment: Payment::default(),
                check_number: None,
                shows_running_balance: false,
            },
        }
    }
}

/// What a bank later changes about a posted purchase.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Which purchase.
    pub purchase: PurchaseKey,
    /// What becomes of it.
    pub outcome: Outcome,
}

/// What becomes of a corrected row.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It goes on with this wording.
    Reworded(Wording),
    /// The bank takes it back.
    Withdrawn,
}

/// A purchase within its person's life: the day it came up, and its place on that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PurchaseKey {
    /// The day.
    pub day: NaiveDate,
    /// The place.
    pub place: usize,
}

/// All that one day brings.
#[derive(Debug, Default)]
pub struct Day {
    /// What comes up; the place in this list is part of the key.
    pub purchases: Vec<Purchase>,
    /// What changes about earlier ones.
    pub corrections: Vec<Correction>,
}
