//! Recording and reading events.

use chrono::TimeDelta;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Set,
};

use super::AuditEvent;
use super::model::{Cursor, Entry, plain};
use crate::entities::audit_event::{self, Column};
use crate::kernel::actor::Actor;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::AuditEventId;
use crate::platform::Platform;
use crate::platform::ids::Ids;

/// Records an event, in the transaction of what it tells of.
pub async fn record(db: &impl ConnectionTrait, ids: &Ids, entry: Entry) -> Result<(), Fault> {
    let (actor, actor_id) = entry.actor.columns();
    let row = audit_event::ActiveModel {
        user_id: Set(entry.owner),
        id: Set(AuditEventId(ids.new_uuid(entry.at))),
        at: Set(entry.at),
        kind: Set(entry.kind),
        actor: Set(actor),
        actor_id: Set(actor_id),
        address: Set(entry.origin.address.map(|address| address.to_string())),
        agent: Set(entry.origin.agent.as_deref().map(plain)),
        subject: Set(entry.subject.as_deref().map(plain)),
    };
    row.insert(db).await.or_fault("recording an audit event")?;
    Ok(())
}

/// The actor's events, newest first. The index on `(user_id, at, id)` gives the order.
pub async fn list(
    platform: &Platform,
    actor: &Actor,
    after: Option<Cursor>,
    rows: u64,
) -> Result<Vec<AuditEvent>, Fault> {
    let mut query = audit_event::owned_by(actor.user);
    if let Some(cursor) = after {
        let row = Expr::tuple([Expr::col(Column::At), Expr::col(Column::Id)]);
        query = query.filter(row.lt(Expr::tuple([Expr::val(cursor.at), Expr::val(cursor.id)])));
    }
    query
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(rows)
        .all(&platform.db.of(actor.user))
        .await
        .or_fault("listing audit events")
}

/// Forgets the events that are old enough. Run by each instance's schedule.
pub async fn forget_old(platform: &Platform) -> Result<u64, Fault> {
    let kept = TimeDelta::from_std(platform.config.audit_keep);
    let before = platform.clock.now() - kept.or_fault("reading the time to keep")?;
    let deleted = audit_event::Entity::delete_many()
        .filter(Column::At.lt(before))
        .exec(&platform.db.system)
        .await
        .or_fault("forgetting old audit events")?;
    Ok(deleted.rows_affected)
}
