//! Keys that owners give to programs, what each may see, and what each has read.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Creates `api_keys`, `api_key_accounts` and `api_key_reads`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // Whether a key is held to some accounts is a column of its own: when the last of them goes, the
    // key sees nothing, and not everything.
    "create table api_keys (
        user_id {uuid} not null,
        id {uuid} not null,
        name text not null,
        token_hash {bytea} not null,
        hint text not null,
        scopes text not null,
        all_accounts boolean not null,
        date_from {date},
        date_to {date},
        requests_per_minute integer not null,
        created_at {timestamptz} not null,
        expires_at {timestamptz} not null,
        last_used_at {timestamptz},
        revoked_at {timestamptz},
        constraint api_keys_pk primary key (user_id, id),
        constraint api_keys_token_hash_unique unique (token_hash),
        constraint api_keys_user_fk foreign key (user_id) references users (id) on delete cascade,
        constraint api_keys_days_check check (date_from <= date_to),
        constraint api_keys_rate_check check (requests_per_minute between 1 and 6000)
    )",
    "create table api_key_accounts (
        user_id {uuid} not null,
        key_id {uuid} not null,
        account_id {uuid} not null,
        constraint api_key_accounts_pk primary key (user_id, key_id, account_id),
        constraint api_key_accounts_key_fk foreign key (user_id, key_id)
            references api_keys (user_id, id) on delete cascade,
        constraint api_key_accounts_account_fk foreign key (user_id, account_id)
            references accounts (user_id, id) on delete cascade
    )",
    "create index api_key_accounts_account_idx on api_key_accounts (user_id, account_id)",
    "create table api_key_reads (
        user_id {uuid} not null,
        key_id {uuid} not null,
        day {date} not null,
        scope text not null,
        first_at {timestamptz} not null,
        last_at {timestamptz} not null,
        requests bigint not null,
        row_count bigint not null,
        constraint api_key_reads_pk primary key (user_id, key_id, day, scope),
        constraint api_key_reads_key_fk foreign key (user_id, key_id)
            references api_keys (user_id, id) on delete cascade
    )",
    // What is old enough is forgotten.
    "create index api_key_reads_day_idx on api_key_reads (day)",
];

const DOWN: &[&str] =
    &["drop table api_key_reads", "drop table api_key_accounts", "drop table api_keys"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
