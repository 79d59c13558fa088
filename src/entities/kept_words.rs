//! The owner's words on transactions of a bank that was removed.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::UserId;

/// A row of `kept_words`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kept_words")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The id, which sorts as the transactions did.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Random, the same for all words of one removal.
    pub salt: Vec<u8>,
    /// The salted SHA-256 of what tells the transaction from others.
    pub fingerprint: Vec<u8>,
    /// What its owner called it.
    pub user_name: Option<String>,
    /// What its owner noted on it.
    pub user_note: Option<String>,
    /// The detailed category that its owner gave it.
    pub user_category: Option<String>,
    /// When the bank was removed.
    pub kept_at: DateTimeUtc,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}
