//! The words of syncing.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::features::items::SyncTrigger;
use crate::kernel::ids::{ItemId, JobId, UserId};

/// Where a sync stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncStatus {
    /// Asked for.
    Queued,
    /// Under way.
    Running,
    /// Plaid isn't ready, or a retry is due.
    Waiting,
    /// The ledger equals what Plaid has.
    Succeeded,
    /// Given up.
    Failed,
    /// The item was removed meanwhile.
    Canceled,
}

impl SyncStatus {
    /// Whether nothing more will happen.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Canceled)
    }
}

impl From<jobs::State> for SyncStatus {
    fn from(state: jobs::State) -> Self {
        match state {
            jobs::State::Queued => Self::Queued,
            jobs::State::Running => Self::Running,
            jobs::State::Waiting => Self::Waiting,
            jobs::State::Succeeded => Self::Succeeded,
            jobs::State::Failed => Self::Failed,
            jobs::State::Canceled => Self::Canceled,
        }
    }
}

/// Counts of a pagination.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Pages of `/transactions/sync`.
    pub pages: u32,
    /// Transactions that Plaid told to be new.
    pub added: u32,
    /// Changed.
    pub modified: u32,
    /// Taken back.
    pub removed: u32,
}

impl Counts {
    pub(super) fn and(self, page: &plaid::TransactionsSyncResponse) -> Self {
        let count = |list: usize| u32::try_from(list).unwrap_or(u32::MAX);
        Self {
            pages: self.pages.saturating_add(1),
            added: self.added.saturating_add(count(page.added.len())),
            modified: self.modified.saturating_add(count(page.modified.len())),
            removed: self.removed.saturating_add(count(page.removed.len())),
        }
    }
}

/// What a sync has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Progress {
    /// Everything, what is fetched and not yet applied included.
    #[serde(flatten)]
    pub so_far: Counts,
    /// What is applied: a pagination that starts again counts from here.
    pub applied: Counts,
}

impl Progress {
    pub(super) fn of(job: &jobs::Job) -> Self {
        serde_json::from_value(job.progress.clone()).unwrap_or_default()
    }

    /// Nothing is fetched that isn't applied.
    pub(super) fn at_start(self) -> Self {
        Self { so_far: self.applied, applied: self.applied }
    }

    /// Everything that was fetched is applied.
    pub(super) fn all_applied(self) -> Self {
        Self { so_far: self.so_far, applied: self.so_far }
    }

    pub(super) fn json(self) -> Value {
        serde_json::to_value(self).expect("numbers are always JSON")
    }
}

/// Why a sync failed or waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncError {
    /// Plaid's error code, or ours.
    pub code: String,
    /// In a plain sentence.
    pub message: String,
    /// Whether trying again can help.
    pub retryable: bool,
    /// Plaid's id of the call.
    pub plaid_request_id: Option<String>,
}

impl From<jobs::Failure> for SyncError {
    fn from(failure: jobs::Failure) -> Self {
        Self {
            code: failure.code,
            message: failure.message,
            retryable: failure.retryable,
            plaid_request_id: failure.reference,
        }
    }
}

/// A sync, as its owner sees it at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct SyncJob {
    /// The owner.
    pub owner: UserId,
    /// The id.
    pub id: JobId,
    /// What is synced.
    pub item: ItemId,
    /// Who asked.
    pub trigger: SyncTrigger,
    /// Where it stands.
    pub status: SyncStatus,
    /// The attempt, from 1; 0 before the first. Waits for Plaid use up none.
    pub attempt: i32,
    /// When it goes on, while it waits.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// What it has done.
    pub progress: Progress,
    /// Why it failed or waits.
    pub error: Option<SyncError>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it first ran.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// The number of the change that led here.
    pub seq: i64,
}

impl From<jobs::Job> for SyncJob {
    fn from(job: jobs::Job) -> Self {
        let status = SyncStatus::from(job.state);
        Self {
            owner: UserId(job.owner),
            id: JobId(job.id),
            item: ItemId(job.subject),
            trigger: SyncTrigger::from_word(&job.cause).unwrap_or(SyncTrigger::Schedule),
            status,
            attempt: job.attempt(),
            next_attempt_at: Some(job.run_at).filter(|_| status == SyncStatus::Waiting),
            progress: Progress::of(&job),
            error: job.failure.map(SyncError::from),
            created_at: job.created_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
            seq: job.event_seq,
        }
    }
}

impl SyncJob {
    /// The same job as it stood after one of its changes.
    pub(super) fn at(mut job: jobs::Job, event: jobs::Event) -> Self {
        job.state = event.state;
        job.failures = event.failures;
        job.run_at = event.run_at;
        job.progress = event.progress;
        job.failure = event.failure;
        job.started_at = event.started_at;
        job.finished_at = event.finished_at;
        job.event_seq = event.seq;
        Self::from(job)
    }
}

/// How long to wait for Plaid's first data, by how often was waited already: the first answers come
/// within seconds, so the first waits are short.
pub(super) fn patience(waits: i32) -> Duration {
    const SECONDS: [u64; 8] = [2, 3, 5, 10, 30, 60, 300, 900];
    let waits = usize::try_from(waits).unwrap_or_default();
    Duration::from_secs(SECONDS[waits.min(SECONDS.len() - 1)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_grows_and_has_an_end() {
        let waits: Vec<_> = (0..10).map(|waits| patience(waits).as_secs()).collect();
        assert_eq!(waits, [2, 3, 5, 10, 30, 60, 300, 900, 900, 900]);
    }

    #[test]
    fn a_restarted_pagination_counts_from_what_is_applied() {
        let applied = Counts { pages: 1, added: 10, modified: 0, removed: 0 };
        let fetched = Counts { pages: 3, added: 40, modified: 2, removed: 1 };
        let progress = Progress { so_far: fetched, applied };
        assert_eq!(progress.at_start().so_far, applied);
        assert_eq!(progress.all_applied().applied, fetched);
        let json = progress.json();
        assert_eq!(json["added"], 40);
        assert_eq!(serde_json::from_value::<Progress>(json).unwrap(), progress);
    }
}
