//! Tokens that open Plaid Link.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{ItemId, UserId};

/// A row of `link_tokens`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "link_tokens")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The item to be mended, in update mode.
    pub item_id: Option<ItemId>,
    /// The hash of what it was asked for.
    pub request_hash: Vec<u8>,
    /// The hash of the token.
    pub token_hash: Vec<u8>,
    /// The token with the address of its hosted page, sealed.
    pub sealed: Vec<u8>,
    /// Plaid's id of the call that made it.
    pub plaid_request_id: String,
    /// Whether it has a page hosted by Plaid.
    pub hosted: bool,
    /// When it was made.
    pub created_at: DateTimeUtc,
    /// When it runs out.
    pub expires_at: DateTimeUtc,
    /// When Link has ended with it, or may have.
    pub used_at: Option<DateTimeUtc>,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}

/// Tokens of every owner, for what Plaid says of one.
#[expect(clippy::disallowed_methods, reason = "the one place that starts from the whole table")]
pub fn of_everyone() -> Select<Entity> {
    Entity::find()
}
