//! A worker whose only handler does what the test says, step by step.
//!
//! Each start of the handler reaches the test as a [`Scene`]; the handler then waits for its order.
//! So a test holds a job in the middle of its run for as long as it likes, and nothing sleeps.

use crate::bed::{Bed, KIND, LEASE, PATIENCE};
use jobs::{
    Changed, Claim, Ending, Finished, Handler, Job, Options, Parts, Policy, Setback, Worker,
};
use sea_orm::DatabaseConnection;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// What the handler is told to do.
#[derive(Debug)]
pub(crate) enum Order {
    /// End the job as succeeded, in a transaction of the handler's own.
    Succeed,
    /// The same, and stay in the middle of the transaction until the other end is dropped.
    Linger(oneshot::Receiver<()>),
    /// Leave the end to the engine.
    SetBack(Setback),
    /// Panic.
    Panic,
}

/// A handler that has started and waits for its order.
pub(crate) struct Scene {
    /// The job as claimed.
    pub(crate) job: Job,
    order: oneshot::Sender<Order>,
    over: oneshot::Receiver<()>,
}

impl Scene {
    /// Lets the handler go on.
    pub(crate) fn order(self, order: Order) {
        self.order.send(order).expect("the handler waits");
    }

    /// Lets the handler go on into a transaction that stays open, and shows that the handler is still
    /// there after so long. The transaction goes on when what is returned is dropped.
    pub(crate) async fn lingers(self, for_long: Duration) -> oneshot::Sender<()> {
        let (go_on, until) = oneshot::channel();
        self.order.send(Order::Linger(until)).expect("the handler waits");
        let over = timeout(for_long, self.over).await;
        assert!(over.is_err(), "the handler was dropped in its transaction");
        go_on
    }

    /// Waits until the handler's future is gone without an order.
    pub(crate) async fn dropped(self) {
        let over = timeout(PATIENCE, self.over).await;
        over.expect("the handler is dropped").expect_err("a drop, no word");
    }
}

struct Actor {
    scenes: mpsc::UnboundedSender<Scene>,
}

/// What the handler is given by the engine.
pub(crate) struct Context {
    db: DatabaseConnection,
    world: Arc<crate::bed::TestWorld>,
}

impl Context {
    async fn succeed(
        &self,
        claim: &Claim,
        linger: Option<oneshot::Receiver<()>>,
    ) -> Result<Finished, Setback> {
        use jobs::World as _;
        let tx = jobs::begin(&self.db).await?;
        let _locked = jobs::check(&tx, claim).await?;
        if let Some(until) = linger {
            until.await.expect_err("a drop, no word");
        }
        let (now, id) = (self.world.now(), self.world.new_id());
        let progress = json!({"pages": 1});
        let finished = jobs::finish(&tx, claim, Ending::Succeeded, &progress, now, id).await?;
        tx.commit().await?;
        Ok(finished)
    }
}

#[async_trait::async_trait]
impl Handler<Context> for Actor {
    fn kind(&self) -> &'static str {
        KIND
    }

    async fn run(&self, context: &Context, claim: &Claim) -> Result<Finished, Setback> {
        let (order, ordered) = oneshot::channel();
        let (_alive, over) = oneshot::channel();
        let scene = Scene { job: claim.job.clone(), order, over };
        assert!(self.scenes.send(scene).is_ok(), "the test watches");
        let Ok(order) = ordered.await else {
            // The test let the scene go: this run never ends by itself.
            return std::future::pending().await;
        };
        match order {
            Order::SetBack(setback) => Err(setback),
            Order::Panic => panic!("as ordered"),
            Order::Succeed => context.succeed(claim, None).await,
            Order::Linger(until) => context.succeed(claim, Some(until)).await,
        }
    }
}

/// A running worker.
pub(crate) struct Stage {
    /// Wakes it.
    pub(crate) wake: Arc<Notify>,
    changes: mpsc::UnboundedReceiver<Changed>,
    scenes: mpsc::UnboundedReceiver<Scene>,
    shutdown: CancellationToken,
    run: JoinHandle<()>,
}

/// Options that do not make a test wait.
pub(crate) fn quick(worker: &str) -> Options {
    Options {
        lease: LEASE,
        heartbeat: Duration::from_millis(10),
        poll: Duration::from_millis(10),
        ..Options::new(worker)
    }
}

impl Stage {
    /// Starts a worker with the default policy.
    pub(crate) fn open(bed: &Bed, options: Options) -> Self {
        let (scene_sender, scenes) = mpsc::unbounded_channel();
        let (change_sender, changes) = mpsc::unbounded_channel();
        let wake = Arc::new(Notify::new());
        let worker = Worker::new(Parts {
            db: bed.db.clone(),
            heartbeat_db: bed.heartbeat_db.clone(),
            context: Arc::new(Context { db: bed.db.clone(), world: Arc::clone(&bed.world) }),
            handlers: vec![Arc::new(Actor { scenes: scene_sender })],
            world: Arc::clone(&bed.world) as Arc<dyn jobs::World>,
            options,
            policy: Policy::default(),
            // A test that has seen enough no longer listens.
            on_change: Arc::new(move |changed| drop(change_sender.send(changed))),
            wake: Arc::clone(&wake),
        });
        let shutdown = CancellationToken::new();
        let stop = shutdown.clone();
        Self {
            run: tokio::spawn(async move { worker.run(stop).await }),
            wake,
            changes,
            scenes,
            shutdown,
        }
    }

    /// The next start of the handler.
    pub(crate) async fn scene(&mut self) -> Scene {
        let scene = timeout(PATIENCE, self.scenes.recv()).await;
        scene.expect("a job starts").expect("the worker runs")
    }

    /// Whether no start waits to be seen.
    pub(crate) fn is_quiet(&self) -> bool {
        self.scenes.is_empty()
    }

    /// Follows the hints until the job is as wanted.
    pub(crate) async fn until(
        &mut self,
        bed: &Bed,
        job: Uuid,
        wanted: impl Fn(&Job) -> bool,
    ) -> Job {
        loop {
            let found = bed.load(job).await;
            if wanted(&found) {
                return found;
            }
            let hint = timeout(PATIENCE, self.changes.recv()).await;
            let hint = hint.unwrap_or_else(|_| panic!("no hint came; the job is {found:?}"));
            assert_eq!(hint.expect("the worker runs").owner, bed.owner);
        }
    }

    /// Tells the worker to stop.
    pub(crate) fn shut_down(&self) {
        self.shutdown.cancel();
    }

    /// Tells the worker to stop and waits until it has.
    pub(crate) async fn close(self) {
        self.shutdown.cancel();
        let run = timeout(PATIENCE, self.run).await;
        run.expect("the worker stops").expect("no panic");
    }
}
