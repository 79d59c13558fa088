//! The SQL of links under way: tokens that open Link, and attempts to exchange what it returns.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _,
    IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::entities::link_attempt::{self, AttemptState};
use crate::entities::link_token;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{ItemId, UserId};
use crate::platform::db::Db;

/// Tokens of one item that Plaid is asked about. Nobody opens Link more often in half an hour.
const MENDING_MAX: u64 = 3;

/// Which token may be given again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    /// Whose.
    pub owner: UserId,
    /// What it must have been asked for.
    pub request_hash: &'a [u8],
    /// It must not run out before.
    pub good_until: DateTime<Utc>,
}

/// The newest token that is wanted and that Link has not ended with.
pub(super) async fn unused(
    db: &impl ConnectionTrait,
    wanted: Wanted<'_>,
) -> Result<Option<link_token::Model>, Fault> {
    use link_token::Column;

    link_token::owned_by(wanted.owner)
        .filter(Column::RequestHash.eq(wanted.request_hash))
        .filter(Column::ExpiresAt.gt(wanted.good_until))
        .filter(Column::UsedAt.is_null())
        .order_by_desc(Column::Id)
        .one(db)
        .await
        .or_fault("looking for a link token")
}

/// The newest tokens that were made to mend an item and that Plaid still knows.
pub(super) async fn of_item(
    db: &impl ConnectionTrait,
    owner: UserId,
    item: ItemId,
    now: DateTime<Utc>,
) -> Result<Vec<link_token::Model>, Fault> {
    use link_token::Column;

    link_token::owned_by(owner)
        .filter(Column::ItemId.eq(item))
        .filter(Column::ExpiresAt.gt(now))
        .order_by_desc(Column::Id)
        .limit(MENDING_MAX)
        .all(db)
        .await
        .or_fault("looking for the link tokens of an item")
}

/// Keeps a token.
pub(super) async fn insert_token(
    db: &impl ConnectionTrait,
    row: link_token::ActiveModel,
) -> Result<(), Fault> {
    row.insert(db).await.or_fault("keeping a link token")?;
    Ok(())
}

/// Takes every token for new banks out of use: Link has ended with one of them.
pub(super) async fn use_up_tokens(
    tx: &impl ConnectionTrait,
    owner: UserId,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    use link_token::Column;

    link_token::Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::UserId.eq(owner))
        .filter(Column::ItemId.is_null())
        .filter(Column::UsedAt.is_null())
        .exec(tx)
        .await
        .or_fault("taking link tokens out of use")?;
    Ok(())
}

/// The same for the tokens that mend an item: it is mended.
pub(super) async fn use_up_tokens_of_item(
    tx: &impl ConnectionTrait,
    owner: UserId,
    item: ItemId,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    use link_token::Column;

    link_token::Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::UserId.eq(owner))
        .filter(Column::ItemId.eq(item))
        .filter(Column::UsedAt.is_null())
        .exec(tx)
        .await
        .or_fault("taking the link tokens of an item out of use")?;
    Ok(())
}

/// The token of a hosted page that Plaid names, whoever its owner is, taken out of use. None: it isn't
/// ours, has no page, or its page has ended already.
pub(super) async fn use_up_hosted(
    tx: &impl ConnectionTrait,
    token_hash: Vec<u8>,
    now: DateTime<Utc>,
) -> Result<Option<link_token::Model>, Fault> {
    use link_token::Column;

    let found = link_token::of_everyone()
        .filter(Column::TokenHash.eq(token_hash))
        .filter(Column::Hosted.eq(true))
        .filter(Column::UsedAt.is_null())
        .one(tx)
        .await
        .or_fault("looking up the link token that Plaid names")?;
    let Some(token) = found else { return Ok(None) };
    link_token::Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::UserId.eq(token.user_id))
        .filter(Column::Id.eq(token.id))
        .exec(tx)
        .await
        .or_fault("taking a link token out of use")?;
    Ok(Some(token))
}

/// Forgets the tokens that have run out, and the attempts that ended before that moment. Lost ones
/// stay, for the operator.
pub(super) async fn forget_links(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    before: DateTime<Utc>,
) -> Result<u64, Fault> {
    let tokens = link_token::Entity::delete_many()
        .filter(link_token::Column::ExpiresAt.lt(now))
        .exec(db)
        .await
        .or_fault("forgetting old link tokens")?;
    let attempts = link_attempt::Entity::delete_many()
        .filter(link_attempt::Column::EndedAt.lt(before))
        .filter(link_attempt::Column::State.ne(AttemptState::Lost))
        .exec(db)
        .await
        .or_fault("forgetting old links")?;
    Ok(tokens.rows_affected + attempts.rows_affected)
}

/// An attempt to be written down.
pub(super) struct NewAttempt {
    /// Its id.
    pub id: Uuid,
    /// The sealed token.
    pub public_token: Vec<u8>,
    /// What else was given, JSON.
    pub input: String,
    /// When Plaid is asked; none: somebody is to take it up.
    pub asked_at: Option<DateTime<Utc>>,
}

/// Writes an attempt down.
pub(super) async fn insert_attempt(
    tx: &impl ConnectionTrait,
    owner: UserId,
    now: DateTime<Utc>,
    new: NewAttempt,
) -> Result<link_attempt::Model, Fault> {
    let row = link_attempt::Model {
        user_id: owner,
        id: new.id,
        public_token: Some(new.public_token),
        input: new.input,
        state: AttemptState::Pending,
        item_id: None,
        error_code: None,
        created_at: now,
        asked_at: new.asked_at,
        ended_at: None,
    };
    let written = row.into_active_model().reset_all().insert(tx).await;
    written.or_fault("writing an intent to link down")
}

/// Takes the oldest attempt that nobody works on. It is given as it was: `asked_at` says whether
/// Plaid was asked before.
pub(super) async fn take_attempt(
    db: &Db,
    now: DateTime<Utc>,
    free_since: DateTime<Utc>,
) -> Result<Option<link_attempt::Model>, Fault> {
    use link_attempt::Column;

    let is_free = Column::AskedAt.is_null().or(Column::AskedAt.lt(free_since));
    let tx = db.begin_system_write().await?;
    let found = link_attempt::of_everyone()
        .filter(Column::State.eq(AttemptState::Pending))
        .filter(is_free.clone())
        .order_by_asc(Column::CreatedAt)
        .one(&tx)
        .await
        .or_fault("looking for links that nobody works on")?;
    let Some(attempt) = found else { return Ok(None) };
    let taken = link_attempt::Entity::update_many()
        .col_expr(Column::AskedAt, Expr::value(now))
        .filter(Column::UserId.eq(attempt.user_id))
        .filter(Column::Id.eq(attempt.id))
        .filter(Column::State.eq(AttemptState::Pending))
        .filter(is_free)
        .exec(&tx)
        .await
        .or_fault("taking a link up")?;
    tx.commit().await.or_fault("committing that a link is taken up")?;
    Ok(Some(attempt).filter(|_| taken.rows_affected == 1))
}

/// How an attempt ended that gave no item.
pub(super) struct Ended {
    /// Refused or lost.
    pub state: AttemptState,
    /// Plaid's code, where there is one.
    pub code: Option<String>,
}

impl Ended {
    /// There is no item, or it was given back.
    pub(super) fn refused(code: Option<String>) -> Self {
        Self { state: AttemptState::Refused, code }
    }
}

/// Ends an attempt, and forgets its token.
pub(super) async fn end_attempt(
    db: &impl ConnectionTrait,
    attempt: &link_attempt::Model,
    ended: Ended,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    use link_attempt::Column;

    link_attempt::Entity::update_many()
        .col_expr(Column::State, Expr::value(ended.state))
        .col_expr(Column::ErrorCode, Expr::value(ended.code))
        .col_expr(Column::PublicToken, Expr::value(None::<Vec<u8>>))
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::UserId.eq(attempt.user_id))
        .filter(Column::Id.eq(attempt.id))
        .filter(Column::State.eq(AttemptState::Pending))
        .exec(db)
        .await
        .or_fault("ending a link")?;
    Ok(())
}

/// Ends an attempt with the item that came of it.
pub(super) async fn note_linked(
    tx: &impl ConnectionTrait,
    attempt: &link_attempt::Model,
    item: ItemId,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    use link_attempt::Column;

    link_attempt::Entity::update_many()
        .col_expr(Column::State, Expr::value(AttemptState::Linked))
        .col_expr(Column::ItemId, Expr::value(item))
        .col_expr(Column::PublicToken, Expr::value(None::<Vec<u8>>))
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::UserId.eq(attempt.user_id))
        .filter(Column::Id.eq(attempt.id))
        .exec(tx)
        .await
        .or_fault("ending a link with its item")?;
    Ok(())
}

/// How many links are lost, of every owner.
pub async fn count_lost(db: &impl ConnectionTrait) -> Result<u64, Fault> {
    link_attempt::of_everyone()
        .filter(link_attempt::Column::State.eq(AttemptState::Lost))
        .count(db)
        .await
        .or_fault("counting lost links")
}
