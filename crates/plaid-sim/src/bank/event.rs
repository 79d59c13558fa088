//! What somebody did to an item from outside, with the day of the item's own time.
//!
//! A ledger is rebuilt by playing its days and these events in their order, so whatever changes a
//! log beside the days alone has to be one of them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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
    /// Its person chose the accounts at these places, and no others.
    Shared(Vec<usize>),
}

impl Event {
    /// The accounts that it chooses, if it is about that.
    pub fn chosen(&self) -> Option<&[usize]> {
        match &self.deed {
            Deed::Shared(places) => Some(places),
            Deed::Refreshed => None,
        }
    }
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
