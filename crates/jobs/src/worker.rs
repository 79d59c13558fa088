//! The worker: takes due jobs and has them run by their handlers, side by side.
//!
//! The rule: nothing but the shutdown ends its loop. A database that does not answer slows it down,
//! a handler that panics costs an attempt. At shutdown it takes nothing new, lets what runs come to
//! its end for a while, and gives the rest back uncounted. What one claim goes through from its
//! start to its end is in `run`.

use crate::claim::{Claim, Claimant, LeaseClock, OnChange};
use crate::ending::{Finished, Setback};
use crate::policy::{Policy, jittered, outage_pause};
use crate::run::run;
use crate::turns::Turns;
use chrono::{DateTime, Utc};
use sea_orm::DatabaseConnection;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// By how many hundredths the pause between two polls varies, so that workers do not poll in step.
const POLL_JITTER_PERCENT: u32 = 10;

/// What runs the jobs of one kind.
#[async_trait::async_trait]
pub trait Handler<C>: Send + Sync {
    /// The kind whose jobs it runs.
    fn kind(&self) -> &'static str;

    /// Runs the job. Either it ends the job itself, with [`finish`](crate::finish()) in the
    /// transaction that also applies its result, or it leaves the end to the engine.
    ///
    /// It may run more than once for one ask, and its future may be dropped at any await: when the
    /// lease is lost, and when a shutdown has waited long enough.
    async fn run(&self, context: &C, claim: &Claim) -> Result<Finished, Setback>;
}

/// Time and chance, handed in.
pub trait World: Send + Sync {
    /// The present moment.
    fn now(&self) -> DateTime<Utc>;
    /// Any number, for jitter.
    fn random(&self) -> u64;
    /// A fresh id, for the job that follows another.
    fn new_id(&self) -> Uuid;
}

/// How the worker works.
#[derive(Clone, Debug)]
pub struct Options {
    /// How many jobs run side by side. From four on, a quarter of the places is kept free of an owner
    /// who holds all the others.
    pub concurrency: usize,
    /// How long a job is safe from other workers without a heartbeat. The transaction that applies
    /// a job's result must take far less.
    pub lease: Duration,
    /// Whose clock the lease is measured by.
    pub lease_clock: LeaseClock,
    /// What lies between two heartbeats.
    pub heartbeat: Duration,
    /// How often to look for due jobs when nothing wakes the worker.
    pub poll: Duration,
    /// How long a shutdown waits for running jobs.
    pub drain: Duration,
    /// A name that no other running worker has.
    pub worker: String,
}

impl Options {
    /// The defaults for a worker of that name.
    pub fn new(worker: impl Into<String>) -> Self {
        Self {
            concurrency: 4,
            lease: Duration::from_secs(30),
            lease_clock: LeaseClock::Caller,
            heartbeat: Duration::from_secs(10),
            poll: Duration::from_secs(1),
            drain: Duration::from_secs(10),
            worker: worker.into(),
        }
    }
}

/// What a worker is made of.
pub struct Parts<C> {
    /// For claims, and for the ends that the engine writes.
    pub db: DatabaseConnection,
    /// For heartbeats alone, so that no crowd on the other pool makes a lease run out.
    pub heartbeat_db: DatabaseConnection,
    /// What every handler is given.
    pub context: Arc<C>,
    /// One for each kind.
    pub handlers: Vec<Arc<dyn Handler<C>>>,
    /// Time and chance.
    pub world: Arc<dyn World>,
    /// How it works.
    pub options: Options,
    /// The bounds of trying again.
    pub policy: Policy,
    /// Who is told of changes.
    pub on_change: OnChange,
    /// Notified (with `notify_one`) when a job may have become due.
    pub wake: Arc<Notify>,
}

/// Runs due jobs until it is told to stop.
pub struct Worker<C> {
    shared: Arc<Shared<C>>,
    claimant: Claimant,
    wake: Arc<Notify>,
}

/// What the running jobs share with their worker.
pub(crate) struct Shared<C> {
    pub(crate) db: DatabaseConnection,
    pub(crate) heartbeat_db: DatabaseConnection,
    pub(crate) context: Arc<C>,
    pub(crate) handlers: HashMap<&'static str, Arc<dyn Handler<C>>>,
    pub(crate) world: Arc<dyn World>,
    pub(crate) options: Options,
}

impl<C: Send + Sync + 'static> Worker<C> {
    /// A worker of these parts; it does nothing before [`run`](Self::run).
    ///
    /// # Panics
    ///
    /// When two handlers claim the same kind: which of them ran a job would be chance.
    pub fn new(parts: Parts<C>) -> Self {
        let mut handlers = HashMap::new();
        for handler in parts.handlers {
            let kind = handler.kind();
            let former = handlers.insert(kind, handler);
            assert!(former.is_none(), "two handlers for jobs of kind {kind}");
        }
        let claimant = Claimant {
            worker: parts.options.worker.clone(),
            kinds: handlers.keys().copied().collect(),
            lease: parts.options.lease,
            lease_clock: parts.options.lease_clock,
            turns: Arc::new(Turns::of_places(parts.options.concurrency)),
            policy: Arc::new(parts.policy),
            on_change: parts.on_change,
        };
        let shared = Shared {
            db: parts.db,
            heartbeat_db: parts.heartbeat_db,
            context: parts.context,
            handlers,
            world: parts.world,
            options: parts.options,
        };
        Self { shared: Arc::new(shared), claimant, wake: parts.wake }
    }

    /// Works until the shutdown, and comes back when no job of this worker runs any more.
    pub async fn run(&self, shutdown: CancellationToken) {
        let options = &self.shared.options;
        let stop = CancellationToken::new();
        let mut running = JoinSet::new();
        let mut errors = 0;
        while !shutdown.is_cancelled() {
            let free = options.concurrency.saturating_sub(running.len());
            let pause = match self.claim(free).await {
                Ok(claims) => {
                    errors = 0;
                    for claim in claims {
                        running.spawn(run(Arc::clone(&self.shared), claim, stop.clone()));
                    }
                    let random = self.shared.world.random();
                    jittered(options.poll, POLL_JITTER_PERCENT, random)
                }
                Err(error) => {
                    errors += 1;
                    tracing::warn!(%error, errors, "the worker cannot look for due jobs");
                    outage_pause(errors)
                }
            };
            // A wake-up shortens no pause of an outage, and is kept while nothing is free.
            let wakeable = errors == 0 && running.len() < options.concurrency;
            tokio::select! {
                () = shutdown.cancelled() => {}
                Some(ended) = running.join_next() => report(ended),
                () = self.wake.notified(), if wakeable => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        self.drain(running, stop).await;
    }

    /// Takes what is due, up to so many. A claim that takes longer than its lease is worth nothing.
    async fn claim(&self, free: usize) -> Result<Vec<Claim>, Outage> {
        if free == 0 {
            return Ok(Vec::new());
        }
        let limit = u64::try_from(free).expect("a count fits into 64 bits");
        let now = self.shared.world.now();
        let claims = self.claimant.claim(&self.shared.db, limit, now);
        Ok(tokio::time::timeout(self.claimant.lease, claims).await??)
    }

    async fn drain(&self, mut running: JoinSet<()>, stop: CancellationToken) {
        let all_ended = async {
            while let Some(ended) = running.join_next().await {
                report(ended);
            }
        };
        if tokio::time::timeout(self.shared.options.drain, all_ended).await.is_err() {
            tracing::info!(jobs = running.len(), "the worker gives running jobs back");
            stop.cancel();
            while let Some(ended) = running.join_next().await {
                report(ended);
            }
        }
    }
}

/// Why no job could be looked for.
#[derive(Debug, thiserror::Error)]
enum Outage {
    #[error(transparent)]
    Db(#[from] sea_orm::DbErr),
    #[error("the database did not answer within a lease")]
    Timeout(#[from] tokio::time::error::Elapsed),
}

/// A handler's panic is caught within its job; one that arrives here is a defect of this crate. The
/// job is taken up again when its lease runs out.
fn report(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a job ended without an end");
    }
}
