//! `user_transactions_dynamic`: Plaid's test person whose rows change at each refresh.
//!
//! Two accounts whose balances stand still, 108 rows of the 29 days up to the link, four of them
//! pending. Days alone bring nothing. Who the merchants are is chosen here; Plaid's are not recorded.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::account::{Account, Balances, Funds};
use super::chance::Chance;
use super::person::Identity;
use super::purchase::{Description, Merchant, Payment, Place, Purchase, Wording};

const DAYS: i64 = 29;
const PENDING_ROWS: usize = 4;
const BUSY_DAYS: i64 = 20;

/// The person.
pub struct Dynamic {
    key: String,
    linked_on: NaiveDate,
}

struct Shop {
    name: &'static str,
    category: &'static str,
    channel: &'static str,
}

const SHOPS: [Shop; 6] = [
    Shop { name: "Corner Grocer", category: "FOOD_AND_DRINK_GROCERIES", channel: "in store" },
    Shop { name: "Bluebird Coffee", category: "FOOD_AND_DRINK_COFFEE", channel: "in store" },
    Shop { name: "Metro Transit", category: "TRANSPORTATION_PUBLIC_TRANSIT", channel: "online" },
    Shop {
        name: "Paper & Ink",
        category: "GENERAL_MERCHANDISE_OFFICE_SUPPLIES",
        channel: "online",
    },
    Shop {
        name: "Harbor Pharmacy",
        category: "MEDICAL_PHARMACIES_AND_SUPPLEMENTS",
        channel: "in store",
    },
    Shop { name: "Lantern Cinema", category: "ENTERTAINMENT_TV_AND_MOVIES", channel: "online" },
];

impl Dynamic {
    /// The person of that identity, linked on that day.
    pub fn open(identity: &Identity<'_>, linked_on: NaiveDate) -> Self {
        let key = format!("{}/{}/dynamic", identity.seed, identity.institution_id);
        Self { key, linked_on }
    }

    /// A checking account and a card.
    pub fn accounts() -> Vec<Account> {
        let account = |mask: &str, name, family, subtype, limit| Account {
            mask: mask.to_owned(),
            name: Cow::Borrowed(name),
            official_name: None,
            family: Cow::Borrowed(family),
            subtype: Cow::Borrowed(subtype),
            holder_category: None,
            limit,
            currency: None,
            numbering: None,
            funds: Funds::Stated,
            opens_on: None,
            closes_on: None,
        };
        vec![
            account("0000", "Plaid Checking", "depository", "checking", None),
            account("3333", "Plaid Credit Card", "credit", "credit card", Some(2000.into())),
        ]
    }

    /// The balances, which never change.
    pub fn balances(account: usize) -> Balances {
        let figures = [(100, 110), (1590, 410)];
        let (available, current) = figures[account];
        Balances { available: Some(available.into()), current: Some(current.into()) }
    }

    /// What came up on that day.
    pub fn day(&self, day: NaiveDate) -> Vec<Purchase> {
        let age = (self.linked_on - day).num_days();
        if !(0..DAYS).contains(&age) {
            return Vec::new();
        }
        let mut chance = Chance::of(&[&self.key, "day", &age.to_string()]);
        if age == 0 {
            return (0..PENDING_ROWS).map(|_| pending(day, &mut chance)).collect();
        }
        let count = if age <= BUSY_DAYS { 4 } else { 3 };
        let posted = |chance: &mut Chance| {
            let purchase = pending(day, chance);
            Purchase { posts_on: day, pending: None, ..purchase }
        };
        (0..count).map(|_| posted(&mut chance)).collect()
    }

    /// What the refresh of that number finds that was not there before.
    pub fn refreshed(&self, day: NaiveDate, number: usize) -> Vec<Purchase> {
        let mut chance = Chance::of(&[&self.key, "refresh", &number.to_string()]);
        (0..PENDING_ROWS).map(|_| pending(day, &mut chance)).collect()
    }
}

/// A purchase that stays pending until a refresh books it.
fn pending(day: NaiveDate, chance: &mut Chance) -> Purchase {
    let shop = chance.pick(&SHOPS);
    // A third of the amounts has more places than a currency has.
    let amount = if chance.per_mille(330) {
        Decimal::new(chance.between(10_000_001, 999_999_999), 7)
    } else {
        Decimal::new(chance.between(150, 9_900), 2)
    };
    let wording = Wording { amount, name: shop.name.to_owned() };
    Purchase {
        account: usize::from(chance.per_mille(500)),
        authorized_on: Some(day),
        posts_on: NaiveDate::MAX,
        pending: Some(wording.clone()),
        posted: Some(wording),
        currency: None,
        description: Description {
            merchant: Some(Merchant {
                name: Cow::Borrowed(shop.name),
                entity_id: None,
                website: None,
                logo_url: None,
                counterparty: "merchant",
            }),
            category: shop.category,
            confidence: "HIGH",
            channel: shop.channel,
            transaction_type: "place",
            legacy: None,
            place: Place::default(),
            payment: Payment::default(),
            check_number: None,
        },
    }
}
