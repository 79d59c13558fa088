//! Durable jobs and the story of each, for crates/jobs.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Creates `jobs` and `job_events`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // `subject_id` is the thing that the job is about (an item); it has no foreign key because the
    // engine knows no feature. `failures` counts failed attempts, `waits` the snoozes in a row,
    // `crashes` the leases that ran out. `next_run_at` and `next_cause` are the ask that came while
    // the job ran: whoever ends it inserts the job that answers it. `epoch` is raised by each claim
    // and fences a worker that lost its lease. `event_seq` numbers the rows of job_events.
    "create table jobs (
        user_id {uuid} not null,
        id {uuid} not null,
        kind text not null,
        subject_id {uuid} not null,
        cause text not null,
        state text not null,
        failures integer not null,
        waits integer not null,
        crashes integer not null,
        epoch bigint not null,
        next_run_at {timestamptz},
        next_cause text,
        worker text,
        lease_until {timestamptz},
        run_at {timestamptz} not null,
        progress text not null,
        error_code text,
        error_message text,
        error_retryable boolean,
        error_reference text,
        event_seq bigint not null,
        created_at {timestamptz} not null,
        started_at {timestamptz},
        finished_at {timestamptz},
        updated_at {timestamptz} not null,
        constraint jobs_pk primary key (user_id, id),
        constraint jobs_next_check check ((next_run_at is null) = (next_cause is null)),
        constraint jobs_state_check check
            (state in ('queued', 'running', 'waiting', 'succeeded', 'failed', 'canceled'))
    )",
    // At most one job of a kind is open for a subject: asking again coalesces.
    if cfg!(feature = "sabotage-no-one-open") {
        "create index jobs_one_open_key on jobs (user_id, kind, subject_id)
        where state in ('queued', 'running', 'waiting')"
    } else {
        "create unique index jobs_one_open_key on jobs (user_id, kind, subject_id)
        where state in ('queued', 'running', 'waiting')"
    },
    // The claim: what is due first.
    "create index jobs_due_idx on jobs (run_at)
        where state in ('queued', 'running', 'waiting')",
    // The owner's history, newest first.
    "create index jobs_history_idx on jobs (user_id, subject_id, created_at, id)",
    // One row for each change that a watcher is told of, numbered per job under its row lock.
    "create table job_events (
        user_id {uuid} not null,
        job_id {uuid} not null,
        seq bigint not null,
        state text not null,
        failures integer not null,
        run_at {timestamptz} not null,
        progress text not null,
        error_code text,
        error_message text,
        error_retryable boolean,
        error_reference text,
        started_at {timestamptz},
        finished_at {timestamptz},
        at {timestamptz} not null,
        constraint job_events_pk primary key (user_id, job_id, seq),
        constraint job_events_job_fk foreign key (user_id, job_id)
            references jobs (user_id, id) on delete cascade
    )",
];

const DOWN: &[&str] = &["drop table job_events", "drop table jobs"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
