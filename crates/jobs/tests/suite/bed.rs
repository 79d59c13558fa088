//! A fresh, migrated database with a clock of its own, and short ways to do what the tests do
//! often.

use chrono::{DateTime, TimeDelta, Utc};
use jobs::{
    Changed, Claim, Claimant, Ending, Failure, FinishError, Finished, Job, LeaseClock, NewJob,
    Policy, World,
};
use migration::{Migrator, MigratorTrait as _};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database, DatabaseConnection, DbBackend, Statement,
};
use serde_json::json;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;
use tokio::time::timeout;
use uuid::Uuid;

/// The kind of every job here, unless a test is about kinds.
pub(crate) const KIND: &str = "sync";

/// How long a test waits for what must happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The lease of every claim here.
pub(crate) const LEASE: Duration = Duration::from_secs(30);

/// A database and what a test does with it.
pub(crate) struct Bed {
    /// For everything but heartbeats.
    pub(crate) db: DatabaseConnection,
    /// For heartbeats.
    pub(crate) heartbeat_db: DatabaseConnection,
    /// Time and chance.
    pub(crate) world: Arc<TestWorld>,
    /// Whose jobs they are.
    pub(crate) owner: Uuid,
    home: Home,
}

enum Home {
    Sqlite(tempfile::TempDir),
    Postgres { admin: DatabaseConnection, name: String },
}

impl Bed {
    /// A database in a file that is gone afterwards.
    pub(crate) async fn sqlite() -> Self {
        let directory = tempfile::tempdir().expect("a directory for the database");
        let file = directory.path().join("jobs.sqlite");
        let url = format!("sqlite://{}?mode=rwc", file.display());
        Self::open(&url, Home::Sqlite(directory)).await
    }

    /// A database of the PostgreSQL server that the environment names.
    pub(crate) async fn postgres() -> Self {
        let url = std::env::var("FLORIN_TEST_POSTGRES_URL").expect(
            "FLORIN_TEST_POSTGRES_URL must be the URL of a PostgreSQL database whose user may \
            create databases, such as postgres://postgres@localhost:5432/postgres",
        );
        let admin = connect(&url, 1).await;
        let name = "select 'jobs_' || replace(gen_random_uuid()::text, '-', '') as name";
        let name = Statement::from_string(DbBackend::Postgres, name);
        let name = admin.query_one_raw(name).await.expect("an answer");
        let name: String = name.expect("a row").try_get("", "name").expect("a name");
        let create = format!("create database {name}");
        admin.execute_unprepared(&create).await.expect("a database");
        let mut own = url::Url::parse(&url).expect("a URL");
        own.set_path(&name);
        // Workers are about everybody's rows, and nobody sees any unless they say so.
        own.query_pairs_mut().append_pair("options", "-c florin.scope=system");
        Self::open(own.as_str(), Home::Postgres { admin, name }).await
    }

    async fn open(url: &str, home: Home) -> Self {
        hear_everything();
        let db = connect(url, 10).await;
        if db.get_database_backend() == DbBackend::Sqlite {
            let wal = db.execute_unprepared("pragma journal_mode = wal").await;
            wal.expect("a write-ahead log");
        }
        Migrator::up(&db, None).await.expect("the schema");
        let world = Arc::new(TestWorld::default());
        Self { heartbeat_db: connect(url, 2).await, owner: world.new_id(), db, world, home }
    }

    /// Leaves nothing behind.
    pub(crate) async fn close(self) {
        self.db.close().await.expect("a closed pool");
        self.heartbeat_db.close().await.expect("a closed pool");
        match self.home {
            Home::Sqlite(directory) => directory.close().expect("a removed directory"),
            Home::Postgres { admin, name } => {
                let drop = format!("drop database {name} with (force)");
                admin.execute_unprepared(&drop).await.expect("no database");
            }
        }
    }

    /// The present moment of this test.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.world.now()
    }

    /// A fresh id.
    pub(crate) fn id(&self) -> Uuid {
        self.world.new_id()
    }

    /// An ask about the subject.
    pub(crate) fn new_job(&self, subject: Uuid, cause: &str) -> NewJob {
        NewJob { owner: self.owner, id: self.id(), kind: KIND, subject, cause: cause.to_owned() }
    }

    /// Asks for a job that is due now.
    pub(crate) async fn ask(&self, subject: Uuid, cause: &str) -> Job {
        self.ask_at(subject, cause, self.now()).await
    }

    /// Asks for a job that is due then.
    pub(crate) async fn ask_at(&self, subject: Uuid, cause: &str, run_at: DateTime<Utc>) -> Job {
        let tx = jobs::begin(&self.db).await.expect("a transaction");
        let new = self.new_job(subject, cause);
        let job = jobs::enqueue_at(&tx, new, run_at, self.now()).await;
        tx.commit().await.expect("a commit");
        job.expect("a job")
    }

    /// Calls off what is open about the subject.
    pub(crate) async fn cancel(&self, subject: Uuid) -> Option<Job> {
        let tx = jobs::begin(&self.db).await.expect("a transaction");
        let canceled = jobs::cancel(&tx, self.owner, KIND, subject, self.now()).await;
        tx.commit().await.expect("a commit");
        canceled.expect("an answer")
    }

    /// Takes what is due, up to ten jobs.
    pub(crate) async fn claim(&self, worker: &str) -> Vec<Claim> {
        let claimant = claimant(worker);
        let claims = claimant.claim(&self.db, 10, self.now()).await;
        claims.expect("an answer")
    }

    /// Takes the only job that is due.
    pub(crate) async fn claim_one(&self, worker: &str) -> Claim {
        let mut claims = self.claim(worker).await;
        assert_eq!(claims.len(), 1, "one job is due");
        claims.remove(0)
    }

    /// Ends the claim as a handler does.
    pub(crate) async fn finish(
        &self,
        claim: &Claim,
        ending: Ending,
    ) -> Result<Finished, FinishError> {
        let tx = jobs::begin(&self.db).await?;
        let _locked = jobs::check(&tx, claim).await?;
        let progress = json!({"pages": 1});
        let finished = jobs::finish(&tx, claim, ending, &progress, self.now(), self.id()).await?;
        tx.commit().await?;
        Ok(finished)
    }

    /// Waits until a statement of this database waits for a lock. SQLite does not tell: there the
    /// statement is only given its turn.
    pub(crate) async fn somebody_waits(&self) {
        if self.db.get_database_backend() == DbBackend::Sqlite {
            return tokio::task::yield_now().await;
        }
        let sql = "select 1 from pg_stat_activity \
            where datname = current_database() and wait_event_type = 'Lock'";
        eventually("a statement waits", async || {
            let question = Statement::from_string(DbBackend::Postgres, sql);
            let waits = self.db.query_one_raw(question).await;
            waits.expect("an answer").is_some()
        })
        .await;
    }

    /// The job as it stands.
    pub(crate) async fn load(&self, id: Uuid) -> Job {
        let job = jobs::load(&self.db, self.owner, id).await;
        job.expect("an answer").expect("a job")
    }

    /// The open and final jobs about the subject, oldest first.
    pub(crate) async fn all_about(&self, subject: Uuid) -> Vec<Job> {
        let page = jobs::history(&self.db, self.owner, KIND, Some(&[subject]), None, 100).await;
        let mut all = page.expect("an answer");
        all.reverse();
        all
    }

    /// The words of the job's events, whose numbers must be without a gap.
    pub(crate) async fn story(&self, job: Uuid) -> Vec<&'static str> {
        let events = jobs::events_after(&self.db, self.owner, job, 0).await;
        let events = events.expect("an answer");
        let numbers: Vec<i64> = events.iter().map(|event| event.seq).collect();
        let expected: Vec<i64> = (1..).take(events.len()).collect();
        assert_eq!(numbers, expected, "events are numbered without a gap");
        let last = self.load(job).await;
        assert_eq!(Some(last.event_seq), numbers.last().copied());
        events.iter().map(|event| event.state.as_str()).collect()
    }
}

/// Asks until the answer is yes.
pub(crate) async fn eventually(what: &str, holds: impl AsyncFn() -> bool) {
    let asking = async { while !holds().await {} };
    let answer = timeout(PATIENCE, asking).await;
    answer.unwrap_or_else(|_| panic!("in vain: {what}"));
}

/// A claimant of that name, with the default policy, whom nobody listens to.
pub(crate) fn claimant(worker: &str) -> Claimant {
    Claimant {
        worker: worker.to_owned(),
        kinds: vec![KIND],
        lease: LEASE,
        lease_clock: LeaseClock::Caller,
        turns: Arc::default(),
        policy: Arc::new(Policy::default()),
        on_change: Arc::new(|_: Changed| {}),
    }
}

/// A failure with that code.
pub(crate) fn failure(code: &str) -> Failure {
    Failure {
        code: code.to_owned(),
        message: "It did not work.".to_owned(),
        retryable: true,
        reference: Some("request-1".to_owned()),
    }
}

/// Whether anybody wants a line of the log is asked where it is said for the first time, and kept. Without
/// a listener for good, a test that has none could be asked just then, for one that has.
fn hear_everything() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let all = tracing::subscriber::set_global_default(tracing_subscriber::registry());
        all.expect("the first listener");
    });
}

async fn connect(url: &str, connections: u32) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).sqlx_logging(false);
    let db = Database::connect(options).await;
    db.expect("a connection to the test's database")
}

/// A clock that moves when told, and chance that is none.
pub(crate) struct TestWorld {
    now: Mutex<DateTime<Utc>>,
    looks: AtomicU64,
    ids: AtomicU64,
}

impl Default for TestWorld {
    fn default() -> Self {
        let start = DateTime::from_timestamp(1_795_000_000, 123_456_789).expect("a moment");
        Self { now: Mutex::new(start), looks: AtomicU64::new(0), ids: AtomicU64::new(1) }
    }
}

impl TestWorld {
    /// Lets time pass.
    pub(crate) fn pass(&self, time: Duration) {
        let delta = TimeDelta::from_std(time).expect("a short time");
        *self.now.lock().expect("no panic holds the clock") += delta;
    }

    /// Sets the clock forward or back.
    pub(crate) fn jump(&self, by: TimeDelta) {
        *self.now.lock().expect("no panic holds the clock") += by;
    }

    /// Waits until somebody has looked at the clock so many times more.
    pub(crate) async fn looked_at(&self, times: u64) {
        rises_by(&self.looks, times).await;
    }

    /// Waits until somebody has taken so many ids more.
    pub(crate) async fn ids_taken(&self, count: u64) {
        rises_by(&self.ids, count).await;
    }
}

async fn rises_by(count: &AtomicU64, by: u64) {
    let wanted = count.load(Ordering::Relaxed) + by;
    eventually("the count rises", async || {
        tokio::task::yield_now().await;
        count.load(Ordering::Relaxed) >= wanted
    })
    .await;
}

impl World for TestWorld {
    fn now(&self) -> DateTime<Utc> {
        self.looks.fetch_add(1, Ordering::Relaxed);
        *self.now.lock().expect("no panic holds the clock")
    }

    /// The middle of the default jitter: a delay is as long as the policy says.
    fn random(&self) -> u64 {
        200
    }

    fn new_id(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.ids.fetch_add(1, Ordering::Relaxed)))
    }
}
