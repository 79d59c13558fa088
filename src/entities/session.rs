//! Signed-in sessions. The token itself is nowhere, only its hash.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{SessionId, UserId};

/// A row of `sessions`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: SessionId,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// When the user signed in.
    pub created_at: DateTimeUtc,
    /// When the token dies by itself, however much it is used.
    pub expires_at: DateTimeUtc,
    /// When it was last used, to the minute.
    pub last_used_at: DateTimeUtc,
    /// When its owner last gave their password.
    pub confirmed_at: DateTimeUtc,
    /// How its tokens reach their owner.
    pub delivery: Delivery,
    /// The address that it was last used from.
    pub address: Option<String>,
    /// What the client called itself then.
    pub agent: Option<String>,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}

/// Every session, to find the owner of a token.
#[expect(clippy::disallowed_methods, reason = "the one place that starts from the whole table")]
pub fn all() -> Select<Entity> {
    Entity::find()
}

/// How a session's tokens reach their owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Delivery {
    /// In the payload, to a program.
    #[sea_orm(string_value = "token")]
    Token,
    /// In a cookie that no script of the page can read, to our own pages.
    #[sea_orm(string_value = "cookie")]
    Cookie,
}
