//! Every job and every schedule of the server on one page.
//!
//! Jobs run wherever a worker finds them; the database sees to it that one runs once. Schedules only
//! ask, and asking twice is asking once, so each instance runs all of them.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use jobs::{Claim, Finished, Handler, LeaseClock, Options, Parts, Policy, Setback, Worker, World};
use tokio_cron_scheduler::{Job, JobScheduler};
use uuid::Uuid;

use crate::features::audit;
use crate::features::deletions::{self, DeleteHandler};
use crate::features::identity;
use crate::features::items::{self, RemoveHandler};
use crate::features::keys;
use crate::features::sync::{self, SyncHandler};
use crate::features::transactions;
use crate::features::webhooks;
use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{JobId, UserId};
use crate::platform::Platform;

/// The longest pause between two looks for items that have been silent for too long.
const LOOK_FOR_SILENT_ITEMS: Duration = Duration::from_mins(1);

/// How often what is too old to be kept is deleted.
const CLEAN_EVERY: Duration = Duration::from_hours(1);

/// How often accounts are looked for whose deletion has given up.
const RESUME_EVERY: Duration = Duration::from_mins(5);

/// Batches of old jobs that one run of the schedule deletes; the next one goes on.
const SWEEPS_MAX: u32 = 1_000;

/// The worker of this process, which runs until the platform shuts down.
pub fn worker(platform: &Arc<Platform>) -> Worker<Platform> {
    let listener = platform.clone();
    let name = format!("worker-{}", platform.ids.request_id().0);
    Worker::new(Parts {
        db: platform.db.system.writers().clone(),
        heartbeat_db: platform.db.heartbeats.clone(),
        context: platform.clone(),
        handlers: vec![
            Arc::new(Attentive(SyncHandler)),
            Arc::new(Attentive(RemoveHandler)),
            Arc::new(Attentive(DeleteHandler)),
        ],
        world: Arc::new(PlatformWorld(platform.clone())),
        options: Options {
            lease: platform.config.job_lease,
            heartbeat: platform.config.job_lease / 3,
            // Servers that share a PostgreSQL need not agree on the time.
            lease_clock: LeaseClock::Database,
            concurrency: usize::try_from(platform.config.workers).unwrap_or(1),
            ..Options::new(name)
        },
        policy: Policy::default(),
        on_change: Arc::new(move |changed: jobs::Changed| {
            let event = Event::JobChanged { owner: UserId(changed.owner), job: JobId(changed.job) };
            listener.events.publish(event);
        }),
        wake: platform.wake.clone(),
    })
}

/// Starts the schedules. They end with the process.
pub async fn start_schedules(platform: &Arc<Platform>) -> Result<JobScheduler, Fault> {
    let scheduler = JobScheduler::new().await.or_fault("making the scheduler")?;
    let every = LOOK_FOR_SILENT_ITEMS.min(platform.config.sync_every);
    let silent_items =
        schedule(platform, every, "silent items are synced", |platform| async move {
            Ok(u64::try_from(sync::sync_silent_items(&platform).await?).unwrap_or(u64::MAX))
        });
    scheduler.add(silent_items?).await.or_fault("adding a schedule")?;
    let old_webhooks = schedule(platform, CLEAN_EVERY, "old webhooks are forgotten", {
        |platform| async move { webhooks::forget_old(&platform).await }
    });
    let links =
        schedule(platform, platform.config.job_lease, "links that were left are settled", {
            |platform| async move { items::settle_attempts(&platform).await }
        });
    scheduler.add(links?).await.or_fault("adding a schedule")?;
    let old_links = schedule(platform, CLEAN_EVERY, "old links are forgotten", {
        |platform| async move { items::forget_old_links(&platform).await }
    });
    scheduler.add(old_links?).await.or_fault("adding a schedule")?;
    let old_words = schedule(platform, CLEAN_EVERY, "kept words are forgotten", {
        |platform| async move { transactions::forget_kept_words(&platform).await }
    });
    scheduler.add(old_words?).await.or_fault("adding a schedule")?;
    scheduler.add(old_webhooks?).await.or_fault("adding a schedule")?;
    let old_events = schedule(platform, CLEAN_EVERY, "old audit events are forgotten", {
        |platform| async move { audit::forget_old(&platform).await }
    });
    scheduler.add(old_events?).await.or_fault("adding a schedule")?;
    let old_reads = schedule(platform, CLEAN_EVERY, "what keys read is forgotten", {
        |platform| async move { keys::forget_old_reads(&platform).await }
    });
    scheduler.add(old_reads?).await.or_fault("adding a schedule")?;
    let old_sessions = schedule(platform, CLEAN_EVERY, "dead sessions are forgotten", {
        |platform| async move { identity::forget_dead(&platform).await }
    });
    scheduler.add(old_sessions?).await.or_fault("adding a schedule")?;
    let deletions = schedule(platform, RESUME_EVERY, "deletions are asked for again", {
        |platform| async move { deletions::resume(&platform).await }
    });
    scheduler.add(deletions?).await.or_fault("adding a schedule")?;
    let old_jobs = schedule(platform, CLEAN_EVERY, "old jobs are forgotten", {
        |platform| async move { forget_old_jobs(&platform).await }
    });
    scheduler.add(old_jobs?).await.or_fault("adding a schedule")?;
    scheduler.start().await.or_fault("starting the schedules")?;
    Ok(scheduler)
}

/// Deletes jobs that ended long ago, batch by batch, and what dead claims have staged.
async fn forget_old_jobs(platform: &Platform) -> Result<u64, Fault> {
    let kept =
        TimeDelta::from_std(platform.config.job_keep).or_fault("reading the time to keep")?;
    let before = platform.clock.now() - kept;
    let system = &platform.db.system;
    let mut deleted = sync::forget_dead_pages(system).await?;
    for _ in 0..SWEEPS_MAX {
        let batch = jobs::sweep(system.writers(), before).await.or_fault("forgetting old jobs")?;
        deleted += batch;
        if batch < jobs::SWEEP_MAX {
            break;
        }
    }
    Ok(deleted)
}

/// A schedule that does something and says how often, where it was more than never.
fn schedule<F>(
    platform: &Arc<Platform>,
    every: Duration,
    told: &'static str,
    work: impl Fn(Arc<Platform>) -> F + Clone + Send + Sync + 'static,
) -> Result<Job, Fault>
where
    F: Future<Output = Result<u64, Fault>> + Send + 'static,
{
    let context = platform.clone();
    let job = Job::new_repeated_async(every, move |_, _| {
        let (context, done) = (context.clone(), work(context.clone()));
        Box::pin(async move {
            match context.db.while_it_speaks(done).await.and_then(|done| done) {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, told),
                Err(fault) => tracing::error!(fault = fault.story(), "a schedule went wrong"),
            }
        })
    });
    job.or_fault("making a schedule")
}

/// A handler that does not wait for a database that has fallen silent: its job waits, and its place is
/// free for another.
struct Attentive<H>(H);

#[async_trait]
impl<H: Handler<Platform>> Handler<Platform> for Attentive<H> {
    fn kind(&self) -> &'static str {
        self.0.kind()
    }

    async fn run(&self, platform: &Platform, claim: &Claim) -> Result<Finished, Setback> {
        let run = platform.db.while_it_speaks(self.0.run(platform, claim)).await;
        run.unwrap_or_else(|fault| Err(items::setback(fault)))
    }
}

/// The engine's time and chance are the platform's.
struct PlatformWorld(Arc<Platform>);

impl World for PlatformWorld {
    fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    fn random(&self) -> u64 {
        u64::from_le_bytes(self.0.ids.bytes())
    }

    fn new_id(&self) -> Uuid {
        self.0.ids.new_uuid(self.0.clock.now())
    }
}
