//! Watching syncs: streams of states for subscribers.
//!
//! A watcher listens first, then reads the state as it stands, then follows the job's numbered events
//! in the database. Announcements only tell it when to look; it looks every two seconds anyway, so
//! that a lost one, or a Redis that is gone, delays a state and never loses one. Each state comes
//! once and in order, the final one included.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_stream::try_stream;
use futures_util::Stream;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::timeout;
use uuid::Uuid;

use super::model::SyncJob;
use super::service::items_in_sight;
use crate::features::items::SYNC_JOB;
use crate::kernel::actor::Actor;
use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{ItemId, JobId, UserId};
use crate::platform::Platform;

/// How long a watcher trusts in being told.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How far back a watcher looks for jobs that ended: a job that was committed late is not missed.
const LOOK_BACK: chrono::TimeDelta = chrono::TimeDelta::seconds(60);

/// One sync: the state as it stands, then each change, to the final one. No item: no such sync.
pub fn watch_one(
    platform: Arc<Platform>,
    actor: Actor,
    id: JobId,
) -> impl Stream<Item = Result<SyncJob, Fault>> {
    try_stream! {
        let mut listener = platform.events.listen();
        let Some(job) = load(&platform, actor.user, id).await? else { return };
        let seen = items_in_sight(&platform, actor.sight()).await?;
        if seen.is_some_and(|seen| !seen.contains(&job.subject)) {
            return;
        }
        let mut seen = job.event_seq;
        let mut current = SyncJob::from(job.clone());
        if !cfg!(feature = "sabotage-no-snapshot") {
            yield current.clone();
        }
        while !current.status.is_final() {
            let told = |event: &Event| matches!(event, Event::JobChanged { job, .. } if *job == id);
            wait(&mut listener, told).await;
            for event in events(&platform, &job, seen).await? {
                seen = event.seq;
                current = SyncJob::at(job.clone(), event);
                yield current.clone();
            }
        }
    }
}

/// Every sync of the actor's: the open ones as they stand, then each change of any, new ones from their
/// first state on.
pub fn watch_all(
    platform: Arc<Platform>,
    actor: Actor,
    item: Option<ItemId>,
) -> impl Stream<Item = Result<SyncJob, Fault>> {
    try_stream! {
        let mut listener = platform.events.listen();
        let mut seen: HashMap<Uuid, i64> = HashMap::new();
        for job in touched(&platform, &actor, item).await? {
            seen.insert(job.id, job.event_seq);
            if job.state.is_open() {
                yield SyncJob::from(job);
            }
        }
        loop {
            wait(&mut listener, |event| event.owner() == actor.user).await;
            let jobs = touched(&platform, &actor, item).await?;
            // Whatever is neither open nor of late never changes again.
            seen.retain(|id, _| jobs.iter().any(|job| job.id == *id));
            for job in jobs {
                let last = seen.entry(job.id).or_default();
                for event in events(&platform, &job, *last).await? {
                    *last = event.seq;
                    yield SyncJob::at(job.clone(), event);
                }
            }
        }
    }
}

/// Until something is told that matters, or it is time to look anyway.
async fn wait(listener: &mut Receiver<Event>, matters: impl Fn(&Event) -> bool) {
    let told = async {
        loop {
            match listener.recv().await {
                Ok(event) if matters(&event) => return,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => return,
                Err(RecvError::Closed) => std::future::pending().await,
            }
        }
    };
    if timeout(LOOK_EVERY, told).await.is_err() {
        tracing::trace!("nothing was told");
    }
}

async fn load(platform: &Platform, owner: UserId, id: JobId) -> Result<Option<jobs::Job>, Fault> {
    let found = jobs::load(&platform.db.of(owner), owner.0, id.0).await;
    Ok(found.or_fault("loading a sync")?.filter(|job| job.kind == SYNC_JOB))
}

/// The open syncs and those that ended of late, oldest first.
async fn touched(
    platform: &Platform,
    actor: &Actor,
    item: Option<ItemId>,
) -> Result<Vec<jobs::Job>, Fault> {
    let since = platform.clock.now() - LOOK_BACK;
    let found =
        jobs::touched_since(&platform.db.of(actor.user), actor.user.0, SYNC_JOB, since).await;
    let mut found = found.or_fault("looking at the syncs of late")?;
    let seen = items_in_sight(platform, actor.sight()).await?;
    found.retain(|job| item.is_none_or(|item| job.subject == item.0));
    found.retain(|job| seen.as_ref().is_none_or(|seen| seen.contains(&job.subject)));
    found.sort_by_key(|job| (job.created_at, job.id));
    Ok(found)
}

async fn events(
    platform: &Platform,
    job: &jobs::Job,
    seen: i64,
) -> Result<Vec<jobs::Event>, Fault> {
    if job.event_seq <= seen && job.state.is_final() {
        return Ok(Vec::new());
    }
    jobs::events_after(&platform.db.of(UserId(job.owner)), job.owner, job.id, seen)
        .await
        .or_fault("reading the story of a sync")
}
