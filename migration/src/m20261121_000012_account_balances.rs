//! What was on an account, day by day.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Creates `account_balances`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const UP: &[&str] = &[
    // One row per account and UTC day: what the last sync of that day was told. The primary key is
    // also the order in which a history is read.
    "create table account_balances (
        user_id {uuid} not null,
        account_id {uuid} not null,
        told_on {date} not null,
        balance_current bigint,
        balance_available bigint,
        balance_limit bigint,
        balance_currency text,
        balance_as_of {timestamptz} not null,
        constraint account_balances_pk primary key (user_id, account_id, told_on),
        constraint account_balances_account_fk foreign key (user_id, account_id)
            references accounts (user_id, id) on delete cascade
    )",
];

const DOWN: &[&str] = &["drop table account_balances"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, DOWN).await
    }
}
