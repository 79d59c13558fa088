//! How an item stands with its bank, by Plaid's own word.
//!
//! `/item/get` answers whatever state an item is in and asks no bank, so every sync begins with it.
//! An item without an error can still be silent: Plaid reads each bank several times a day, and one
//! that it has not read for days is told to its owner as stale, however well the calls go.
//!
//! Source: Plaid's documentation of `/item/get` and of item errors.

use chrono::{DateTime, TimeDelta, Utc};

use super::model::NewStatus;
use super::{Item, ItemStatus};

/// How long before its end a connection is said to be expiring. Plaid's own webhooks come as early.
pub const EXPIRY_NOTICE: TimeDelta = TimeDelta::days(7);

/// A bank that Plaid has not read for this long is silent. Plaid reads one to four times a day.
const BANK_SILENT_AFTER: TimeDelta = TimeDelta::days(3);

/// How an item stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// For its owner.
    pub status: NewStatus,
    /// Plaid's id of the bank.
    pub institution_id: Option<String>,
    /// The name of the bank, where Plaid tells it here.
    pub institution_name: Option<String>,
    /// When Plaid last read the bank without an error.
    pub bank_read_at: Option<DateTime<Utc>>,
    /// When the consent ends, where Plaid tells it here.
    pub consent_ends_at: Option<DateTime<Utc>>,
    /// Whether the end that was announced was averted.
    pub end_is_averted: bool,
    /// Whether the accounts that were never offered have been.
    pub accounts_were_offered: bool,
}

/// What is known when an item is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Sight<'a> {
    /// What Plaid says of it.
    pub told: &'a plaid::ItemGetResponse,
    /// Whether its owner has gone through update mode since the last sync.
    pub was_mended: bool,
    /// This moment.
    pub now: DateTime<Utc>,
}

/// What an answer of `/item/get` says of an item that can be read.
pub fn standing(item: &Item, sight: Sight<'_>) -> Standing {
    let Sight { told, was_mended, now } = sight;
    let times = told.status.as_ref().and_then(|status| status.transactions.as_ref());
    let bank_read_at = times.and_then(|times| times.last_successful_update);
    // An end that was announced and has passed without an error was averted, and so was one that its
    // owner has done something about.
    let end_is_averted = was_mended || item.ends_at.is_some_and(|at| at <= now);
    let announced = item.ends_at.filter(|_| !end_is_averted);
    let consent_ends_at = told.item.consent_expiration_time;
    Standing {
        status: status(consent_ends_at.or(announced), bank_read_at, now),
        institution_id: told.item.institution_id.clone(),
        institution_name: told.item.institution_name.clone(),
        bank_read_at,
        consent_ends_at,
        end_is_averted,
        accounts_were_offered: was_mended,
    }
}

fn status(
    ends_at: Option<DateTime<Utc>>,
    bank_read_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> NewStatus {
    if let Some(at) = ends_at.filter(|at| *at - now <= EXPIRY_NOTICE) {
        let day = at.date_naive();
        let reason = format!("The bank ends this connection on {day} unless you renew it.");
        return NewStatus { status: ItemStatus::Expiring, reason: Some(reason) };
    }
    if let Some(at) = bank_read_at.filter(|at| now - *at > BANK_SILENT_AFTER) {
        let day = at.date_naive();
        let reason = format!("Plaid has not been able to read the bank since {day}.");
        return NewStatus { status: ItemStatus::Stale, reason: Some(reason) };
    }
    NewStatus { status: ItemStatus::Healthy, reason: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_within_a_week_is_told() {
        let now = DateTime::UNIX_EPOCH;
        let at = |days| status(Some(now + TimeDelta::days(days)), None, now).status;
        assert_eq!(at(8), ItemStatus::Healthy);
        assert_eq!(at(7), ItemStatus::Expiring);
        assert_eq!(at(-1), ItemStatus::Expiring);
    }

    #[test]
    fn a_bank_that_plaid_has_not_read_for_three_days_is_stale() {
        let now = DateTime::UNIX_EPOCH;
        let read = |hours| status(None, Some(now - TimeDelta::hours(hours)), now);
        assert_eq!(read(72), NewStatus { status: ItemStatus::Healthy, reason: None });
        let stale = read(73);
        assert_eq!(stale.status, ItemStatus::Stale);
        assert!(stale.reason.unwrap().contains("1969-12-28"));
    }
}
