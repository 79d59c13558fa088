//! The ledger.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{AccountId, TransactionId, UserId};
use crate::kernel::money::{Amount, Currency};

/// A row of `transactions`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "transactions")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: TransactionId,
    /// The account.
    pub account_id: AccountId,
    /// Plaid's id of it.
    pub plaid_transaction_id: String,
    /// Plaid's id of the pending row that this one replaced.
    pub plaid_pending_transaction_id: Option<String>,
    /// The bank day: when it posted, or happened while it is pending.
    pub posted_on: Date,
    /// The day it was authorised.
    pub authorized_on: Option<Date>,
    /// The moment of posting, where the bank tells.
    pub posted_at: Option<DateTimeUtc>,
    /// The moment of authorisation, where the bank tells.
    pub authorized_at: Option<DateTimeUtc>,
    /// Signed from the holder's side.
    pub amount: Amount,
    /// The currency of the amount.
    pub currency: Currency,
    /// The bank's text.
    pub name: String,
    /// The merchant, tidied by Plaid.
    pub merchant_name: Option<String>,
    /// Plaid's id of the merchant.
    pub merchant_entity_id: Option<String>,
    /// The raw text, where it was asked for.
    pub original_description: Option<String>,
    /// The merchant's website.
    pub website: Option<String>,
    /// The merchant's logo.
    pub logo_url: Option<String>,
    /// The number of a check.
    pub check_number: Option<String>,
    /// The bank's code, in Europe.
    pub transaction_code: Option<String>,
    /// Whose card it was, on shared accounts.
    pub account_owner: Option<String>,
    /// Whether it has yet to post.
    pub pending: bool,
    /// online, in store or other.
    pub payment_channel: String,
    /// Plaid's primary personal finance category.
    pub category_primary: Option<String>,
    /// The detailed one.
    pub category_detailed: Option<String>,
    /// How sure Plaid is.
    pub category_confidence: Option<String>,
    /// Plaid's location object, JSON.
    pub location: Option<String>,
    /// Plaid's payment_meta object, JSON.
    pub payment_meta: Option<String>,
    /// Plaid's list of counterparties, JSON.
    pub counterparties: Option<String>,
    /// When the row first came.
    pub created_at: DateTimeUtc,
    /// When the row last changed.
    pub updated_at: DateTimeUtc,
    /// When the bank took it back: a tombstone.
    pub removed_at: Option<DateTimeUtc>,
    /// What its owner calls it.
    pub user_name: Option<String>,
    /// What its owner noted on it.
    pub user_note: Option<String>,
    /// The detailed category that its owner gave it.
    pub user_category: Option<String>,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}
