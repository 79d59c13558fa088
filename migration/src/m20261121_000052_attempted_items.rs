//! What came of a link belongs to the one who linked.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use crate::dialect::{run, run_on};

/// Adds the missing foreign key of `link_attempts` to `items`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP_POSTGRES: &[&str] = &["alter table link_attempts
    add constraint link_attempts_item_fk foreign key (user_id, item_id)
        references items (user_id, id) on delete cascade"];

const DOWN_POSTGRES: &[&str] = &["alter table link_attempts drop constraint link_attempts_item_fk"];

/// SQLite adds no constraint to a table that is there: the rows move to a new one.
const REBUILD: [&str; 5] = [
    "create table link_attempts_new (
        user_id {uuid} not null,
        id {uuid} not null,
        public_token {bytea},
        input text not null,
        state text not null,
        item_id {uuid},
        error_code text,
        created_at {timestamptz} not null,
        asked_at {timestamptz},
        ended_at {timestamptz},
        constraint link_attempts_pk primary key (user_id, id),
        constraint link_attempts_user_fk foreign key (user_id) references users (id)
            on delete cascade,
        --item--
        constraint link_attempts_state_check
            check (state in ('pending', 'linked', 'refused', 'lost'))
    )",
    "insert into link_attempts_new select user_id, id, public_token, input, state, item_id,
        error_code, created_at, asked_at, ended_at from link_attempts",
    "drop table link_attempts",
    "alter table link_attempts_new rename to link_attempts",
    "create index link_attempts_pending_idx on link_attempts (created_at) where state = 'pending'",
];

const ITEM_KEY: &str = "constraint link_attempts_item_fk foreign key (user_id, item_id)
            references items (user_id, id) on delete cascade,";

async fn rebuild(manager: &SchemaManager<'_>, item_key: &str) -> Result<(), DbErr> {
    if manager.get_connection().get_database_backend() != DbBackend::Sqlite {
        return Ok(());
    }
    for statement in REBUILD {
        run(manager, &[&statement.replace("--item--", item_key)]).await?;
    }
    Ok(())
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    /// On SQLite too: on several connections of the pool one does not see at once that another has
    /// dropped the table.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rebuild(manager, ITEM_KEY).await?;
        run_on(DbBackend::Postgres, manager, UP_POSTGRES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        rebuild(manager, "").await?;
        run_on(DbBackend::Postgres, manager, DOWN_POSTGRES).await
    }
}
