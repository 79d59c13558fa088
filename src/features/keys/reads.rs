//! The ledger of what each key has read: a row for a day and a scope, however often it asks.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set,
};

use super::{ApiKey, KeyRead};
use crate::entities::api_key_read::{self, ActiveModel, Column, Entity};
use crate::kernel::actor::Grant;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::scope::Scope;
use crate::platform::Platform;

/// How long it is kept.
const KEPT: TimeDelta = TimeDelta::days(90);

/// The place of a row in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadCursor {
    /// The day.
    pub day: NaiveDate,
    /// The tie-break.
    pub scope: Scope,
}

/// Counts one request of a key: the scopes that it asked for, each with the rows that it was told.
pub async fn note_reads(
    platform: &Platform,
    grant: Grant,
    rows: BTreeMap<Scope, u64>,
) -> Result<(), Fault> {
    if rows.is_empty() {
        return Ok(());
    }
    let now: DateTime<Utc> = platform.clock.now();
    let row = |(scope, rows): (Scope, u64)| ActiveModel {
        user_id: Set(grant.sight.owner),
        key_id: Set(grant.key),
        day: Set(now.date_naive()),
        scope: Set(scope.as_str().to_owned()),
        first_at: Set(now),
        last_at: Set(now),
        requests: Set(1),
        row_count: Set(i64::try_from(rows).unwrap_or(i64::MAX)),
    };
    let added = |column: &str| Expr::cust(format!("api_key_reads.{column} + excluded.{column}"));
    // Answers are counted apart from their being sent, so that a later one may be written earlier.
    let further = |column: &str, than: &str| {
        let (ours, new) = (format!("api_key_reads.{column}"), format!("excluded.{column}"));
        Expr::cust(format!("case when {new} {than} {ours} then {new} else {ours} end"))
    };
    Entity::insert_many(rows.into_iter().map(row))
        .on_conflict(
            OnConflict::columns([Column::UserId, Column::KeyId, Column::Day, Column::Scope])
                .value(Column::FirstAt, further("first_at", "<"))
                .value(Column::LastAt, further("last_at", ">"))
                .value(Column::Requests, added("requests"))
                .value(Column::RowCount, added("row_count"))
                .to_owned(),
        )
        .exec_without_returning(&platform.db.of(grant.sight.owner))
        .await
        .or_fault("noting what a key read")?;
    Ok(())
}

/// What a key has read, the latest day first: so many rows behind the cursor.
pub async fn reads(
    platform: &Platform,
    key: &ApiKey,
    after: Option<ReadCursor>,
    rows: u64,
) -> Result<Vec<KeyRead>, Fault> {
    let mut query = api_key_read::owned_by(key.user_id).filter(Column::KeyId.eq(key.id));
    if let Some(cursor) = after {
        let same_day = Column::Day.eq(cursor.day).and(Column::Scope.gt(cursor.scope.as_str()));
        query = query.filter(Column::Day.lt(cursor.day).or(same_day));
    }
    query
        .order_by_desc(Column::Day)
        .order_by_asc(Column::Scope)
        .limit(rows)
        .all(&platform.db.of(key.user_id))
        .await
        .or_fault("listing what a key read")
}

/// Forgets what lies too far back, of every key.
pub async fn forget_old_reads(platform: &Platform) -> Result<u64, Fault> {
    let before = (platform.clock.now() - KEPT).date_naive();
    let gone = Entity::delete_many().filter(Column::Day.lt(before)).exec(&platform.db.system).await;
    Ok(gone.or_fault("forgetting what keys read")?.rows_affected)
}
