//! The SQL of users.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DatabaseTransaction,
    DbErr, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, QuerySelect as _, Set, SqlErr,
};
use uuid::Uuid;

use super::User;
use super::model::{IdentityError, key};
use crate::entities::{reset_code, user};
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
        deletion_id: Set(new.deletion_id),
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

/// The user whose username or e-mail address has this key. One whose account is closed is unknown.
pub(super) async fn user_by_name(
    db: &impl ConnectionTrait,
    key: &str,
) -> Result<Option<User>, Fault> {
    let named =
        Condition::any().add(user::Column::UsernameKey.eq(key)).add(user::Column::EmailKey.eq(key));
    let open = user::all().filter(named).filter(user::Column::DeletionId.is_null());
    open.one(db).await.or_fault("looking a user up by name")
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

/// Writes another e-mail address down, or says that it is taken.
pub(super) async fn set_email(
    db: &impl ConnectionTrait,
    id: UserId,
    email: String,
) -> Result<(), IdentityError> {
    let row =
        user::ActiveModel { email_key: Set(key(&email)), email: Set(email), ..Default::default() };
    let changed =
        user::Entity::update_many().set(row).filter(user::Column::Id.eq(id)).exec(db).await;
    changed.map_err(|error| taken(&error).unwrap_or_else(|| fault(error)))?;
    Ok(())
}

/// Since when a code is there, and until when.
pub(super) struct Life {
    pub(super) created_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

/// Writes a code in the place of the one before it.
pub(super) async fn put_reset_code(
    tx: &DatabaseTransaction,
    owner: UserId,
    code_hash: Vec<u8>,
    life: Life,
) -> Result<(), Fault> {
    delete_reset_code(tx, owner).await?;
    let row = reset_code::ActiveModel {
        user_id: Set(owner),
        code_hash: Set(code_hash),
        created_at: Set(life.created_at),
        expires_at: Set(life.expires_at),
    };
    row.insert(tx).await.or_fault("writing a reset code")?;
    Ok(())
}

/// Whether this is the user's code, and still worth something.
pub(super) async fn is_reset_code(
    db: &impl ConnectionTrait,
    owner: UserId,
    code_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    let found = reset_code::owned_by(owner)
        .filter(reset_code::Column::CodeHash.eq(code_hash))
        .filter(reset_code::Column::ExpiresAt.gt(now))
        .one(db)
        .await
        .or_fault("looking a reset code up")?;
    Ok(found.is_some())
}

/// Uses a code up. False: it was used up already.
pub(super) async fn use_reset_code(
    tx: &DatabaseTransaction,
    owner: UserId,
    code_hash: Vec<u8>,
) -> Result<bool, Fault> {
    let deleted = reset_code::Entity::delete_many()
        .filter(reset_code::Column::UserId.eq(owner))
        .filter(reset_code::Column::CodeHash.eq(code_hash))
        .exec(tx)
        .await
        .or_fault("using a reset code up")?;
    Ok(deleted.rows_affected == 1)
}

/// Forgets the user's code.
pub(super) async fn delete_reset_code(
    tx: &DatabaseTransaction,
    owner: UserId,
) -> Result<(), Fault> {
    reset_code::Entity::delete_many()
        .filter(reset_code::Column::UserId.eq(owner))
        .exec(tx)
        .await
        .or_fault("forgetting a reset code")?;
    Ok(())
}

/// Forgets codes that are worth nothing any more.
pub(super) async fn forget_reset_codes(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
) -> Result<u64, Fault> {
    let dead = reset_code::Entity::delete_many().filter(reset_code::Column::ExpiresAt.lte(now));
    Ok(dead.exec(db).await.or_fault("forgetting reset codes")?.rows_affected)
}

/// Closes the user's account for a deletion. False: it is closed already, or there is none.
pub(super) async fn set_deletion(
    tx: &DatabaseTransaction,
    id: UserId,
    deletion: Uuid,
) -> Result<bool, Fault> {
    let row = user::ActiveModel { deletion_id: Set(Some(deletion)), ..Default::default() };
    let changed = user::Entity::update_many()
        .set(row)
        .filter(user::Column::Id.eq(id))
        .filter(user::Column::DeletionId.is_null())
        .exec(tx)
        .await
        .or_fault("closing an account")?;
    Ok(changed.rows_affected == 1)
}

/// The users whose accounts are closed.
pub(super) async fn closed(db: &impl ConnectionTrait) -> Result<Vec<User>, Fault> {
    let closed = user::all().filter(user::Column::DeletionId.is_not_null()).all(db).await;
    closed.or_fault("listing closed accounts")
}

/// Deletes the user, and with them what names them.
pub(super) async fn delete_user(tx: &DatabaseTransaction, id: UserId) -> Result<(), Fault> {
    let deleted = user::Entity::delete_many().filter(user::Column::Id.eq(id)).exec(tx).await;
    let deleted = deleted.or_fault("erasing a user")?;
    if deleted.rows_affected == 1 { Ok(()) } else { Err(Fault::new("erasing nobody")) }
}
