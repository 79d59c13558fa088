//! Users.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::UserId;

/// A row of `users`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// The id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: UserId,
    /// The name as it was typed at signup.
    pub username: String,
    /// The name in lower case, which is unique.
    pub username_key: String,
    /// The e-mail address as it was typed.
    pub email: String,
    /// The address in lower case, which is unique.
    pub email_key: String,
    /// The PHC string of argon2id.
    pub password_hash: String,
    /// When the user signed up.
    pub created_at: DateTimeUtc,
    /// The receipt of the deletion that is under way; nobody signs in then.
    pub deletion_id: Option<Uuid>,
}

/// Joins are written where they are needed.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The rows that a user is identified by: the one table that is searched before there is an owner.
#[expect(clippy::disallowed_methods, reason = "the one place that starts from the whole table")]
pub fn all() -> Select<Entity> {
    Entity::find()
}
