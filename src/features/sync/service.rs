//! What a person, or the schedule, can do about syncs.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::model::SyncJob;
use crate::features::audit::{self, Entry, Kind};
use crate::features::items::{self, Item, ItemState, ItemStatus, SYNC_JOB, SyncTrigger};
use crate::kernel::actor::{Actor, Credential};
use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{ItemId, JobId, UserId};
use crate::kernel::origin::Origin;
use crate::kernel::sight::Sight;
use crate::platform::Platform;
use crate::platform::failpoints::failpoint;

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

/// Syncs that a person may start in a row, and the time that they count for. Plaid allows 15 looks
/// at an item in a minute, and a sync takes one.
const MANUAL_MAX: usize = 6;
const MANUAL_PERIOD: TimeDelta = TimeDelta::minutes(1);

/// How long the bank itself is left in peace: Plaid allows two refreshes in a minute, bills each, and
/// a bank has seldom more to say.
const REFRESH_EVERY: TimeDelta = TimeDelta::minutes(5);

/// Why a sync is not asked for.
#[derive(Debug, thiserror::Error)]
pub enum SyncRefusal {
    /// There is no such item of theirs.
    #[error("There is no such bank connection.")]
    NotFound,
    /// It was asked for often enough.
    #[error("This was asked for a moment ago. Try again after {free_at}.")]
    TooSoon {
        /// When it is free again.
        free_at: DateTime<Utc>,
    },
    /// Plaid can't ask this bank: its owner has to act, or it can't be asked at all.
    #[error("The bank can't be asked now. {0}")]
    Refused(String),
    /// Plaid can't be asked now.
    #[error("Plaid can't be reached at this moment. Try again in a few minutes.")]
    Unavailable,
    /// Nobody's doing.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Asks for a sync of a linked item: what Plaid has is fetched. While one is open, the ask joins it
/// and it is tried at once.
pub async fn request(
    platform: &Platform,
    actor: &Actor,
    item: ItemId,
) -> Result<SyncJob, SyncRefusal> {
    let db = &platform.db.of(actor.user);
    if items::in_sight(db, actor.sight(), item).await?.is_none() {
        return Err(SyncRefusal::NotFound);
    }
    let rows = u64::try_from(MANUAL_MAX).or_fault("counting syncs")?;
    let newest = jobs::history(db, actor.user.0, SYNC_JOB, Some(&[item.0]), None, rows).await;
    let newest = newest.or_fault("listing the newest syncs")?;
    let since = platform.clock.now() - MANUAL_PERIOD;
    let counts = |job: &jobs::Job| {
        job.cause == SyncTrigger::Manual.as_str() && job.created_at > since && !job.state.is_open()
    };
    if let Some(oldest) = newest.last()
        && newest.len() == MANUAL_MAX
        && newest.iter().all(counts)
    {
        return Err(SyncRefusal::TooSoon { free_at: oldest.created_at + MANUAL_PERIOD });
    }
    let asked = ask(platform, Asker::Actor(actor), item).await?;
    asked.ok_or(SyncRefusal::NotFound)
}

/// Has Plaid ask the bank itself, and asks for a sync. What the bank has then comes with this sync or,
/// where the bank takes its time, with the one that Plaid's webhook wakes.
pub async fn refresh(
    platform: &Platform,
    actor: &Actor,
    item: ItemId,
) -> Result<SyncJob, SyncRefusal> {
    let now = platform.clock.now();
    let db = &platform.db.of(actor.user);
    let found = items::in_sight(db, actor.sight(), item).await?.ok_or(SyncRefusal::NotFound)?;
    let free_at = found.refreshed_at.map(|at| at + REFRESH_EVERY).filter(|at| *at > now);
    if let Some(free_at) = free_at {
        return Err(SyncRefusal::TooSoon { free_at });
    }
    if !items::note_refresh(db, &found, found.refreshed_at, Some(now)).await? {
        return Err(SyncRefusal::TooSoon { free_at: now + REFRESH_EVERY });
    }
    failpoint("refresh.after_note")?;
    let access_token = items::open_access_token(platform, &found)?;
    let request = plaid::TransactionsRefreshRequest { access_token };
    if let Err(error) = platform.plaid.transactions_refresh(&request).await {
        tracing::warn!(%error, item.id = %item, "the bank could not be asked");
        items::note_refresh(db, &found, Some(now), found.refreshed_at).await?;
        let failure = items::job_failure(&error);
        return Err(if failure.retryable {
            SyncRefusal::Unavailable
        } else {
            SyncRefusal::Refused(failure.message)
        });
    }
    failpoint("refresh.after_plaid")?;
    let asked = ask(platform, Asker::Actor(actor), item).await?;
    asked.ok_or(SyncRefusal::NotFound)
}

/// Wakes the items that nothing was heard of for a whole period. Run by each instance's schedule:
/// asking twice is asking once.
pub async fn sync_silent_items(platform: &Platform) -> Result<usize, Fault> {
    let period = TimeDelta::from_std(platform.config.sync_every).or_fault("reading the period")?;
    let since = platform.clock.now() - period;
    let (mut asked, mut after) = (0, None);
    // Every silent item is looked at, or those that stay silent would hide the ones behind them.
    for _ in 0..SILENT_PAGES_MAX {
        let db = &platform.db.system;
        let page = items::active_silent_since(db, since, after, SILENT_PAGE_ROWS).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for item in page {
            if is_due(platform, item.user_id, item.id, since).await? {
                ask(platform, Asker::Schedule(item.user_id), item.id).await?;
                asked += 1;
            }
        }
    }
    Ok(asked)
}

/// When an item is synced next, by its newest sync and the schedule's period.
pub fn next_sync_at(
    item: &Item,
    latest: Option<&SyncJob>,
    every: Duration,
) -> Option<DateTime<Utc>> {
    if item.state != ItemState::Active || item.status == ItemStatus::Revoked {
        return None;
    }
    if let Some(open) = latest.filter(|job| !job.status.is_final()) {
        return open.next_attempt_at;
    }
    let ended = latest.and_then(|job| job.finished_at);
    let last = item.last_synced_at.max(ended).unwrap_or(item.created_at);
    Some(last + TimeDelta::from_std(every).ok()?)
}

/// A sync that is open goes its own way, and one that has just failed is not tried again before its
/// time: a bank that wants its customer would be asked every minute.
async fn is_due(
    platform: &Platform,
    owner: UserId,
    item: ItemId,
    since: DateTime<Utc>,
) -> Result<bool, Fault> {
    let latest = jobs::latest(&platform.db.of(owner), owner.0, SYNC_JOB, item.0).await;
    let latest = latest.or_fault("looking up the newest sync")?;
    let fresh =
        |job: &jobs::Job| job.state.is_open() || job.finished_at.is_some_and(|at| at > since);
    Ok(!latest.as_ref().is_some_and(fresh))
}

/// Who asks for a sync.
#[derive(Clone, Copy)]
enum Asker<'a> {
    /// The schedule, for this owner.
    Schedule(UserId),
    /// The owner, or the operator on their behalf, which the owner can read in the audit log.
    Actor(&'a Actor),
}

async fn ask(
    platform: &Platform,
    asker: Asker<'_>,
    item: ItemId,
) -> Result<Option<SyncJob>, Fault> {
    let (owner, trigger) = match asker {
        Asker::Schedule(owner) => (owner, SyncTrigger::Schedule),
        Asker::Actor(actor) => (actor.user, SyncTrigger::Manual),
    };
    let tx = platform.db.begin_write(owner).await?;
    // Read, not locked: a sync that is being applied holds the item, and this would wait for it. If the
    // item is removed meanwhile, its job finds it gone.
    if items::by_id(&tx, owner, item).await?.is_none() {
        return Ok(None);
    }
    let id = items::ask_for_sync(&tx, platform, owner, item, trigger).await?;
    if let Asker::Actor(actor) = asker
        && actor.credential == Credential::Operator
    {
        let noted = Entry {
            owner,
            at: platform.clock.now(),
            actor: actor.credential.into(),
            origin: Origin::default(),
            kind: Kind::SyncAsked,
            subject: Some(item.to_string()),
        };
        audit::record(&tx, &platform.ids, noted).await?;
    }
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
    let found = load(platform, actor.user, id).await?;
    let Some(seen) = items_in_sight(platform, actor.sight()).await? else { return Ok(found) };
    Ok(found.filter(|job| seen.contains(&job.item.0)))
}

/// The items whose syncs are in sight. None: those of all items, removed ones too.
pub(super) async fn items_in_sight(
    platform: &Platform,
    sight: Sight,
) -> Result<Option<Vec<Uuid>>, Fault> {
    if sight.accounts_of.is_none() {
        return Ok(None);
    }
    let items = items::list(&platform.db.of(sight.owner), sight).await?;
    Ok(Some(items.into_iter().map(|item| item.id.0).collect()))
}

/// The actor's syncs, newest first.
pub async fn history(
    platform: &Platform,
    actor: &Actor,
    item: Option<ItemId>,
    after: Option<HistoryCursor>,
    rows: u64,
) -> Result<Vec<SyncJob>, Fault> {
    let mut subjects = items_in_sight(platform, actor.sight()).await?;
    if let Some(item) = item {
        let seen = subjects.is_none_or(|seen| seen.contains(&item.0));
        subjects = Some(if seen { vec![item.0] } else { Vec::new() });
    }
    let after = after.map(|cursor| (cursor.created_at, cursor.id.0));
    let db = &platform.db.of(actor.user);
    let found = jobs::history(db, actor.user.0, SYNC_JOB, subjects.as_deref(), after, rows).await;
    Ok(found.or_fault("listing syncs")?.into_iter().map(SyncJob::from).collect())
}

/// The newest sync of each of the owner's items.
pub async fn latest_of_items(
    platform: &Platform,
    owner: UserId,
    items: &[ItemId],
) -> Result<Vec<SyncJob>, Fault> {
    let subjects: Vec<Uuid> = items.iter().map(|id| id.0).collect();
    let db = platform.db.of(owner);
    let found = jobs::latest_of_subjects(&db, owner.0, SYNC_JOB, &subjects).await;
    Ok(found.or_fault("loading the newest syncs")?.into_iter().map(SyncJob::from).collect())
}

async fn load(platform: &Platform, owner: UserId, id: JobId) -> Result<Option<SyncJob>, Fault> {
    let found = jobs::load(&platform.db.of(owner), owner.0, id.0).await;
    Ok(found.or_fault("loading a sync")?.filter(|job| job.kind == SYNC_JOB).map(SyncJob::from))
}
