//! Items (connections to a bank through Plaid) and their accounts.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Creates `items` and `accounts`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // access_token is sealed and leaves the row once Plaid has confirmed the removal. `cursor` is
    // the last one of a finished pagination; null means from the beginning. selected_accounts is a
    // JSON list of Plaid's account ids; null means every account of the item.
    "create table items (
        user_id {uuid} not null,
        id {uuid} not null,
        plaid_item_id text not null,
        access_token {bytea},
        institution_id text,
        institution_name text,
        state text not null,
        status text not null,
        status_reason text,
        selected_accounts text,
        idempotency_key text,
        idempotency_hash {bytea},
        cursor text,
        last_synced_at {timestamptz},
        created_at {timestamptz} not null,
        removed_at {timestamptz},
        constraint items_pk primary key (user_id, id),
        constraint items_plaid_item_id_key unique (user_id, plaid_item_id),
        constraint items_idempotency_key_key unique (user_id, idempotency_key),
        constraint items_user_fk foreign key (user_id) references users (id) on delete cascade,
        constraint items_state_check check (state in ('active', 'removing', 'removed'))
    )",
    // The scheduler looks for active items that have been silent for long.
    "create index items_active_last_synced_at_idx on items (last_synced_at) where state = 'active'",
    // Amounts are integers of 10^-8 units of the currency beside them.
    "create table accounts (
        user_id {uuid} not null,
        id {uuid} not null,
        item_id {uuid} not null,
        plaid_account_id text not null,
        name text not null,
        official_name text,
        mask text,
        type text not null,
        subtype text,
        balance_current bigint,
        balance_available bigint,
        balance_limit bigint,
        balance_currency text,
        balance_as_of {timestamptz} not null,
        created_at {timestamptz} not null,
        constraint accounts_pk primary key (user_id, id),
        constraint accounts_plaid_account_id_key unique (user_id, item_id, plaid_account_id),
        constraint accounts_item_fk foreign key (user_id, item_id)
            references items (user_id, id) on delete cascade
    )",
];

const DOWN: &[&str] = &["drop table accounts", "drop table items"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
