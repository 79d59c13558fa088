//! Balances day by day: what the bank said at the last sync of each UTC day.
//!
//! A day without a sync has no row: what was on the account then isn't known. An account that the bank
//! tells without a balance has rows without amounts.

use std::collections::HashMap;

use chrono::{Days as CalendarDays, NaiveDate};
use rust_decimal::Decimal;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set,
};

use super::Holder;
use crate::entities::account_balance::{self, Column};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::AccountId;
use crate::kernel::money::{Amount, Currency, NotAnAmount};
use crate::kernel::sight::Sight;
use crate::platform::Platform;

pub use crate::entities::account_balance::Model as BalanceOnDay;

/// The most days of one history: two years.
pub const HISTORY_DAYS_MAX: u64 = 731;

/// The days of a history, the first and the last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Days {
    from: NaiveDate,
    to: NaiveDate,
}

/// Days that can't be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDays {
    /// Nothing lies between.
    #[error("from lies after to.")]
    Order,
    /// Too many.
    #[error("A history has at most 731 days.")]
    TooMany,
}

impl Days {
    /// Up to today unless told otherwise, and as many days as there may be.
    pub fn read(
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
        today: NaiveDate,
    ) -> Result<Self, BadDays> {
        let to = to.unwrap_or(today);
        let most = CalendarDays::new(HISTORY_DAYS_MAX - 1);
        let earliest = to.checked_sub_days(most).unwrap_or(NaiveDate::MIN);
        let from = from.unwrap_or(earliest);
        if from > to {
            return Err(BadDays::Order);
        }
        if from < earliest {
            return Err(BadDays::TooMany);
        }
        Ok(Self { from, to })
    }
}

/// What was on the accounts of these ids on the days in sight, oldest day first.
pub async fn history(
    platform: &Platform,
    sight: Sight,
    accounts: &[AccountId],
    days: Days,
) -> Result<Vec<BalanceOnDay>, Fault> {
    // Days that there are none of are no mistake here: the history is empty then.
    let from = sight.from.map_or(days.from, |from| from.max(days.from));
    let to = sight.to.map_or(days.to, |to| to.min(days.to));
    account_balance::owned_by(sight.owner)
        .filter(super::is_seen(Column::AccountId, sight))
        .filter(Column::AccountId.is_in(accounts.iter().copied()))
        .filter(Column::ToldOn.between(from, to))
        .order_by_asc(Column::AccountId)
        .order_by_asc(Column::ToldOn)
        .all(&platform.db.of(sight.owner))
        .await
        .or_fault("loading balances day by day")
}

/// An account's balances, in our words.
pub(super) struct Balances {
    pub current: Option<Amount>,
    pub available: Option<Amount>,
    pub limit: Option<Amount>,
    pub currency: Option<Currency>,
}

impl Balances {
    pub(super) fn read(told: &plaid::Balances) -> Result<Self, NotAnAmount> {
        let amount = |decimal: Option<Decimal>| decimal.map(Amount::try_from).transpose();
        let code = told.iso_currency_code.as_ref().or(told.unofficial_currency_code.as_ref());
        Ok(Self {
            current: amount(told.current)?,
            available: amount(told.available)?,
            limit: amount(told.limit)?,
            currency: code.and_then(|code| Currency::new(code.as_str()).ok()),
        })
    }
}

/// Writes what the bank says today, in the sync's transaction. A later sync of the day overwrites it.
pub(super) async fn store(
    tx: &impl ConnectionTrait,
    holder: Holder,
    told: &[plaid::Account],
    ids: &HashMap<String, AccountId>,
) -> Result<(), Fault> {
    let mut rows = Vec::new();
    for account in told {
        let id = ids.get(&account.account_id).or_fault("looking up an account just written")?;
        let balances = Balances::read(&account.balances).or_fault("reading a balance")?;
        rows.push(account_balance::ActiveModel {
            user_id: Set(holder.owner),
            account_id: Set(*id),
            told_on: Set(holder.now.date_naive()),
            balance_current: Set(balances.current),
            balance_available: Set(balances.available),
            balance_limit: Set(balances.limit),
            balance_currency: Set(balances.currency),
            balance_as_of: Set(holder.now),
        });
    }
    let told_by_the_bank = [
        Column::BalanceCurrent,
        Column::BalanceAvailable,
        Column::BalanceLimit,
        Column::BalanceCurrency,
        Column::BalanceAsOf,
    ];
    account_balance::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([Column::UserId, Column::AccountId, Column::ToldOn])
                .update_columns(told_by_the_bank)
                .to_owned(),
        )
        .exec_without_returning(tx)
        .await
        .or_fault("writing the balances of a day")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_history_has_two_years_at_most() {
        let today = day("2026-11-21");
        let read =
            |from: Option<&str>, to: Option<&str>| Days::read(from.map(day), to.map(day), today);
        let whole = Days { from: day("2024-11-21"), to: today };
        assert_eq!(read(None, None), Ok(whole));
        assert_eq!(read(Some("2024-11-21"), None), Ok(whole));
        assert_eq!(read(Some("2024-11-20"), None), Err(BadDays::TooMany));
        assert_eq!(read(Some("2026-11-21"), Some("2026-11-20")), Err(BadDays::Order));
        assert_eq!(read(Some("2026-11-22"), None), Err(BadDays::Order));
        let leap = Days { from: day("2020-02-29"), to: day("2020-02-29") };
        assert_eq!(read(Some("2020-02-29"), Some("2020-02-29")), Ok(leap));
        let first = Days::read(None, Some(NaiveDate::MIN), today);
        assert_eq!(first, Ok(Days { from: NaiveDate::MIN, to: NaiveDate::MIN }));
    }
}
