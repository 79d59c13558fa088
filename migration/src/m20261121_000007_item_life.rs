//! What is known of an item's life beside its status, and of accounts that have gone.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Adds columns to `items` and `accounts`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // When Plaid said that there are accounts which were never offered to the person.
    "alter table items add column new_accounts_at {timestamptz}",
    // When the bank or the law ends the connection, as far as is known.
    "alter table items add column ends_at {timestamptz}",
    // When Plaid last read the bank without an error.
    "alter table items add column bank_read_at {timestamptz}",
    // When its owner last had the bank itself asked: that has a cool-down.
    "alter table items add column refreshed_at {timestamptz}",
    // The accounts that its owner left out when linking, a JSON list of Plaid's ids. It is known
    // once Plaid has told all of them; an account that comes later is not among it.
    "alter table items add column excluded_accounts text",
    // When the account was first missing from what the bank tells.
    "alter table accounts add column closed_at {timestamptz}",
];

const DOWN: &[&str] = &[
    "alter table accounts drop column closed_at",
    "alter table items drop column excluded_accounts",
    "alter table items drop column refreshed_at",
    "alter table items drop column bank_read_at",
    "alter table items drop column ends_at",
    "alter table items drop column new_accounts_at",
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
