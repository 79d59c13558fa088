//! The life of a session: when and from where it was used, and which of its tokens are used up.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Adds columns to `sessions`, and creates `used_tokens`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // Sessions that are there already count as used, and their password as given, when they began.
    "alter table sessions add column last_used_at {timestamptz} not null
        default '1970-01-01T00:00:00+00:00'",
    "alter table sessions add column confirmed_at {timestamptz} not null
        default '1970-01-01T00:00:00+00:00'",
    "update sessions set last_used_at = created_at, confirmed_at = created_at",
    "alter table sessions add column delivery text not null default 'token'
        constraint sessions_delivery_check check (delivery in ('token', 'cookie'))",
    // From where it was last used.
    "alter table sessions add column address text",
    "alter table sessions add column agent text",
    // What ended by itself is deleted by this.
    "create index sessions_expires_at_idx on sessions (expires_at)",
    "create index sessions_last_used_at_idx on sessions (last_used_at)",
    // The tokens that a session had before the one that it has. Whoever shows one of them has
    // stolen it, or was stolen from.
    "create table used_tokens (
        user_id {uuid} not null,
        token_hash {bytea} not null,
        session_id {uuid} not null,
        used_at {timestamptz} not null,
        constraint used_tokens_pk primary key (user_id, token_hash),
        constraint used_tokens_token_hash_key unique (token_hash),
        constraint used_tokens_session_fk foreign key (user_id, session_id)
            references sessions (user_id, id) on delete cascade
    )",
    "create index used_tokens_session_idx on used_tokens (user_id, session_id)",
];

const DOWN: &[&str] = &[
    "drop table used_tokens",
    "drop index sessions_last_used_at_idx",
    "drop index sessions_expires_at_idx",
    "alter table sessions drop column agent",
    "alter table sessions drop column address",
    "alter table sessions drop column delivery",
    "alter table sessions drop column confirmed_at",
    "alter table sessions drop column last_used_at",
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
