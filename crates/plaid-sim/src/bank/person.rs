//! The persons who can be linked, and the one door to what each of them has.
//!
//! A person is played day by day from `first_day` on, without gaps, because what happens on one day
//! depends on the balances of the day before.

use chrono::{Datelike, NaiveDate};

use super::account::{Account, Balances};
use super::custom::document::Document;
use super::custom::{self, Custom};
use super::dynamic::Dynamic;
use super::good;
use super::household::Household;
use super::owner;
use super::persona::Persona;
use super::purchase::{Day, Purchase};
use crate::json::Json;

/// Plaid's standard test person.
pub const GOOD: &str = "user_good";
/// Plaid's person whose rows change at each refresh.
pub const DYNAMIC: &str = "user_transactions_dynamic";
/// Plaid's person whom the caller describes.
pub const CUSTOM: &str = "user_custom";
/// Plaid's persons with lives like real ones.
pub const PERSONAS: [&str; 3] = ["user_ewa_user", "user_yuppie", "user_small_business"];
/// Our own: a family with two years of rows.
pub const HOUSEHOLD: &str = "user_household";

/// Whether the accounts of that person follow from what they sign in with.
pub fn needs_password(username: &str) -> bool {
    username == CUSTOM
}

/// Whether asking that person's bank again can change something.
pub fn is_refreshed(username: &str) -> bool {
    username == DYNAMIC || PERSONAS.contains(&username)
}

/// Whether that person is let in with any password that is not blank.
pub fn takes_any_password(username: &str) -> bool {
    username == DYNAMIC || PERSONAS.contains(&username)
}

/// Who and where: what the contents of a bank depend on.
#[derive(Clone, Debug)]
pub struct Identity<'a> {
    /// The simulator's seed.
    pub seed: u64,
    /// The bank.
    pub institution_id: &'a str,
    /// The person.
    pub username: &'a str,
    /// What they signed in with, where their accounts follow from it.
    pub password: Option<&'a str>,
}

/// Somebody with accounts.
pub enum Person {
    /// `user_good`.
    Good,
    /// `user_transactions_dynamic`.
    Dynamic(Dynamic),
    /// `user_household`.
    Household(Box<Household>),
    /// One of Plaid's persons with lives like real ones.
    Persona(Persona),
    /// `user_custom` with accounts of its own.
    Custom(Custom),
}

/// What a refresh finds.
pub struct Found {
    /// Rows that were not there before.
    pub purchases: Vec<Purchase>,
    /// Whether it books all that was pending, and tells every other row again.
    pub books_the_rest: bool,
}

impl Person {
    /// The person of that identity as known to somebody who links them on that day.
    pub fn open(identity: &Identity<'_>, linked_on: NaiveDate) -> Option<Self> {
        let household = |key: String| {
            let household = Household::open(key, first_day(linked_on), linked_on);
            Some(Person::Household(Box::new(household)))
        };
        let Identity { seed, institution_id, username, password } = identity;
        match *username {
            GOOD => Some(Person::Good),
            DYNAMIC => Some(Person::Dynamic(Dynamic::open(identity, linked_on))),
            CUSTOM => {
                let document = Document::parse(password.as_deref()?).ok()?;
                if document.override_accounts.is_none() {
                    return household(custom::key(identity, document.seed.as_deref()));
                }
                Custom::open(identity, document, linked_on).map(Person::Custom)
            }
            HOUSEHOLD => household(format!("{seed}/{institution_id}/{username}")),
            _ => Persona::open(identity, linked_on).map(Person::Persona),
        }
    }

    /// Plaid's owner object of an account.
    pub fn owner_json(&self, account: usize) -> Json {
        match self {
            Person::Good | Person::Dynamic(_) | Person::Persona(_) => owner::PLAIDS.json(),
            Person::Household(_) => owner::FAMILY.json(),
            Person::Custom(custom) => custom.owner_json(account),
        }
    }

    /// Their accounts, in an order that never changes.
    pub fn accounts(&self) -> Vec<Account> {
        match self {
            Person::Good => good::accounts(),
            Person::Dynamic(_) => Dynamic::accounts(),
            Person::Household(household) => household.accounts(),
            Person::Persona(persona) => persona.accounts(),
            Person::Custom(custom) => custom.accounts(),
        }
    }

    /// What happens on that day, which must follow the last one asked for.
    pub fn day(&mut self, day: NaiveDate) -> Day {
        match self {
            Person::Good => good::day(day),
            Person::Dynamic(dynamic) => Day { purchases: dynamic.day(day), ..Day::default() },
            Person::Household(household) => household.day(day),
            Person::Persona(persona) => Day { purchases: persona.day(day), ..Day::default() },
            Person::Custom(custom) => Day { purchases: custom.day(day), ..Day::default() },
        }
    }

    /// What the refresh of that number finds; nothing where refreshes change nothing.
    pub fn refreshed(&self, day: NaiveDate, number: usize) -> Option<Found> {
        let (purchases, books_the_rest) = match self {
            Person::Good | Person::Household(_) | Person::Custom(_) => return None,
            Person::Dynamic(dynamic) => (dynamic.refreshed(day, number), true),
            Person::Persona(persona) => (persona.refreshed(day, number), false),
        };
        Some(Found { purchases, books_the_rest })
    }

    /// The balances of an account that the person states.
    pub fn stated(&self, account: usize, day: NaiveDate) -> Balances {
        match self {
            Person::Good => good::balances(account),
            Person::Dynamic(_) => Dynamic::balances(account),
            Person::Household(household) => household.stated(account, day),
            Person::Custom(custom) => custom.balances(account, day),
            Person::Persona(_) => unreachable!("the rows of a persona move all its accounts"),
        }
    }
}

/// The first day to play for a link on that day: at least as far back as Plaid can be asked for,
/// and the same for all links of a year, so that these agree on every balance.
pub fn first_day(linked_on: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(linked_on.year() - 3, 1, 1).expect("every year has a first of January")
}
