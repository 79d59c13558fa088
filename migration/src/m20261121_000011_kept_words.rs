//! The owner's words on transactions of a bank that was removed, until it is linked again.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Creates `kept_words`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // Nothing of the bank's is kept in the clear: fingerprint is the SHA-256 of the salt and of
    // what tells a transaction from others. Equal ones are told apart by the order of their ids.
    "create table kept_words (
        user_id {uuid} not null,
        id {uuid} not null,
        salt {bytea} not null,
        fingerprint {bytea} not null,
        user_name text,
        user_note text,
        user_category text,
        kept_at {timestamptz} not null,
        constraint kept_words_pk primary key (user_id, id),
        constraint kept_words_user_fk foreign key (user_id) references users (id) on delete cascade
    )",
    // What is old enough is forgotten.
    "create index kept_words_kept_at_idx on kept_words (kept_at)",
];

const DOWN: &[&str] = &["drop table kept_words"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
