//! Every job and every schedule of the server on one page.
//!
//! Jobs run wherever a worker finds them; the database sees to it that one runs once. Schedules only
//! ask, and asking twice is asking once, so each instance runs all of them.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use jobs::{Options, Parts, Policy, Worker, World};
use tokio_cron_scheduler::{Job, JobScheduler};
use uuid::Uuid;

use crate::features::items::RemoveHandler;
use crate::features::sync::{self, SyncHandler};
use crate::kernel::event::Event;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{JobId, UserId};
use crate::platform::Platform;

/// The longest pause between two looks for items that have been silent for too long.
const LOOK_FOR_SILENT_ITEMS: Duration = Duration::from_mins(1);

/// The worker of this process, which runs until the platform shuts down.
pub fn worker(platform: &Arc<Platform>) -> Worker<Platform> {
    let listener = platform.clone();
    let name = format!("worker-{}", platform.ids.request_id().0);
    Worker::new(Parts {
        db: platform.db.pool.clone(),
        heartbeat_db: platform.db.heartbeats.clone(),
        context: platform.clone(),
        handlers: vec![Arc::new(SyncHandler), Arc::new(RemoveHandler)],
        world: Arc::new(PlatformWorld(platform.clone())),
        options: Options {
            lease: platform.config.job_lease,
            heartbeat: platform.config.job_lease / 3,
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
    let context = platform.clone();
    let silent_items = Job::new_repeated_async(every, move |_, _| {
        let platform = context.clone();
        Box::pin(async move {
            match sync::sync_silent_items(&platform).await {
                Ok(0) => {}
                Ok(asked) => tracing::info!(asked, "silent items are synced"),
                Err(fault) => tracing::error!(fault = fault.story(), "a schedule went wrong"),
            }
        })
    });
    let silent_items = silent_items.or_fault("making a schedule")?;
    scheduler.add(silent_items).await.or_fault("adding a schedule")?;
    scheduler.start().await.or_fault("starting the schedules")?;
    Ok(scheduler)
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
