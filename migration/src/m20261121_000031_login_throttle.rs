//! What is kept against guessing: how often a password was tried, and which devices are known.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Creates `login_attempts` and `known_devices`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // The key is a hash of what is guarded: a name that was typed, a user, or a user's device. Names
    // that nobody has are counted alike, so a row can't belong to a user. Moments are milliseconds,
    // so that one statement of both databases counts an attempt and says whether it may be made:
    // it may where `granted_to` is then its own id.
    "create table login_attempts (
        key_hash {bytea} not null,
        attempts bigint not null,
        granted_to {uuid} not null,
        asked_at_ms bigint not null,
        free_at_ms bigint not null,
        constraint login_attempts_pk primary key (key_hash)
    )",
    "create index login_attempts_asked_at_idx on login_attempts (asked_at_ms)",
    // Where a user has signed in from: a hash of the address and of what the client calls itself.
    "create table known_devices (
        user_id {uuid} not null,
        device_hash {bytea} not null,
        seen_at {timestamptz} not null,
        constraint known_devices_pk primary key (user_id, device_hash),
        constraint known_devices_user_fk foreign key (user_id) references users (id)
            on delete cascade
    )",
    "create index known_devices_seen_at_idx on known_devices (seen_at)",
];

const DOWN: &[&str] = &["drop table known_devices", "drop table login_attempts"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
