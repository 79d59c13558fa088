//! The SQL of sessions and of their used tokens.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};

use super::Session;
use super::model::Presented;
use crate::entities::session::{self, Column};
use crate::entities::used_token;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{SessionId, UserId};
use crate::kernel::origin::Origin;

/// When a session is alive: it has not reached its end, and was used since that moment.
#[derive(Clone, Copy)]
pub(super) struct Living {
    /// Now.
    pub(super) now: DateTime<Utc>,
    /// When it must have been used.
    pub(super) used_since: DateTime<Utc>,
}

impl Living {
    fn condition(self) -> Condition {
        Condition::all()
            .add(Column::ExpiresAt.gt(self.now))
            .add(Column::LastUsedAt.gt(self.used_since))
    }
}

/// Writes a new session.
pub(super) async fn insert(db: &impl ConnectionTrait, new: Session) -> Result<(), Fault> {
    let row = session::ActiveModel {
        user_id: Set(new.user_id),
        id: Set(new.id),
        token_hash: Set(new.token_hash),
        created_at: Set(new.created_at),
        expires_at: Set(new.expires_at),
        last_used_at: Set(new.last_used_at),
        confirmed_at: Set(new.confirmed_at),
        delivery: Set(new.delivery),
        address: Set(new.address),
        agent: Set(new.agent),
    };
    row.insert(db).await.or_fault("writing a session")?;
    Ok(())
}

/// The living session of a token.
pub(super) async fn by_token(
    db: &impl ConnectionTrait,
    token: Presented,
    living: Living,
) -> Result<Option<Session>, Fault> {
    session::all()
        .filter(Column::TokenHash.eq(token.0.to_vec()))
        .filter(living.condition())
        .one(db)
        .await
        .or_fault("looking a session up")
}

/// The session that this token belonged to, and when it was exchanged.
pub(super) async fn by_used_token(
    db: &impl ConnectionTrait,
    token: Presented,
) -> Result<Option<(Session, DateTime<Utc>)>, Fault> {
    const DOING: &str = "looking a used token up";
    let used = used_token::all().filter(used_token::Column::TokenHash.eq(token.0.to_vec()));
    let Some(used) = used.one(db).await.or_fault(DOING)? else {
        return Ok(None);
    };
    let session = session::owned_by(used.user_id).filter(Column::Id.eq(used.session_id));
    let session = session.one(db).await.or_fault(DOING)?;
    Ok(session.map(|session| (session, used.used_at)))
}

/// A living session of the owner.
pub(super) async fn by_id(
    db: &impl ConnectionTrait,
    owner: UserId,
    id: SessionId,
    living: Living,
) -> Result<Option<Session>, Fault> {
    session::owned_by(owner)
        .filter(Column::Id.eq(id))
        .filter(living.condition())
        .one(db)
        .await
        .or_fault("loading a session")
}

/// The living sessions of the owner, the one first that was used last.
pub(super) async fn list(
    db: &impl ConnectionTrait,
    owner: UserId,
    living: Living,
) -> Result<Vec<Session>, Fault> {
    session::owned_by(owner)
        .filter(living.condition())
        .order_by_desc(Column::LastUsedAt)
        .order_by_desc(Column::Id)
        .all(db)
        .await
        .or_fault("listing sessions")
}

/// Writes down that a session is used, unless that was done since the moment.
pub(super) async fn touch(
    db: &impl ConnectionTrait,
    session: &Session,
    origin: &Origin,
    Touch { now, unless_since }: Touch,
) -> Result<(), Fault> {
    let row = session::ActiveModel {
        last_used_at: Set(now),
        address: Set(origin.address.map(|address| address.to_string())),
        agent: Set(origin.agent.clone()),
        ..Default::default()
    };
    session::Entity::update_many()
        .set(row)
        .filter(Column::UserId.eq(session.user_id))
        .filter(Column::Id.eq(session.id))
        .filter(Column::LastUsedAt.lt(unless_since))
        .exec(db)
        .await
        .or_fault("writing a session's use down")?;
    Ok(())
}

/// The moments of a session's use.
#[derive(Clone, Copy)]
pub(super) struct Touch {
    /// When it is used.
    pub(super) now: DateTime<Utc>,
    /// A use since then is enough.
    pub(super) unless_since: DateTime<Utc>,
}

/// A session's token exchanged for another.
pub(super) struct Exchange {
    pub(super) owner: UserId,
    pub(super) session: SessionId,
    pub(super) old: Presented,
    pub(super) new: Presented,
    pub(super) now: DateTime<Utc>,
}

/// Exchanges a session's token, and counts its password as given now. False: the old token wasn't the
/// session's any more.
pub(super) async fn exchange(db: &impl ConnectionTrait, with: Exchange) -> Result<bool, Fault> {
    const DOING: &str = "exchanging a session's token";
    let row = session::ActiveModel {
        token_hash: Set(with.new.0.to_vec()),
        confirmed_at: Set(with.now),
        last_used_at: Set(with.now),
        ..Default::default()
    };
    let changed = session::Entity::update_many()
        .set(row)
        .filter(Column::UserId.eq(with.owner))
        .filter(Column::Id.eq(with.session))
        .filter(Column::TokenHash.eq(with.old.0.to_vec()))
        .exec(db)
        .await
        .or_fault(DOING)?;
    if changed.rows_affected != 1 {
        return Ok(false);
    }
    let used = used_token::ActiveModel {
        user_id: Set(with.owner),
        token_hash: Set(with.old.0.to_vec()),
        session_id: Set(with.session),
        used_at: Set(with.now),
    };
    used_token::Entity::insert(used).exec_without_returning(db).await.or_fault(DOING)?;
    Ok(true)
}

/// Ends one session. False: it had ended already.
pub(super) async fn delete(
    db: &impl ConnectionTrait,
    owner: UserId,
    id: SessionId,
) -> Result<bool, Fault> {
    let deleted = session::Entity::delete_many()
        .filter(Column::UserId.eq(owner))
        .filter(Column::Id.eq(id))
        .exec(db)
        .await
        .or_fault("ending a session")?;
    Ok(deleted.rows_affected == 1)
}

/// Ends every session of a user but this one.
pub(super) async fn delete_others(
    db: &impl ConnectionTrait,
    owner: UserId,
    id: SessionId,
) -> Result<u64, Fault> {
    let deleted = session::Entity::delete_many()
        .filter(Column::UserId.eq(owner))
        .filter(Column::Id.ne(id))
        .exec(db)
        .await
        .or_fault("ending the other sessions")?;
    Ok(deleted.rows_affected)
}

/// Ends every session of a user.
pub(super) async fn delete_all(db: &impl ConnectionTrait, owner: UserId) -> Result<u64, Fault> {
    let deleted = session::Entity::delete_many()
        .filter(Column::UserId.eq(owner))
        .exec(db)
        .await
        .or_fault("ending every session")?;
    Ok(deleted.rows_affected)
}

/// Ends the sessions of a user beyond so many, those first that were unused for longest.
pub(super) async fn delete_beyond(
    db: &impl ConnectionTrait,
    owner: UserId,
    most: u64,
) -> Result<u64, Fault> {
    let surplus = session::owned_by(owner)
        .order_by_desc(Column::LastUsedAt)
        .order_by_desc(Column::Id)
        .offset(most)
        .limit(u64::from(u16::MAX))
        .all(db)
        .await
        .or_fault("counting sessions")?;
    if surplus.is_empty() {
        return Ok(0);
    }
    let deleted = session::Entity::delete_many()
        .filter(Column::UserId.eq(owner))
        .filter(Column::Id.is_in(surplus.iter().map(|session| session.id)))
        .exec(db)
        .await
        .or_fault("ending old sessions")?;
    Ok(deleted.rows_affected)
}

/// Deletes sessions that have ended by themselves.
pub(super) async fn delete_dead(db: &impl ConnectionTrait, living: Living) -> Result<u64, Fault> {
    let dead = Condition::any()
        .add(Column::ExpiresAt.lte(living.now))
        .add(Column::LastUsedAt.lte(living.used_since));
    let deleted = session::Entity::delete_many().filter(dead).exec(db).await;
    Ok(deleted.or_fault("forgetting dead sessions")?.rows_affected)
}
