//! What a key has read, day by day.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{ApiKeyId, UserId};

/// A row of `api_key_reads`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_key_reads")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_id: ApiKeyId,
    /// The day, in UTC.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: Date,
    /// The field group.
    #[sea_orm(primary_key, auto_increment = false)]
    pub scope: String,
    /// When it was first asked for on that day.
    pub first_at: DateTimeUtc,
    /// When it was last asked for on that day.
    pub last_at: DateTimeUtc,
    /// How many requests asked for it.
    pub requests: i64,
    /// How many rows they were told.
    pub row_count: i64,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}
