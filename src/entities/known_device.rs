//! Devices that a user has signed in from.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::UserId;

/// A row of `known_devices`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_devices")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// A hash of the address and of what the client calls itself.
    #[sea_orm(primary_key, auto_increment = false)]
    pub device_hash: Vec<u8>,
    /// When its owner last signed in from there.
    pub seen_at: DateTimeUtc,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}
