//! What a person, or the schedule, can do about syncs.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::model::SyncJob;
use crate::features::items::{self, SYNC_JOB, SyncTrigger};
use crate::kernel::actor::Actor;
use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{ItemId, JobId, UserId};
use crate::platform::Platform;

/// Silent items that are looked at at a time, and how often in one run of the schedule.
const SILENT_PAGE_ROWS: u64 = 500;
const SILENT_PAGES_MAX: u32 = 10_000;

/// The place of a sync in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryCursor {
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// The tie-break.
    pub id: JobId,
}

/// Asks for a sync of a linked item; none: there is no such item. While one is open, the ask joins
/// it and it is tried at once.
pub async fn request(
    platform: &Platform,
    actor: &Actor,
    item: ItemId,
) -> Result<Option<SyncJob>, Fault> {
    ask(platform, actor.user, item, SyncTrigger::Manual).await
}

/// Wakes the items that nothing was heard of for a whole period. Run by each instance's schedule:
/// asking twice is asking once.
pub async fn sync_silent_items(platform: &Platform) -> Result<usize, Fault> {
    let period = TimeDelta::from_std(platform.config.sync_every).or_fault("reading the period")?;
    let since = platform.clock.now() - period;
    let (mut asked, mut after) = (0, None);
    // Every silent item is looked at, or those that stay silent would hide the ones behind them.
    for _ in 0..SILENT_PAGES_MAX {
        let db = &platform.db.pool;
        let page = items::active_silent_since(db, since, after, SILENT_PAGE_ROWS).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for item in page {
            if is_due(platform, item.user_id, item.id, since).await? {
                ask(platform, item.user_id, item.id, SyncTrigger::Schedule).await?;
                asked += 1;
            }
        }
    }
    Ok(asked)
}

/// A sync that is open goes its own way, and one that has just failed is not tried again before its
/// time: a bank that wants its customer would be asked every minute.
async fn is_due(
    platform: &Platform,
    owner: UserId,
    item: ItemId,
    since: DateTime<Utc>,
) -> Result<bool, Fault> {
    let latest = jobs::latest(&platform.db.pool, owner.0, SYNC_JOB, item.0).await;
    let latest = latest.or_fault("looking up the newest sync")?;
    let fresh =
        |job: &jobs::Job| job.state.is_open() || job.finished_at.is_some_and(|at| at > since);
    Ok(!latest.as_ref().is_some_and(fresh))
}

async fn ask(
    platform: &Platform,
    owner: UserId,
    item: ItemId,
    trigger: SyncTrigger,
) -> Result<Option<SyncJob>, Fault> {
    let tx = platform.db.begin_write().await?;
    // Read, not locked: a sync that is being applied locks its job before the item, and this would
    // lock them the other way round. If the item is removed meanwhile, its job finds it gone.
    if items::by_id(&tx, owner, item).await?.is_none() {
        return Ok(None);
    }
    let id = items::ask_for_sync(&tx, platform, owner, item, trigger).await?;
    tx.commit().await.or_fault("committing a wish for a sync")?;
    platform.events.publish(Event::JobChanged { owner, job: id });
    platform.wake.notify_one();
    load(platform, owner, id).await
}

/// The actor's sync of this id.
pub async fn by_id(
    platform: &Platform,
    actor: &Actor,
    id: JobId,
) -> Result<Option<SyncJob>, Fault> {
    load(platform, actor.user, id).await
}

/// The actor's syncs, newest first.
pub async fn history(
    platform: &Platform,
    actor: &Actor,
    item: Option<ItemId>,
    after: Option<HistoryCursor>,
    rows: u64,
) -> Result<Vec<SyncJob>, Fault> {
    let item = item.map(|id| id.0);
    let after = after.map(|cursor| (cursor.created_at, cursor.id.0));
    let found = jobs::history(&platform.db.pool, actor.user.0, SYNC_JOB, item, after, rows).await;
    Ok(found.or_fault("listing syncs")?.into_iter().map(SyncJob::from).collect())
}

/// The newest sync of each of the owner's items.
pub async fn latest_of_items(
    platform: &Platform,
    owner: UserId,
    items: &[ItemId],
) -> Result<Vec<SyncJob>, Fault> {
    let subjects: Vec<Uuid> = items.iter().map(|id| id.0).collect();
    let found = jobs::latest_of_subjects(&platform.db.pool, owner.0, SYNC_JOB, &subjects).await;
    Ok(found.or_fault("loading the newest syncs")?.into_iter().map(SyncJob::from).collect())
}

async fn load(platform: &Platform, owner: UserId, id: JobId) -> Result<Option<SyncJob>, Fault> {
    let found = jobs::load(&platform.db.pool, owner.0, id.0).await.or_fault("loading a sync")?;
    Ok(found.filter(|job| job.kind == SYNC_JOB).map(SyncJob::from))
}
