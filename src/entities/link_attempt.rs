//! Exchanges of public tokens, from the intent to the end.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{ItemId, UserId};

/// A row of `link_attempts`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "link_attempts")]
pub struct Model {
    /// The owner.
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: UserId,
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The sealed public token; gone once the attempt has ended.
    pub public_token: Option<Vec<u8>>,
    /// What else was given, JSON.
    pub input: String,
    /// How far it is.
    pub state: AttemptState,
    /// What came of it.
    pub item_id: Option<ItemId>,
    /// Why nothing came of it.
    pub error_code: Option<String>,
    /// When it was written down.
    pub created_at: DateTimeUtc,
    /// When Plaid was last asked.
    pub asked_at: Option<DateTimeUtc>,
    /// When it ended.
    pub ended_at: Option<DateTimeUtc>,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows of this owner, where every query of the table begins.
pub fn owned_by(owner: UserId) -> Select<Entity> {
    super::rows_of(Column::UserId, owner)
}

/// Attempts of every owner, for the reconciliation.
#[expect(clippy::disallowed_methods, reason = "the one place that starts from the whole table")]
pub fn of_everyone() -> Select<Entity> {
    Entity::find()
}

/// How far an attempt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum AttemptState {
    /// Plaid is being asked, or is to be asked again.
    #[sea_orm(string_value = "pending")]
    Pending,
    /// The item is stored.
    #[sea_orm(string_value = "linked")]
    Linked,
    /// Plaid took the token not, or the item was not wanted and given back.
    #[sea_orm(string_value = "refused")]
    Refused,
    /// The token was used and its answer is lost: at Plaid there may be an item that nobody holds.
    #[sea_orm(string_value = "lost")]
    Lost,
}
