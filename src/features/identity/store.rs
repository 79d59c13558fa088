//! The SQL of users and sessions.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _,
    PaginatorTrait as _, QueryFilter as _, Set, SqlErr,
};

use super::User;
use super::model::IdentityError;
use crate::entities::{session, user};
use crate::kernel::actor::{Actor, Credential};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{SessionId, UserId};

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

/// Writes a new session.
pub(super) async fn insert_session(
    db: &impl ConnectionTrait,
    new: session::Model,
) -> Result<(), Fault> {
    let row = session::ActiveModel {
        user_id: Set(new.user_id),
        id: Set(new.id),
        token_hash: Set(new.token_hash),
        created_at: Set(new.created_at),
        expires_at: Set(new.expires_at),
    };
    row.insert(db).await.or_fault("writing a session")?;
    Ok(())
}

/// Who is signed in with the token of this hash, at this moment.
pub(super) async fn actor_of(
    db: &impl ConnectionTrait,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Actor>, Fault> {
    let found = session::all()
        .filter(session::Column::TokenHash.eq(token_hash))
        .filter(session::Column::ExpiresAt.gt(now))
        .one(db)
        .await
        .or_fault("looking a session up")?;
    Ok(found.map(|session| Actor {
        user: session.user_id,
        credential: Credential::Session(session.id),
    }))
}

/// Whether the session is still there and has not run out.
pub(super) async fn is_session_alive(
    db: &impl ConnectionTrait,
    owner: UserId,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    let found = session::owned_by(owner)
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::ExpiresAt.gt(now))
        .one(db)
        .await
        .or_fault("looking at a session")?;
    Ok(found.is_some())
}

/// Ends one session. False: it had ended already.
pub(super) async fn delete_session(
    db: &impl ConnectionTrait,
    owner: UserId,
    id: SessionId,
) -> Result<bool, Fault> {
    let deleted = session::Entity::delete_many()
        .filter(session::Column::UserId.eq(owner))
        .filter(session::Column::Id.eq(id))
        .exec(db)
        .await
        .or_fault("ending a session")?;
    Ok(deleted.rows_affected == 1)
}

/// Ends every session of a user.
pub(super) async fn delete_sessions(db: &impl ConnectionTrait, owner: UserId) -> Result<(), Fault> {
    session::Entity::delete_many()
        .filter(session::Column::UserId.eq(owner))
        .exec(db)
        .await
        .or_fault("ending every session")?;
    Ok(())
}
