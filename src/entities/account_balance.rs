//! What was on an account, day by day.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{AccountId, UserId};
use crate::kernel::money::{Amount, Currency};

/// A row of `account_balances`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_balances")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// The UTC day.
    #[sea_orm(primary_key, auto_increment = false)]
    pub told_on: Date,
    /// What was in it, or owed on a credit or loan account.
    pub balance_current: Option<Amount>,
    /// What could be spent.
    pub balance_available: Option<Amount>,
    /// The credit or overdraft limit.
    pub balance_limit: Option<Amount>,
    /// The currency of all three.
    pub balance_currency: Option<Currency>,
    /// When the bank was last asked on that day.
    pub balance_as_of: DateTimeUtc,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}
