//! Links under way: the tokens that open Link, and the exchanges of what Link returns.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Creates `link_tokens` and `link_attempts`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // A token and the address of its hosted page are sealed, as one; the hashes find it by what was
    // asked for and by the token itself. `item_id` is set for update mode.
    "create table link_tokens (
        user_id {uuid} not null,
        id {uuid} not null,
        item_id {uuid},
        request_hash {bytea} not null,
        token_hash {bytea} not null,
        sealed {bytea} not null,
        plaid_request_id text not null,
        hosted boolean not null,
        created_at {timestamptz} not null,
        expires_at {timestamptz} not null,
        used_at {timestamptz},
        constraint link_tokens_pk primary key (user_id, id),
        constraint link_tokens_token_hash_key unique (token_hash),
        constraint link_tokens_user_fk foreign key (user_id) references users (id)
            on delete cascade,
        constraint link_tokens_item_fk foreign key (user_id, item_id)
            references items (user_id, id) on delete cascade
    )",
    "create index link_tokens_request_hash_idx on link_tokens (user_id, request_hash)",
    "create index link_tokens_expires_at_idx on link_tokens (expires_at)",
    // The intent is written before Plaid is asked, so that a crash between Plaid's answer and the
    // stored item is noticed. The public token is sealed, and gone once the attempt has ended.
    // `asked_at` is when Plaid was last asked; whoever moves it has the attempt for a while.
    "create table link_attempts (
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
        constraint link_attempts_state_check
            check (state in ('pending', 'linked', 'refused', 'lost'))
    )",
    "create index link_attempts_pending_idx on link_attempts (created_at) where state = 'pending'",
];

const DOWN: &[&str] = &["drop table link_attempts", "drop table link_tokens"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
