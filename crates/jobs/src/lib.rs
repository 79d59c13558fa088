//! Durable jobs in the application's own database.
//!
//! A job is a row beside the application's other rows, on SQLite and on PostgreSQL alike. So asking
//! for a job commits with what made it necessary, and a job's result commits with the word that it
//! is done: there is no moment at which one is true and the other is not. The crate knows no
//! feature; what a job does is told by a [`Handler`], generic over the context that it is given.
//! The tables, `jobs` and `job_events`, are made by the application's migrations.
//!
//! # What it promises
//!
//! - **No ask is lost.** At most one job of a kind is open for a subject; asking again joins it. An
//!   ask that comes while the job runs is answered by exactly one more job, inserted when it ends.
//! - **A job is run at least once, and its result is applied at most once.** A worker holds a job
//!   by a lease with a fence. When it dies, another takes over after the lease; when it only slept,
//!   its late writes hit no row ([`check`], [`finish()`], [`record_progress`] say
//!   [`FinishError::Fenced`]).
//! - **Every job ends.** Failures, waits and crashes each have a bound ([`Policy`]); past it the
//!   job has failed, with a [`Failure`] that its owner can read.
//! - **Owners take turns.** Each claim takes the oldest due job of the next owner ([`Turns`]), and
//!   an owner never holds the last quarter of a worker's places. So what one owner has piled up
//!   delays another's job by one turn. Taking four jobs took 3 ms on SQLite and 4 ms on
//!   PostgreSQL (medians, debug build, two busy cores), with a hundred thousand jobs due, of one
//!   owner or of as many owners; with a hundred thousand that wait for later and have to be stepped
//!   over, 30 ms and 50 ms.
//! - **A dead worker's jobs go on** within a lease and a poll: 31 s by default. A lease counts from
//!   5 s before it was set until it ends, by PostgreSQL's clock where there is one ([`LeaseClock`]),
//!   and for its holder by a clock that never jumps.
//! - **Every change is told.** It is a row of `job_events`, numbered per job without a gap, in the
//!   transaction of the change. [`OnChange`] is called after the commit and is only a hint: who
//!   watches reads the state first, then [`events_after`].
//!
//! # When a job is tried again
//!
//! The default [`Policy`], each delay 20 % shorter or longer by chance:
//!
//! | after failed attempt | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 |
//! |---|---|---|---|---|---|---|---|---|---|---|
//! | next one in | 5 s | 15 s | 45 s | 2 min 15 s | 6 min 45 s | 20 min | 1 h | 1 h | 1 h | never: failed |
//!
//! A wait (a rate limit, data that is not ready or moves) uses up no attempt, for up to 24 hours
//! after the first start. A panic is a failed attempt. A lease that runs out is a crash: a job may
//! crash five times, the sixth makes it a dead letter. A shutdown costs nothing.
//!
//! # What the caller keeps to
//!
//! - Write transactions are begun with [`begin`], also the caller's own: see there why.
//! - After the commit of an [`enqueue`] or a [`cancel`], tell watchers, and call `notify_one` on
//!   the worker's `wake`. Forgotten, it costs the pause of one poll.
//! - A handler may run twice for one ask, and may be dropped at any await. It holds no transaction
//!   while it waits for the network, and applies what it fetched in one that begins with [`check`]
//!   and ends with [`finish()`].
//! - Moments come from one [`World`]. Workers on several machines measure leases by
//!   [`LeaseClock::Database`]; else clocks that differ by more than the lease make one take a job
//!   that another still runs, which the fence makes harmless, and wasteful.
//! - Old jobs leave when [`sweep`] is called, by a schedule of the application's.
//!
//! # What it leaves out
//!
//! Schedules (the application's cron only calls [`enqueue`]), priorities, and a bound on how long a
//! handler may run (its calls have their own).
//!
//! # Example
//!
//! ```no_run
//! use jobs::{Claim, Ending, Finished, Handler, NewJob, Setback};
//! use jobs::{Options, Parts, Policy, Worker, World};
//! use sea_orm::{DatabaseConnection, DbErr};
//! use serde_json::json;
//! use std::sync::Arc;
//! use tokio::sync::Notify;
//! use tokio_util::sync::CancellationToken;
//! use uuid::Uuid;
//!
//! struct App {
//!     db: DatabaseConnection,
//!     world: Arc<dyn World>,
//! }
//!
//! struct Count;
//!
//! #[async_trait::async_trait]
//! impl Handler<App> for Count {
//!     fn kind(&self) -> &'static str {
//!         "count"
//!     }
//!
//!     async fn run(&self, app: &App, claim: &Claim) -> Result<Finished, Setback> {
//!         // First what takes long, with no transaction open. Then all results at once:
//!         let tx = jobs::begin(&app.db).await?;
//!         let _locked = jobs::check(&tx, claim).await?;
//!         // … the rows of the feature …
//!         let (now, next) = (app.world.now(), app.world.new_id());
//!         let progress = json!({ "counted": 3 });
//!         let finished =
//!             jobs::finish(&tx, claim, Ending::Succeeded, &progress, now, next).await?;
//!         tx.commit().await?;
//!         Ok(finished)
//!     }
//! }
//!
//! async fn ask(app: &App, wake: &Notify, owner: Uuid, subject: Uuid) -> Result<(), DbErr> {
//!     let tx = jobs::begin(&app.db).await?;
//!     // … the change that makes the job necessary …
//!     let new = NewJob {
//!         owner,
//!         id: app.world.new_id(),
//!         kind: "count",
//!         subject,
//!         cause: "manual".to_owned(),
//!     };
//!     jobs::enqueue(&tx, new, app.world.now()).await?;
//!     tx.commit().await?;
//!     wake.notify_one();
//!     Ok(())
//! }
//!
//! async fn serve(app: Arc<App>, heartbeat_db: DatabaseConnection, wake: Arc<Notify>) {
//!     let worker = Worker::new(Parts {
//!         db: app.db.clone(),
//!         heartbeat_db,
//!         handlers: vec![Arc::new(Count)],
//!         world: Arc::clone(&app.world),
//!         options: Options::new("machine-1/4711"),
//!         policy: Policy::default(),
//!         on_change: Arc::new(|changed| tracing::debug!(job.id = %changed.job, "a job changed")),
//!         wake,
//!         context: app,
//!     });
//!     worker.run(CancellationToken::new()).await;
//! }
//! ```

#[cfg(all(
    not(debug_assertions),
    any(
        feature = "sabotage-deferred-transactions",
        feature = "sabotage-no-epoch",
        feature = "sabotage-no-event-outbox",
        feature = "sabotage-no-one-open"
    )
))]
compile_error!("a sabotaged job engine is for tests of the tests, never for a release");

mod claim;
mod ending;
mod journal;
mod model;
mod operate;
mod policy;
mod queue;
mod read;
mod row;
mod run;
mod sweep;
mod turns;
mod worker;

pub use claim::{CRASHED, Claim, Claimant, LeaseClock, Locked, OnChange, check, record_progress};
pub use ending::{Ending, FinishError, Finished, INTERNAL, Setback, WAITED_TOO_LONG, finish};
pub use model::{Changed, Event, Failure, Job, NewJob, State};
pub use operate::{find, list_all, retry};
pub use policy::Policy;
pub use queue::{begin, cancel, enqueue, enqueue_at};
pub use read::{
    EVENTS_MAX, TOUCHED_MAX, events_after, history, latest, latest_of_subjects, load, touched_since,
};
pub use sweep::{SWEEP_MAX, forget_owner, sweep};
pub use turns::Turns;
pub use worker::{Handler, Options, Parts, Worker, World};
