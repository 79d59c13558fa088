//! Keys that owners gave to programs. The token itself is nowhere, only its hash.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{ApiKeyId, UserId};

/// A row of `api_keys`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_keys")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: ApiKeyId,
    /// What its owner calls it.
    pub name: String,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// The first characters of the token, behind what every key begins with.
    pub hint: String,
    /// What it may do: words with spaces between them.
    pub scopes: String,
    /// Whether it sees every account, or those of `api_key_accounts` alone.
    pub all_accounts: bool,
    /// The first day that it sees.
    pub date_from: Option<Date>,
    /// The last day that it sees.
    pub date_to: Option<Date>,
    /// How often it may ask.
    pub requests_per_minute: i32,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it dies by itself.
    pub expires_at: DateTimeUtc,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTimeUtc>,
    /// When its owner ended it.
    pub revoked_at: Option<DateTimeUtc>,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}

/// Every key, to find the owner of a token.
#[expect(clippy::disallowed_methods, reason = "the one place that starts from the whole table")]
pub fn all() -> Select<Entity> {
    Entity::find()
}
