//! How far somebody sees: whose data, and which part of it.
//!
//! A person sees all that is theirs. A key may have been held to some accounts and to some days. What
//! lies outside of a sight is not found; the features that show rows keep to it in their SQL, beside
//! the owner.

use chrono::NaiveDate;

use super::ids::{ApiKeyId, UserId};

/// Which rows may be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sight {
    /// Whose.
    pub owner: UserId,
    /// Only those of the accounts that this key was given. None: of all of them.
    pub accounts_of: Option<ApiKeyId>,
    /// Not those of the days before.
    pub from: Option<NaiveDate>,
    /// Not those of the days after.
    pub to: Option<NaiveDate>,
}

impl Sight {
    /// All that is the owner's.
    pub const fn whole(owner: UserId) -> Self {
        Self { owner, accounts_of: None, from: None, to: None }
    }

    /// Whether what happened on this day may be seen.
    pub fn has(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_first_and_the_last_day_are_seen() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let whole = Sight::whole(UserId(Uuid::from_u128(1)));
        assert!(whole.has(NaiveDate::MIN) && whole.has(NaiveDate::MAX));
        let march = Sight { from: Some(day("2026-03-01")), to: Some(day("2026-03-31")), ..whole };
        for (text, seen) in [
            ("2026-02-28", false),
            ("2026-03-01", true),
            ("2026-03-31", true),
            ("2026-04-01", false),
        ] {
            assert_eq!(march.has(day(text)), seen, "{text}");
        }
    }
}
