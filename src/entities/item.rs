//! Items: connections to a bank through Plaid.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{ItemId, UserId};

/// A row of `items`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "items")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ItemId,
    /// Plaid's id of it.
    pub plaid_item_id: String,
    /// The sealed access token; gone once Plaid has confirmed the removal.
    pub access_token: Option<Vec<u8>>,
    /// Plaid's id of the bank.
    pub institution_id: Option<String>,
    /// The name of the bank.
    pub institution_name: Option<String>,
    /// Whether it is ours to sync.
    pub state: ItemState,
    /// How it fares, for its owner.
    pub status: ItemStatus,
    /// The same in a plain sentence.
    pub status_reason: Option<String>,
    /// Plaid's ids of the accounts to keep, a JSON list; null: all.
    pub selected_accounts: Option<String>,
    /// The caller's key of the link.
    pub idempotency_key: Option<String>,
    /// What the key was first used for.
    pub idempotency_hash: Option<Vec<u8>>,
    /// The cursor of the last finished pagination.
    pub cursor: Option<String>,
    /// When the ledger last equalled what Plaid has.
    pub last_synced_at: Option<DateTimeUtc>,
    /// When it was linked.
    pub created_at: DateTimeUtc,
    /// When its owner removed it.
    pub removed_at: Option<DateTimeUtc>,
    /// When Plaid said that there are accounts which were never offered.
    pub new_accounts_at: Option<DateTimeUtc>,
    /// When the connection ends, as far as is known.
    pub ends_at: Option<DateTimeUtc>,
    /// When Plaid last read the bank without an error.
    pub bank_read_at: Option<DateTimeUtc>,
    /// When its owner last had the bank itself asked.
    pub refreshed_at: Option<DateTimeUtc>,
    /// Plaid's ids of the accounts that its owner left out, a JSON list, once they are known.
    pub excluded_accounts: Option<String>,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}

/// Items of every owner, for the scheduler.
#[expect(clippy::disallowed_methods, reason = "the one place that starts from the whole table")]
pub fn of_everyone() -> Select<Entity> {
    Entity::find()
}

/// Whether an item is ours to sync.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ItemState {
    /// Linked.
    #[sea_orm(string_value = "active")]
    Active,
    /// Removed by its owner; Plaid is still to be told.
    #[sea_orm(string_value = "removing")]
    Removing,
    /// Removed here and at Plaid. The row stays for the history of its jobs.
    #[sea_orm(string_value = "removed")]
    Removed,
}

/// How an item fares, in its owner's eyes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum ItemStatus {
    /// Linked, and nothing has arrived yet.
    #[sea_orm(string_value = "awaiting_first_data")]
    AwaitingFirstData,
    /// The ledger follows the bank.
    #[sea_orm(string_value = "healthy")]
    Healthy,
    /// No error, and silent for too long.
    #[sea_orm(string_value = "stale")]
    Stale,
    /// The bank wants its customer to log in again.
    #[sea_orm(string_value = "login_required")]
    LoginRequired,
    /// Consent ends within days.
    #[sea_orm(string_value = "expiring")]
    Expiring,
    /// Consent was withdrawn, or the item was removed.
    #[sea_orm(string_value = "revoked")]
    Revoked,
    /// Plaid reports an error that time may mend.
    #[sea_orm(string_value = "error")]
    Error,
}
