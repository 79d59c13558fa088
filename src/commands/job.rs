//! `florin job`: what is to be done, what is under way, and what went wrong.

use chrono::Utc;
use clap::{Args, Subcommand, ValueEnum};
use florin::features::audit::{self, Entry, Kind};
use florin::kernel::actor::Credential;
use florin::kernel::fault::OrFault as _;
use florin::kernel::ids::{ItemId, JobId, UserId};
use florin::kernel::origin::Origin;
use florin::platform::clock::{Clock as _, SystemClock};
use florin::platform::db::Db;
use serde_json::{Value, json};

use super::operator::{moment, new_ids, open_database, table, usernames};
use super::{Done, print};

/// Jobs of every user, without a server. Example: `florin job list --state failed`
#[derive(Args)]
pub struct Job {
    #[command(subcommand)]
    command: JobCommand,
}

#[derive(Subcommand)]
enum JobCommand {
    /// Lists jobs, newest first. Example: `florin job list --state failed --limit 20`
    List {
        /// Only jobs in this state; may be given more than once.
        #[arg(long, value_enum)]
        state: Vec<JobState>,
        /// The most jobs to list.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=10_000))]
        limit: u16,
        /// Prints a JSON array for programs instead of a table.
        #[arg(long)]
        json: bool,
    },
    /// Has a job tried again now: one that has failed or was canceled is followed by a new one, one
    /// that waits does not wait any longer.
    /// Example: `florin job retry job_0199d3a27c1e7b7c8d4e5f60718293a4`
    Retry {
        /// The job, as `florin job list` prints it.
        job: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum JobState {
    Queued,
    Running,
    Waiting,
    Succeeded,
    Failed,
    Canceled,
}

impl Job {
    /// Works on the database without the server.
    pub async fn run(self) -> Done {
        let db = open_database().await?;
        match self.command {
            JobCommand::List { state, limit, json } => {
                let states: Vec<_> = state.into_iter().map(jobs::State::from).collect();
                list(&db, &states, limit, json).await?;
            }
            JobCommand::Retry { job } => retry(&db, &job).await?,
        }
        db.close().await?;
        Ok(())
    }
}

async fn list(db: &Db, states: &[jobs::State], limit: u16, json: bool) -> Done {
    let found = jobs::list_all(&db.system, states, u64::from(limit)).await;
    let found = found.or_fault("listing jobs")?;
    let names = usernames(db).await?;
    let user = |job: &jobs::Job| names.get(&UserId(job.owner)).cloned().unwrap_or_default();
    if json {
        let values: Vec<Value> = found.iter().map(|job| value(job, &user(job))).collect();
        print(&serde_json::to_string_pretty(&values)?);
        return Ok(());
    }
    let rows: Vec<_> = found
        .iter()
        .map(|job| {
            let code = job.failure.as_ref().map_or("-", |failure| failure.code.as_str());
            [
                JobId(job.id).to_string(),
                job.kind.clone(),
                job.state.as_str().to_owned(),
                job.attempt().to_string(),
                moment(Some(job.run_at)),
                code.to_owned(),
                user(job),
                ItemId(job.subject).to_string(),
            ]
        })
        .collect();
    let headings = ["JOB", "KIND", "STATE", "ATTEMPT", "DUE (UTC)", "ERROR", "USER", "ITEM"];
    print(&table(headings, &rows));
    Ok(())
}

fn value(job: &jobs::Job, user: &str) -> Value {
    json!({
        "id": JobId(job.id).to_string(),
        "kind": job.kind,
        "state": job.state.as_str(),
        "cause": job.cause,
        "user": user,
        "userId": UserId(job.owner).to_string(),
        "itemId": ItemId(job.subject).to_string(),
        "attempt": job.attempt(),
        "crashes": job.crashes,
        "waits": job.waits,
        "dueAt": job.run_at,
        "createdAt": job.created_at,
        "startedAt": job.started_at,
        "finishedAt": job.finished_at,
        "error": job.failure.as_ref().map(|failure| json!({
            "code": failure.code,
            "message": failure.message,
            "retryable": failure.retryable,
            "reference": failure.reference,
        })),
    })
}

async fn retry(db: &Db, id: &str) -> Done {
    let job = JobId::parse(id).map_err(|error| format!("{id:?} is {error}"))?;
    let tx = db.begin_system_write().await?;
    let found = jobs::find(&tx, job.0).await.or_fault("looking a job up")?;
    let found = found.ok_or_else(|| format!("there is no job {job}"))?;
    match found.state {
        jobs::State::Succeeded => return Err(format!("{job} has succeeded already").into()),
        jobs::State::Running => return Err(format!("{job} is running").into()),
        _ => {}
    }
    let now: chrono::DateTime<Utc> = SystemClock.now();
    let next = jobs::retry(&tx, &found, new_ids().new_uuid(now), now).await;
    let next = next.or_fault("asking for a job again")?;
    let retried = Entry {
        owner: UserId(found.owner),
        at: now,
        actor: Credential::Operator.into(),
        origin: Origin::default(),
        kind: Kind::JobRetried,
        subject: Some(job.to_string()),
    };
    audit::record(&tx, &new_ids(), retried).await?;
    tx.commit().await.or_fault("asking for a job again")?;
    print(&format!("{} is due now.", JobId(next.id)));
    Ok(())
}

impl From<JobState> for jobs::State {
    fn from(state: JobState) -> Self {
        match state {
            JobState::Queued => Self::Queued,
            JobState::Running => Self::Running,
            JobState::Waiting => Self::Waiting,
            JobState::Succeeded => Self::Succeeded,
            JobState::Failed => Self::Failed,
            JobState::Canceled => Self::Canceled,
        }
    }
}
