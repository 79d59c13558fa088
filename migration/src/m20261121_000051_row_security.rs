//! The second fence around each owner's rows: PostgreSQL's row-level security.

use sea_orm_migration::prelude::*;

use crate::dialect::{fence, fence_by, unfence};

/// Puts a policy on every table with a `user_id`, and on `users`.
#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &[&str] = &[
    "reset_codes",
    "sessions",
    "used_tokens",
    "known_devices",
    "items",
    "accounts",
    "account_balances",
    "transactions",
    "kept_words",
    "jobs",
    "job_events",
    "sync_pages",
    "webhooks",
    "link_tokens",
    "link_attempts",
    "api_keys",
    "api_key_accounts",
    "api_key_reads",
    "audit_events",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        fence(manager, TABLES).await?;
        fence_by(manager, "users", "id").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        unfence(manager, &["users"]).await?;
        unfence(manager, TABLES).await
    }
}
