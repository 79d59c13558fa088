//! `user_transactions_dynamic`: Plaid's test person whose rows change at each refresh.
//!
//! Two accounts whose balances stand still, 108 rows of the 29 days up to the link, four of them
//! pending. Among them are a pay every other week and two things that are paid every week, so that
//! there are streams. Days alone bring nothing. Who the merchants are is chosen here; Plaid's are
//! not recorded.

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

/// What comes again and again.
struct Standing {
    /// How many days lie between two of it, and between the last one and the link.
    every: i64,
    first: i64,
    account: usize,
    cents: i64,
    payee: Shop,
}

const STANDING: [Standing; 3] = [
    Standing {
        every: 14,
        first: 3,
        account: 0,
        cents: -1843_27,
        payee: Shop { name: "Harbor Freightways", category: "INCOME_WAGES", channel: "other" },
    },
    Standing {
        every: 7,
        first: 2,
        account: 1,
        cents: 24_00,
        payee: Shop {
            name: "Greenbox Meals",
            category: "FOOD_AND_DRINK_GROCERIES",
            channel: "online",
        },
    },
    Standing {
        every: 7,
        first: 5,
        account: 0,
        cents: 11_50,
        payee: Shop {
            name: "Tempo Studio",
            category: "PERSONAL_CARE_GYMS_AND_FITNESS_CENTERS",
            channel: "online",
        },
    },
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
        let standing = STANDING.iter().filter(|standing| age % standing.every == standing.first);
        let mut purchases: Vec<Purchase> = standing.map(|standing| standing.due(day)).collect();
        let left = count - purchases.len();
        purchases.extend((0..left).map(|_| pending(day, &mut chance)));
        let posted = |purchase| Purchase { posts_on: day, pending: None, ..purchase };
        purchases.into_iter().map(posted).collect()
    }

    /// What the refresh of that number finds that was not there before.
    pub fn refreshed(&self, day: NaiveDate, number: usize) -> Vec<Purchase> {
        let mut chance = Chance::of(&[&self.key, "refresh", &number.to_string()]);
        (0..PENDING_ROWS).map(|_| pending(day, &mut chance)).collect()
    }
}

impl Standing {
    fn due(&'static self, day: NaiveDate) -> Purchase {
        purchase(day, self.account, &self.payee, Decimal::new(self.cents, 2))
    }
}

/// Something that stays pending until a refresh books it.
fn pending(day: NaiveDate, chance: &mut Chance) -> Purchase {
    let shop = chance.pick(&SHOPS);
    // A third of the amounts has more places than a currency has.
    let amount = if chance.per_mille(360) {
        Decimal::new(chance.between(10_000_001, 999_999_999), 7)
    } else {
        Decimal::new(chance.between(150, 9_900), 2)
    };
    purchase(day, usize::from(chance.per_mille(500)), shop, amount)
}

fn purchase(day: NaiveDate, account: usize, shop: &'static Shop, amount: Decimal) -> Purchase {
    let wording = Wording { amount, name: shop.name.to_owned() };
    Purchase {
        account,
        authorized_on: Some(day),
        posts_on: NaiveDate::MAX,
        pending: Some(wording.clone()),
        posted: Some(wording),
        currency: None,
        description: described(shop),
    }
}

fn described(shop: &'static Shop) -> Description {
    let counterparty = if shop.category == "INCOME_WAGES" { "income_source" } else { "merchant" };
    Description {
        merchant: Some(Merchant {
            name: Cow::Borrowed(shop.name),
            entity_id: None,
            website: None,
            logo_url: None,
            counterparty,
        }),
        category: shop.category,
        confidence: "HIGH",
        channel: shop.channel,
        transaction_type: "place",
        legacy: None,
        place: Place::default(),
        payment: Payment::default(),
        check_number: None,
        shows_running_balance: true,
    }
}
