//! What a job is: its state, its failure, its story.
//!
//! Plain values without I/O. What a kind means, and what lies in `progress`, is known only to the
//! feature that owns the kind.

use chrono::{DateTime, SubsecRound as _, TimeDelta, Utc};
use serde_json::Value;
use std::time::Duration;
use uuid::Uuid;

/// Where a job stands. The first three are open, the last three final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Asked for and not yet taken by a worker.
    Queued,
    /// A worker holds its lease.
    Running,
    /// Put off until `run_at`: a retry, or a snooze that used up no attempt.
    Waiting,
    /// Done.
    Succeeded,
    /// Given up; `failure` says why.
    Failed,
    /// Nobody wants it any more.
    Canceled,
}

impl State {
    /// The word that the database holds.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }

    /// The state of that word, if it is one.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Queued, Self::Running, Self::Waiting, Self::Succeeded, Self::Failed, Self::Canceled]
            .into_iter()
            .find(|state| state.as_str() == word)
    }

    /// Whether a worker has it or will take it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running | Self::Waiting)
    }

    /// Whether the job will never change again.
    pub const fn is_final(self) -> bool {
        !self.is_open()
    }
}

/// Why an attempt failed or is put off, in words that the owner may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// A stable name in upper snake case.
    pub code: String,
    /// One sentence for the owner; no secret, no cause from inside the server.
    pub message: String,
    /// Whether trying again, later or by hand, can help.
    pub retryable: bool,
    /// What support at the other side asks for, such as a request id.
    pub reference: Option<String>,
}

/// One job as its row tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Whose job it is.
    pub owner: Uuid,
    /// The job's own id, given by the caller who asked.
    pub id: Uuid,
    /// Which handler runs it.
    pub kind: String,
    /// What it is about.
    pub subject: Uuid,
    /// Who asked, in the feature's own word.
    pub cause: String,
    /// Where it stands.
    pub state: State,
    /// Attempts that failed so far.
    pub failures: i32,
    /// Snoozes in a row.
    pub waits: i32,
    /// Leases that ran out: each is a worker that died or lost the database.
    pub crashes: i32,
    /// Raised by each claim and by a cancellation: the fence against a worker that lost its lease.
    pub epoch: i64,
    /// When it is due; of a running or final job, when it last was.
    pub run_at: DateTime<Utc>,
    /// What the handler last told of its work.
    pub progress: Value,
    /// Why the last attempt failed or was put off; none after a success.
    pub failure: Option<Failure>,
    /// The number of its latest event.
    pub event_seq: i64,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was first claimed.
    pub started_at: Option<DateTime<Utc>>,
    /// When it became final.
    pub finished_at: Option<DateTime<Utc>>,
}

impl Job {
    /// Which attempt it is at, or ended in: 0 before the first start.
    pub const fn attempt(&self) -> i32 {
        match (self.started_at, self.state) {
            (None, _) => 0,
            (Some(_), State::Failed) => self.failures,
            (Some(_), _) => self.failures + 1,
        }
    }
}

/// One change of a job, numbered per job without gaps.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The job that changed.
    pub job: Uuid,
    /// The change's number, from 1.
    pub seq: i64,
    /// The state after the change.
    pub state: State,
    /// Failed attempts after the change.
    pub failures: i32,
    /// When the job is due after the change.
    pub run_at: DateTime<Utc>,
    /// What the handler had told by then.
    pub progress: Value,
    /// Why the last attempt had failed or been put off.
    pub failure: Option<Failure>,
    /// When the job was first claimed.
    pub started_at: Option<DateTime<Utc>>,
    /// When the job became final.
    pub finished_at: Option<DateTime<Utc>>,
    /// When the change was made.
    pub at: DateTime<Utc>,
}

/// What to ask for.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Whose job it is.
    pub owner: Uuid,
    /// The id that the job gets, unless an open one takes the ask in.
    pub id: Uuid,
    /// Which handler is to run it.
    pub kind: &'static str,
    /// What it is about.
    pub subject: Uuid,
    /// Who asks, in the feature's own word.
    pub cause: String,
}

/// "This job changed": a hint for watchers, who read the truth from the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Whose job it is.
    pub owner: Uuid,
    /// Which job.
    pub job: Uuid,
    /// Its kind.
    pub kind: String,
}

impl From<&Job> for Changed {
    fn from(job: &Job) -> Self {
        Self { owner: job.owner, job: job.id, kind: job.kind.clone() }
    }
}

/// The moment as PostgreSQL can hold it, so that both databases give back what was written.
pub(crate) fn stored(moment: DateTime<Utc>) -> DateTime<Utc> {
    moment.trunc_subsecs(6)
}

/// The moment that lies `by` after `moment`.
pub(crate) fn after(moment: DateTime<Utc>, by: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(by)
        .ok()
        .and_then(|delta| moment.checked_add_signed(delta))
        .expect("a policy's durations are hours, not centuries")
}
