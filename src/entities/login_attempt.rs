//! How often a password was tried. A row guards a name, a user or a device, and belongs to nobody.

use sea_orm::entity::prelude::*;

/// A row of `login_attempts`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "login_attempts")]
pub struct Model {
    /// A hash of what is guarded.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_hash: Vec<u8>,
    /// Attempts since the last one that succeeded, or since a day without any.
    pub attempts: i64,
    /// The last one that was let through.
    pub granted_to: Uuid,
    /// When somebody last asked for one, in milliseconds since 1970.
    pub asked_at_ms: i64,
    /// When the next one may be made, likewise.
    pub free_at_ms: i64,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
