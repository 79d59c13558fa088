//! Codes with which a password is set that was forgotten.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Creates `reset_codes`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // A user has one at most. Only its SHA-256 is kept.
    "create table reset_codes (
        user_id {uuid} not null,
        code_hash {bytea} not null,
        created_at {timestamptz} not null,
        expires_at {timestamptz} not null,
        constraint reset_codes_pk primary key (user_id),
        constraint reset_codes_user_fk foreign key (user_id) references users (id)
            on delete cascade
    )",
    "create index reset_codes_expires_at_idx on reset_codes (expires_at)",
];

const DOWN: &[&str] = &["drop table reset_codes"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
