//! The audit log: who signed in, linked or removed, when and from where.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::dialect::{run, run_on};

/// Creates `audit_events`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // `actor_id` is the session's or the key's. It has no foreign key: an event outlives what it
    // tells of. Every text is bounded and free of control characters before it gets here.
    "create table audit_events (
        user_id {uuid} not null,
        id {uuid} not null,
        at {timestamptz} not null,
        kind text not null,
        actor text not null,
        actor_id {uuid},
        address text,
        agent text,
        subject text,
        constraint audit_events_pk primary key (user_id, id),
        constraint audit_events_user_fk foreign key (user_id) references users (id)
            on delete cascade,
        constraint audit_events_actor_check check
            (actor in ('nobody', 'server', 'session', 'key', 'operator')),
        constraint audit_events_bounds_check check
            (length(kind) <= 64 and length(address) <= 64 and length(agent) <= 256
                and length(subject) <= 256)
    )",
    // The owner's list, newest first.
    "create index audit_events_list_idx on audit_events (user_id, at, id)",
    // What is old enough is forgotten.
    "create index audit_events_at_idx on audit_events (at)",
];

/// Nothing is changed, and nothing younger than 30 days is deleted, unless its owner has gone.
const UP_SQLITE: &[&str] = &[
    "create trigger audit_events_no_update before update on audit_events
    begin select raise(abort, 'audit_events is append-only'); end",
    "create trigger audit_events_no_delete before delete on audit_events
    when julianday(old.at) > julianday('now', '-30 days')
        and exists (select 1 from users where users.id = old.user_id)
    begin select raise(abort, 'audit_events is append-only'); end",
];

const UP_POSTGRES: &[&str] = &[
    "create function audit_events_append_only() returns trigger language plpgsql as $$
    begin
        if tg_op = 'DELETE' and (old.at <= now() - interval '30 days'
            or not exists (select 1 from users where users.id = old.user_id))
        then return old; end if;
        raise exception 'audit_events is append-only' using errcode = 'restrict_violation';
    end $$",
    "create trigger audit_events_append_only before update or delete on audit_events
    for each row execute function audit_events_append_only()",
    "create trigger audit_events_no_truncate before truncate on audit_events
    for each statement execute function audit_events_append_only()",
];

const DOWN: &[&str] = &["drop table audit_events"];

const DOWN_POSTGRES: &[&str] = &["drop function audit_events_append_only()"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await?;
        run_on(DbBackend::Sqlite, manager, UP_SQLITE).await?;
        run_on(DbBackend::Postgres, manager, UP_POSTGRES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await?;
        run_on(DbBackend::Postgres, manager, DOWN_POSTGRES).await
    }
}
