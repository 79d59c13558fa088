//! Jobs of all owners in turn, leases that a wrong clock can't stretch, and the end of old jobs.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Changes `jobs`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // When the lease was set: one that was set in the future is not believed.
    "alter table jobs add column lease_set_at {timestamptz}",
    // The claim: the next owner's first. With the state, what is not due is told by the index alone.
    "create index jobs_turn_idx on jobs (user_id, run_at, id, state)
        where state in ('queued', 'running', 'waiting')",
    "drop index jobs_due_idx",
    // What is old enough to be deleted.
    "create index jobs_finished_idx on jobs (finished_at, id) where finished_at is not null",
];

const DOWN: &[&str] = &[
    "drop index jobs_finished_idx",
    "create index jobs_due_idx on jobs (run_at)
        where state in ('queued', 'running', 'waiting')",
    "drop index jobs_turn_idx",
    "alter table jobs drop column lease_set_at",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
