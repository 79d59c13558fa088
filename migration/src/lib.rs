//! The steps that bring a database to the schema of this version of Florin.
//!
//! One step is one change, written as plain SQL so that constraint names and index orders are there
//! to be read. A step that has shipped is never edited; the next one mends it. Steps know no entity:
//! entities describe today's schema, steps describe how each day's came about.

use sea_orm_migration::prelude::*;

mod dialect;
mod m20261121_000001_users;
mod m20261121_000002_items;
mod m20261121_000003_transactions;
mod m20261121_000004_jobs;
mod m20261121_000005_sync_pages;
mod m20261121_000006_webhooks;
mod m20261121_000007_item_life;
mod m20261121_000008_links;
mod m20261121_000010_words;
mod m20261121_000011_kept_words;
mod m20261121_000012_account_balances;
mod m20261121_000020_job_turns;
mod m20261121_000030_session_life;
mod m20261121_000031_login_throttle;
mod m20261121_000032_reset_codes;
mod m20261121_000033_deletions;
mod m20261121_000040_api_keys;
mod m20261121_000050_audit_events;
mod m20261121_000051_row_security;
mod m20261121_000052_attempted_items;

/// Every step, oldest first.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_users::Migration),
            Box::new(m20261121_000002_items::Migration),
            Box::new(m20261121_000003_transactions::Migration),
            Box::new(m20261121_000004_jobs::Migration),
            Box::new(m20261121_000005_sync_pages::Migration),
            Box::new(m20261121_000006_webhooks::Migration),
            Box::new(m20261121_000007_item_life::Migration),
            Box::new(m20261121_000008_links::Migration),
            Box::new(m20261121_000010_words::Migration),
            Box::new(m20261121_000011_kept_words::Migration),
            Box::new(m20261121_000012_account_balances::Migration),
            Box::new(m20261121_000020_job_turns::Migration),
            Box::new(m20261121_000030_session_life::Migration),
            Box::new(m20261121_000031_login_throttle::Migration),
            Box::new(m20261121_000032_reset_codes::Migration),
            Box::new(m20261121_000033_deletions::Migration),
            Box::new(m20261121_000040_api_keys::Migration),
            Box::new(m20261121_000050_audit_events::Migration),
            Box::new(m20261121_000051_row_security::Migration),
            Box::new(m20261121_000052_attempted_items::Migration),
        ]
    }
}

pub use sea_orm_migration::{MigrationStatus, MigratorTrait};
