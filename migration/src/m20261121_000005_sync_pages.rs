//! Pages of a running sync, kept until the one transaction that applies them.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Creates `sync_pages`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // A page belongs to one claim of one job: another epoch never reads it.
    "create table sync_pages (
        user_id {uuid} not null,
        job_id {uuid} not null,
        epoch bigint not null,
        page integer not null,
        body text not null,
        constraint sync_pages_pk primary key (user_id, job_id, epoch, page),
        constraint sync_pages_job_fk foreign key (user_id, job_id)
            references jobs (user_id, id) on delete cascade
    )",
];

const DOWN: &[&str] = &["drop table sync_pages"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
