//! Bank accounts.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{AccountId, ItemId, UserId};
use crate::kernel::money::{Amount, Currency};

/// A row of `accounts`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: AccountId,
    /// The item that it came with.
    pub item_id: ItemId,
    /// Plaid's id of it.
    pub plaid_account_id: String,
    /// What the bank or its customer calls it.
    pub name: String,
    /// What the bank calls the kind of account.
    pub official_name: Option<String>,
    /// The last 2 to 4 characters of its number.
    pub mask: Option<String>,
    /// Plaid's type: depository, credit, loan, investment, …
    #[sea_orm(column_name = "type")]
    pub kind: String,
    /// Plaid's subtype: checking, credit card, …
    pub subtype: Option<String>,
    /// What is in it, or owed on a credit or loan account.
    pub balance_current: Option<Amount>,
    /// What can be spent.
    pub balance_available: Option<Amount>,
    /// The credit or overdraft limit.
    pub balance_limit: Option<Amount>,
    /// The currency of all three.
    pub balance_currency: Option<Currency>,
    /// When the balances were read.
    pub balance_as_of: DateTimeUtc,
    /// When it first came.
    pub created_at: DateTimeUtc,
    /// When it was first missing from what the bank tells.
    pub closed_at: Option<DateTimeUtc>,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}
