//! Codes with which a password is set that was forgotten.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::UserId;

/// A row of `reset_codes`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reset_codes")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// SHA-256 of the code.
    pub code_hash: Vec<u8>,
    /// When the operator made it.
    pub created_at: DateTimeUtc,
    /// When it is worth nothing any more.
    pub expires_at: DateTimeUtc,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}
