//! An account of a person, and how Plaid shows it.
//!
//! Signs follow Plaid: what a depository account holds and what a credit or loan account owes are
//! both positive, and an amount that leaves an account is positive.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::json::{Json, object};

/// An account as the person has it, without the id that a link gives to it.
#[derive(Clone, Debug)]
pub struct Account {
    /// The last digits of its number.
    pub mask: String,
    /// Its name.
    pub name: Cow<'static, str>,
    /// The bank's full name for it.
    pub official_name: Option<Cow<'static, str>>,
    /// `depository`, `credit`, `loan` or `investment`.
    pub family: Cow<'static, str>,
    /// Its subtype, such as `checking`.
    pub subtype: Cow<'static, str>,
    /// Whose it is, where Plaid says so.
    pub holder_category: Option<&'static str>,
    /// The credit limit.
    pub limit: Option<Decimal>,
    /// Its currency, where it isn't that of its bank's country.
    pub currency: Option<String>,
    /// How other banks reach it, where the bank's own rule does not say.
    pub numbering: Option<Numbering>,
    /// Where its balances come from.
    pub funds: Funds,
    /// The day on which the bank opens it, where it was not there before the person's first day.
    pub opens_on: Option<NaiveDate>,
    /// The day from which on it is closed.
    pub closes_on: Option<NaiveDate>,
}

/// The numbers of one account; what is not said follows the bank's own rule.
#[derive(Clone, Debug, Default)]
pub struct Numbering {
    /// Its number.
    pub account: Option<String>,
    /// The American bank's number, and the one for wires.
    pub ach: [Option<String>; 2],
    /// The Canadian bank's number, and the branch's.
    pub eft: [Option<String>; 2],
    /// The international code of the bank, and the account's international number.
    pub international: [Option<String>; 2],
    /// The British bank's number.
    pub bacs: Option<String>,
}

/// Where an account's balances come from.
#[derive(Clone, Debug)]
pub enum Funds {
    /// The person says what they are, on each day.
    Stated,
    /// This much before the person's first day; its rows move it.
    Moved {
        /// The balance before the first row.
        opening: Decimal,
    },
}

/// What an account shows as its balances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balances {
    /// What can be spent.
    pub available: Option<Decimal>,
    /// What is held, or owed.
    pub current: Option<Decimal>,
}

impl Account {
    /// Whether more debt, and not more money, is what raises its balance.
    pub fn owes(&self) -> bool {
        matches!(&*self.family, "credit" | "loan")
    }

    /// Whether the bank has opened it by that day.
    pub fn has_begun(&self, day: NaiveDate) -> bool {
        self.opens_on.is_none_or(|opens_on| opens_on <= day)
    }

    /// Whether it is open on that day.
    pub fn is_open(&self, day: NaiveDate) -> bool {
        self.has_begun(day) && self.closes_on.is_none_or(|closes_on| day < closes_on)
    }

    /// Whether Plaid's Transactions product covers it.
    pub fn has_transactions(&self) -> bool {
        matches!(
            (&*self.family, &*self.subtype),
            ("depository" | "credit", _) | ("loan", "student")
        )
    }

    /// The balances of an account whose rows move it, after rows of these sums.
    pub fn moved(&self, opening: Decimal, posted: Decimal, pending: Decimal) -> Balances {
        if self.owes() {
            let current = opening + posted;
            let available = self.limit.map(|limit| limit - current - pending);
            return Balances { available, current: Some(current) };
        }
        let current = opening - posted;
        Balances { available: Some(current - pending), current: Some(current) }
    }

    /// Plaid's account object.
    pub fn json(&self, account_id: &str, currency: &str, balances: &Balances) -> Json {
        let shown = object([
            ("account_id", account_id.into()),
            (
                "balances",
                object([
                    ("available", balances.available.into()),
                    ("current", balances.current.into()),
                    ("limit", self.limit.into()),
                    ("iso_currency_code", self.currency.as_deref().unwrap_or(currency).into()),
                    ("unofficial_currency_code", Json::Null),
                ]),
            ),
            ("mask", self.mask.as_str().into()),
            ("name", (&*self.name).into()),
            ("official_name", self.official_name.as_deref().into()),
            ("type", (&*self.family).into()),
            ("subtype", (&*self.subtype).into()),
        ]);
        match self.holder_category {
            Some(category) => shown.with("holder_category", category),
            None => shown,
        }
    }
}
