//! The SQL of keys.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, Query, SimpleExpr};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, Set,
};

use super::ApiKey;
use crate::entities::api_key::{self, Column, Entity};
use crate::entities::{api_key_account, user};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{AccountId, ApiKeyId, UserId};

/// Writes a new key, and the accounts that it is held to.
pub(super) async fn insert(
    tx: &impl ConnectionTrait,
    key: ApiKey,
    accounts: &[AccountId],
) -> Result<ApiKey, Fault> {
    let key = key.into_active_model().reset_all().insert(tx).await.or_fault("writing a key")?;
    let rows = accounts.iter().map(|account| api_key_account::ActiveModel {
        user_id: Set(key.user_id),
        key_id: Set(key.id),
        account_id: Set(*account),
    });
    if !accounts.is_empty() {
        api_key_account::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await
            .or_fault("writing the accounts of a key")?;
    }
    Ok(key)
}

/// How many keys of this owner live.
pub(super) async fn count_living(
    db: &impl ConnectionTrait,
    owner: UserId,
    now: DateTime<Utc>,
) -> Result<u64, Fault> {
    let living = api_key::owned_by(owner).filter(lives(now));
    living.count(db).await.or_fault("counting keys")
}

/// The owner's keys, the newest first.
pub(super) async fn list(db: &impl ConnectionTrait, owner: UserId) -> Result<Vec<ApiKey>, Fault> {
    api_key::owned_by(owner).order_by_desc(Column::Id).all(db).await.or_fault("listing keys")
}

/// The owner's key of this id.
pub(super) async fn by_id(
    db: &impl ConnectionTrait,
    owner: UserId,
    id: ApiKeyId,
) -> Result<Option<ApiKey>, Fault> {
    api_key::owned_by(owner).filter(Column::Id.eq(id)).one(db).await.or_fault("loading a key")
}

/// The living key whose token has this hash, whoever its owner is.
pub(super) async fn by_token(
    db: &impl ConnectionTrait,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<ApiKey>, Fault> {
    api_key::all()
        .filter(Column::TokenHash.eq(token_hash))
        .filter(lives(now))
        .filter(has_owner())
        .one(db)
        .await
        .or_fault("looking a key up")
}

/// Whether the owner's key of this id lives.
pub(super) async fn is_alive(
    db: &impl ConnectionTrait,
    owner: UserId,
    id: ApiKeyId,
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    let living = api_key::owned_by(owner).filter(Column::Id.eq(id)).filter(lives(now));
    let found = living.filter(has_owner()).one(db).await.or_fault("looking at a key")?;
    Ok(found.is_some())
}

/// Ends a key that has not been ended. False: there is none.
pub(super) async fn revoke(
    tx: &impl ConnectionTrait,
    owner: UserId,
    id: ApiKeyId,
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    let revoked = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now))
        .filter(Column::UserId.eq(owner))
        .filter(Column::Id.eq(id))
        .filter(Column::RevokedAt.is_null())
        .exec(tx)
        .await
        .or_fault("ending a key")?;
    Ok(revoked.rows_affected == 1)
}

/// Writes down that a key was used, unless that was done after `before`.
pub(super) async fn note_use(
    db: &impl ConnectionTrait,
    (owner, id): (UserId, ApiKeyId),
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let stale =
        Condition::any().add(Column::LastUsedAt.is_null()).add(Column::LastUsedAt.lte(before));
    Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::value(now))
        .filter(Column::UserId.eq(owner))
        .filter(Column::Id.eq(id))
        .filter(stale)
        .exec(db)
        .await
        .or_fault("noting the use of a key")?;
    Ok(())
}

fn lives(now: DateTime<Utc>) -> Condition {
    Condition::all().add(Column::RevokedAt.is_null()).add(Column::ExpiresAt.gt(now))
}

/// Whoever is being deleted has no keys any more.
fn has_owner() -> SimpleExpr {
    let owner = Query::select()
        .expr(Expr::val(1))
        .from(user::Entity)
        .and_where(Expr::col((user::Entity, user::Column::Id)).equals((Entity, Column::UserId)))
        .and_where(Expr::col((user::Entity, user::Column::DeletionId)).is_null())
        .to_owned();
    Expr::exists(owner)
}
