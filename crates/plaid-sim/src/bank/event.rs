//! What somebody did to an item from outside, with the day of the item's own time.
//!
//! A ledger is rebuilt by playing its days and these events in their order, so whatever changes a
//! log beside the days alone has to be one of them.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::purchase::{Description, Purchase, Wording};

/// One event of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Kept")]
pub struct Event {
    /// The day, in the item's own time.
    pub on: NaiveDate,
    /// What was done.
    pub deed: Deed,
}

/// What can be done to an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Its bank was asked again, and that changed something.
    Refreshed,
    /// Its person chose the accounts that it shares.
    Shared(Choice),
    /// Rows were given to its bank.
    Created(Vec<CreatedRow>),
}

/// A choice of accounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The places of those that are shared; the others are not.
    pub places: Vec<usize>,
    /// Whether the rows of those that no longer are were told as removed.
    pub removes_rows: bool,
}

/// A row that somebody gave to the bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreatedRow {
    /// The account's place.
    pub account: usize,
    /// When it came up.
    pub date_transacted: NaiveDate,
    /// When it was booked.
    pub date_posted: NaiveDate,
    /// The amount, positive when money leaves the account.
    #[serde(serialize_with = "as_text", deserialize_with = "from_text")]
    pub amount: Decimal,
    /// The bank's text.
    pub description: String,
    /// Its currency, where it isn't the account's.
    pub currency: Option<String>,
}

impl Event {
    /// Whether accounts were chosen by it.
    pub fn is_choice(&self) -> bool {
        matches!(self.deed, Deed::Shared(_))
    }
}

impl CreatedRow {
    /// The movement that it is.
    pub fn purchase(&self) -> Purchase {
        let wording = Wording { amount: self.amount, name: self.description.clone() };
        let booked = Purchase::booked(self.account, wording, self.date_posted);
        Purchase {
            authorized_on: Some(self.date_transacted),
            currency: self.currency.clone().map(Into::into),
            description: Description { shows_running_balance: true, ..booked.description },
            ..booked
        }
    }
}

fn as_text<S: Serializer>(amount: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}

fn from_text<'a, D: Deserializer<'a>>(deserializer: D) -> Result<Decimal, D::Error> {
    let text = String::deserialize(deserializer)?;
    Decimal::from_str_exact(&text).map_err(serde::de::Error::custom)
}

/// An event as a state file holds it; one of an older build holds the days of refreshes.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Kept {
    Event { on: NaiveDate, deed: Deed },
    RefreshedOn(NaiveDate),
}

impl From<Kept> for Event {
    fn from(kept: Kept) -> Self {
        match kept {
            Kept::Event { on, deed } => Self { on, deed },
            Kept::RefreshedOn(on) => Self { on, deed: Deed::Refreshed },
        }
    }
}
