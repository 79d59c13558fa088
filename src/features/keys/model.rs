//! The words and rules of keys.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::ApiKey;
use crate::kernel::actor::Grant;
use crate::kernel::fault::Fault;
use crate::kernel::ids::AccountId;
use crate::kernel::scope::{Scope, Scopes};
use crate::kernel::sight::Sight;

/// What a key's token begins with, so that scanners of leaked secrets know it.
pub const KEY_TOKEN_PREFIX: &str = "florin_key_";

/// How much of the token is kept to be shown, behind the prefix: 36 of its 256 bits.
pub(super) const HINT_CHARS: usize = 6;

/// The most keys of one owner that live at once.
pub(super) const LIVING_MAX: u64 = 50;

const NAME_CHARS_MAX: usize = 100;
const LIFE: TimeDelta = TimeDelta::days(90);
const LIFE_MAX: TimeDelta = TimeDelta::days(365);
const REQUESTS_PER_MINUTE: u32 = 120;
const REQUESTS_PER_MINUTE_MAX: u32 = 6_000;
const ACCOUNTS_MAX: usize = 500;

/// What an owner gives to have a key made.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// What it is called.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// The only accounts that it sees. None: all of them, and those that come later.
    pub accounts: Option<Vec<AccountId>>,
    /// The first day that it sees.
    pub date_from: Option<NaiveDate>,
    /// The last day that it sees.
    pub date_to: Option<NaiveDate>,
    /// How often it may ask in a minute.
    pub requests_per_minute: Option<i32>,
    /// When it dies by itself.
    pub expires_at: Option<DateTime<Utc>>,
}

/// What an owner can do wrong here.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no such key of theirs.
    #[error("There is no such API key.")]
    NotFound,
    /// There is no such account of theirs.
    #[error("There is no such account.")]
    NoAccount,
    /// They are about to be gone.
    #[error("This account is being deleted.")]
    NoOwner,
    /// They have as many as anybody may.
    #[error("You have 50 living API keys, which is the most. Revoke one that is not used.")]
    LimitReached,
    /// A field is not as it must be.
    #[error("{message}")]
    InvalidInput {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        message: &'static str,
    },
    /// Nobody's doing.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// A new key that keeps to the rules.
pub(super) struct Checked {
    pub name: String,
    pub scopes: Scopes,
    pub requests_per_minute: u32,
    pub expires_at: DateTime<Utc>,
}

/// Holds a new key against the rules.
pub(super) fn check(new: &NewKey, now: DateTime<Utc>) -> Result<Checked, KeyError> {
    let wrong = |field, message| Err(KeyError::InvalidInput { field, message });
    let name = new.name.trim().to_owned();
    if !(1..=NAME_CHARS_MAX).contains(&name.chars().count()) || name.chars().any(char::is_control) {
        return wrong("name", "A name has 1 to 100 characters, all on one line.");
    }
    let scopes = new.scopes.iter().copied().collect::<Scopes>();
    if scopes.is_empty() {
        return wrong("scopes", "Choose at least one scope: a key may do nothing by itself.");
    }
    let accounts = new.accounts.as_ref().map(Vec::len);
    if accounts == Some(0) {
        return wrong("accountIds", "Name at least one account, or leave the list out for all.");
    }
    if accounts.is_some_and(|count| count > ACCOUNTS_MAX) {
        return wrong("accountIds", "A key is held to 500 accounts at most.");
    }
    if new.date_from.zip(new.date_to).is_some_and(|(from, to)| from > to) {
        return wrong("dateTo", "dateFrom lies after dateTo.");
    }
    let rate = new.requests_per_minute.map(u32::try_from).transpose();
    let requests_per_minute = match rate.map(|rate| rate.unwrap_or(REQUESTS_PER_MINUTE)) {
        Ok(rate) if (1..=REQUESTS_PER_MINUTE_MAX).contains(&rate) => rate,
        _ => return wrong("requestsPerMinute", "A key asks 1 to 6,000 times a minute."),
    };
    let expires_at = new.expires_at.unwrap_or(now + LIFE);
    if expires_at <= now || expires_at > now + LIFE_MAX {
        return wrong("expiresAt", "A key expires in the future, and within 365 days.");
    }
    Ok(Checked { name, scopes, requests_per_minute, expires_at })
}

/// The scopes as they are kept.
pub(super) fn print_scopes(scopes: Scopes) -> String {
    scopes.iter().map(Scope::as_str).collect::<Vec<_>>().join(" ")
}

/// What a key may do. A word that isn't known, as one of a later version, allows nothing.
pub fn scopes_of(key: &ApiKey) -> Scopes {
    key.scopes.split(' ').filter_map(Scope::from_word).collect()
}

/// What a request that comes with a key may do and see.
pub(super) fn grant_of(key: &ApiKey) -> Grant {
    let accounts_of = (!key.all_accounts).then_some(key.id);
    Grant {
        key: key.id,
        scopes: scopes_of(key),
        sight: Sight { owner: key.user_id, accounts_of, from: key.date_from, to: key.date_to },
        requests_per_minute: u32::try_from(key.requests_per_minute).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new_key() -> NewKey {
        NewKey {
            name: " Budget sheet ".into(),
            scopes: vec![Scope::SyncRead, Scope::AccountsRead, Scope::SyncRead],
            accounts: None,
            date_from: None,
            date_to: None,
            requests_per_minute: None,
            expires_at: None,
        }
    }

    fn field_of(new: &NewKey) -> &'static str {
        match check(new, DateTime::UNIX_EPOCH) {
            Err(KeyError::InvalidInput { field, .. }) => field,
            Err(other) => panic!("{other}"),
            Ok(_) => "",
        }
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let checked = check(&new_key(), DateTime::UNIX_EPOCH).unwrap();
        assert_eq!(checked.name, "Budget sheet");
        assert_eq!(print_scopes(checked.scopes), "ACCOUNTS_READ SYNC_READ");
        assert_eq!(checked.requests_per_minute, 120);
        assert_eq!(checked.expires_at, DateTime::UNIX_EPOCH + TimeDelta::days(90));
    }

    #[test]
    fn a_bad_field_is_named() {
        let day = |text: &str| Some(text.parse::<NaiveDate>().unwrap());
        let after = |delta| Some(DateTime::UNIX_EPOCH + delta);
        for (field, new) in [
            ("name", NewKey { name: "\t".into(), ..new_key() }),
            ("name", NewKey { name: "a\nb".into(), ..new_key() }),
            ("name", NewKey { name: "x".repeat(101), ..new_key() }),
            ("scopes", NewKey { scopes: Vec::new(), ..new_key() }),
            ("accountIds", NewKey { accounts: Some(Vec::new()), ..new_key() }),
            ("dateTo", {
                NewKey { date_from: day("2026-02-01"), date_to: day("2026-01-31"), ..new_key() }
            }),
            ("requestsPerMinute", NewKey { requests_per_minute: Some(0), ..new_key() }),
            ("requestsPerMinute", NewKey { requests_per_minute: Some(-1), ..new_key() }),
            ("requestsPerMinute", NewKey { requests_per_minute: Some(6_001), ..new_key() }),
            ("expiresAt", NewKey { expires_at: after(TimeDelta::zero()), ..new_key() }),
            ("expiresAt", NewKey { expires_at: after(TimeDelta::days(366)), ..new_key() }),
            ("", NewKey { expires_at: after(TimeDelta::days(365)), ..new_key() }),
            ("", NewKey { requests_per_minute: Some(6_000), ..new_key() }),
        ] {
            assert_eq!(field_of(&new), field, "{new:?}");
        }
    }
}
