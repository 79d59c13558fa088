//! The owner's own words on transactions.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Adds columns to `transactions`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // No sync writes these three; what is shown is the owner's word where there is one. The
    // category is a detailed code of Plaid's taxonomy.
    "alter table transactions add column user_name text",
    "alter table transactions add column user_note text",
    "alter table transactions add column user_category text",
    // Words on rows that the bank has replaced, or will: few, and looked for at every sync.
    "create index transactions_moving_words_idx on transactions (user_id, account_id)
        where (user_name is not null or user_note is not null or user_category is not null)
            and (pending or removed_at is not null)",
    // Which rows stand for a pending one.
    "create index transactions_plaid_pending_id_idx
        on transactions (user_id, account_id, plaid_pending_transaction_id)
        where plaid_pending_transaction_id is not null",
];

const DOWN: &[&str] = &[
    "drop index transactions_plaid_pending_id_idx",
    "drop index transactions_moving_words_idx",
    "alter table transactions drop column user_category",
    "alter table transactions drop column user_note",
    "alter table transactions drop column user_name",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
