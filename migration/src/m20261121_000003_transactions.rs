//! The ledger.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Creates `transactions`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // amount is signed from the holder's side. A row that the bank took back keeps its place as a
    // tombstone (removed_at), so that clients can be told. location, payment_meta and
    // counterparties are Plaid's objects as JSON text: they are shown, never searched.
    "create table transactions (
        user_id {uuid} not null,
        id {uuid} not null,
        account_id {uuid} not null,
        plaid_transaction_id text not null,
        plaid_pending_transaction_id text,
        posted_on {date} not null,
        authorized_on {date},
        posted_at {timestamptz},
        authorized_at {timestamptz},
        amount bigint not null,
        currency text not null,
        name text not null,
        merchant_name text,
        merchant_entity_id text,
        original_description text,
        website text,
        logo_url text,
        check_number text,
        transaction_code text,
        account_owner text,
        pending boolean not null,
        payment_channel text not null,
        category_primary text,
        category_detailed text,
        category_confidence text,
        location text,
        payment_meta text,
        counterparties text,
        created_at {timestamptz} not null,
        updated_at {timestamptz} not null,
        removed_at {timestamptz},
        constraint transactions_pk primary key (user_id, id),
        constraint transactions_plaid_transaction_id_key
            unique (user_id, account_id, plaid_transaction_id),
        constraint transactions_account_fk foreign key (user_id, account_id)
            references accounts (user_id, id) on delete cascade
    )",
    // The order of the list and of its keyset pages.
    "create index transactions_user_posted_on_idx on transactions (user_id, posted_on, id)
        where removed_at is null",
    // The same within one account.
    "create index transactions_account_posted_on_idx
        on transactions (user_id, account_id, posted_on, id) where removed_at is null",
];

const DOWN: &[&str] = &["drop table transactions"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
