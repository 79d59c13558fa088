//! Users and the sessions that they are signed in with.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Creates `users` and `sessions`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // The keys hold what must be unique whatever its case: lower-cased by the server, not by the
    // database, whose idea of lower case depends on its collation.
    "create table users (
        id {uuid} not null,
        username text not null,
        username_key text not null,
        email text not null,
        email_key text not null,
        password_hash text not null,
        created_at {timestamptz} not null,
        constraint users_pk primary key (id),
        constraint users_username_key unique (username_key),
        constraint users_email_key unique (email_key)
    )",
    // Only the SHA-256 of a token is kept: whoever reads the table cannot sign in with it.
    "create table sessions (
        user_id {uuid} not null,
        id {uuid} not null,
        token_hash {bytea} not null,
        created_at {timestamptz} not null,
        expires_at {timestamptz} not null,
        constraint sessions_pk primary key (user_id, id),
        constraint sessions_token_hash_key unique (token_hash),
        constraint sessions_user_fk foreign key (user_id) references users (id) on delete cascade
    )",
];

const DOWN: &[&str] = &["drop table sessions", "drop table users"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
