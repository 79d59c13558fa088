//! Tokens that a session had before the one that it has: hashes, as of the living ones.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{SessionId, UserId};

/// A row of `used_tokens`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "used_tokens")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// The session that it belonged to.
    pub session_id: SessionId,
    /// When another one took its place.
    pub used_at: DateTimeUtc,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Every used token, to find the owner of one.
#[expect(clippy::disallowed_methods, reason = "the one place that starts from the whole table")]
pub fn all() -> Select<Entity> {
    Entity::find()
}
