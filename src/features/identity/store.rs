//! The SQL of users.

use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction,
    DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QuerySelect as _, Set, SqlErr,
};

use super::User;
use super::model::IdentityError;
use crate::entities::user;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::UserId;

/// Writes a new user, or says which of the unique names is taken.
pub(super) async fn insert_user(
    db: &impl ConnectionTrait,
    new: User,
) -> Result<User, IdentityError> {
    let row = user::ActiveModel {
        id: Set(new.id),
        username: Set(new.username),
        username_key: Set(new.username_key),
        email: Set(new.email),
        email_key: Set(new.email_key),
        password_hash: Set(new.password_hash),
        created_at: Set(new.created_at),
    };
    row.insert(db).await.map_err(|error| taken(&error).unwrap_or_else(|| fault(error)))
}

/// PostgreSQL names the constraint, SQLite the column; both names hold the same word.
fn taken(error: &DbErr) -> Option<IdentityError> {
    match error.sql_err()? {
        SqlErr::UniqueConstraintViolation(what) if what.contains("username_key") => {
            Some(IdentityError::UsernameTaken)
        }
        SqlErr::UniqueConstraintViolation(what) if what.contains("email_key") => {
            Some(IdentityError::EmailTaken)
        }
        _ => None,
    }
}

fn fault(error: DbErr) -> IdentityError {
    Fault::caused("writing a user", error).into()
}

/// The user whose username or e-mail address has this key.
pub(super) async fn user_by_name(
    db: &impl ConnectionTrait,
    key: &str,
) -> Result<Option<User>, Fault> {
    let named =
        Condition::any().add(user::Column::UsernameKey.eq(key)).add(user::Column::EmailKey.eq(key));
    user::all().filter(named).one(db).await.or_fault("looking a user up by name")
}

/// The user of this id.
pub(super) async fn user_by_id(
    db: &impl ConnectionTrait,
    id: UserId,
) -> Result<Option<User>, Fault> {
    user::all().filter(user::Column::Id.eq(id)).one(db).await.or_fault("loading a user")
}

/// Whether there is any user.
pub(super) async fn is_anyone_here(db: &impl ConnectionTrait) -> Result<bool, Fault> {
    Ok(user::all().count(db).await.or_fault("counting the users")? > 0)
}

/// The user of this id, whose row is locked until the transaction ends. SQLite has one writer at a
/// time anyway.
pub(super) async fn lock_user(tx: &DatabaseTransaction, id: UserId) -> Result<Option<User>, Fault> {
    let locked = user::all().filter(user::Column::Id.eq(id)).lock_exclusive().one(tx).await;
    locked.or_fault("locking a user")
}

/// Writes a password down where it still is the one that is known.
pub(super) async fn set_password(
    db: &impl ConnectionTrait,
    id: UserId,
    with: NewPassword,
) -> Result<bool, Fault> {
    let row = user::ActiveModel { password_hash: Set(with.new_hash), ..Default::default() };
    let changed = user::Entity::update_many()
        .set(row)
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::PasswordHash.eq(with.old_hash))
        .exec(db)
        .await
        .or_fault("writing a password")?;
    Ok(changed.rows_affected == 1)
}

/// The hash of a new password, and of the one in whose place it comes.
pub(super) struct NewPassword {
    pub(super) old_hash: String,
    pub(super) new_hash: String,
}
