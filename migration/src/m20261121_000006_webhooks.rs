//! The webhooks that Plaid has delivered.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Creates `webhooks`, and the index that finds the item of one.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // A delivery is known by the hash of the token that it came with: Plaid signs each anew, so the
    // same token twice is the same delivery played again. The body is not kept, because nothing in
    // it is believed. The owner is null where the item is nobody's.
    "create table webhooks (
        id {uuid} not null,
        user_id {uuid},
        item_id {uuid},
        token_hash {bytea} not null,
        plaid_item_id text,
        type text not null,
        code text not null,
        outcome text not null,
        received_at {timestamptz} not null,
        constraint webhooks_pk primary key (id),
        constraint webhooks_token_hash_key unique (token_hash),
        constraint webhooks_item_fk foreign key (user_id, item_id)
            references items (user_id, id) on delete cascade,
        constraint webhooks_owner_check check ((user_id is null) = (item_id is null))
    )",
    // Old deliveries are forgotten.
    "create index webhooks_received_at_idx on webhooks (received_at)",
    // A webhook names its item as Plaid does.
    "create index items_plaid_item_id_idx on items (plaid_item_id)",
];

const DOWN: &[&str] = &["drop index items_plaid_item_id_idx", "drop table webhooks"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
