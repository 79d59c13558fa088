//! What is left of an account that was deleted: nothing of its owner's.

use sea_orm::entity::prelude::*;

/// A row of `deletion_receipts`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deletion_receipts")]
pub struct Model {
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the code that it is read with.
    pub code_hash: Vec<u8>,
    /// When the deletion was asked for. From then on nobody could sign in.
    pub requested_at: DateTimeUtc,
    /// When nothing was left, here and at Plaid.
    pub completed_at: Option<DateTimeUtc>,
    /// How many rows of each table there were, a JSON object.
    pub erased: String,
    /// How many banks had to be removed at Plaid.
    pub banks_removed: i64,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The receipts, which belong to nobody: whoever has a code may read the one of it.
#[expect(clippy::disallowed_methods, reason = "the one place that starts from the whole table")]
pub fn all() -> Select<Entity> {
    Entity::find()
}
