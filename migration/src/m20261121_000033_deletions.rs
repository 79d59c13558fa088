//! The end of an account, and the receipt that is left of it.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Adds `users.deletion_id` and creates `deletion_receipts`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // Nothing of the person is in it. Only the SHA-256 of the code is kept that it is read with.
    "create table deletion_receipts (
        id {uuid} not null,
        code_hash {bytea} not null,
        requested_at {timestamptz} not null,
        completed_at {timestamptz},
        erased text not null,
        banks_removed bigint not null,
        constraint deletion_receipts_pk primary key (id),
        constraint deletion_receipts_code_hash_key unique (code_hash)
    )",
    // Set: the account is being deleted, and nobody signs in to it any more.
    "alter table users add column deletion_id {uuid}",
    "create index users_deletion_id_idx on users (deletion_id) where deletion_id is not null",
];

const DOWN: &[&str] = &[
    "drop index users_deletion_id_idx",
    "alter table users drop column deletion_id",
    "drop table deletion_receipts",
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
