//! A file per table, column for column; no behaviour but `owned_by`, where every query begins.
//!
//! The tables `jobs` and `job_events` have no entity: they belong to the `jobs` crate.

pub mod account;
pub mod account_balance;
pub mod api_key;
pub mod api_key_account;
pub mod api_key_read;
pub mod audit_event;
pub mod deletion_receipt;
pub mod item;
pub mod kept_words;
pub mod known_device;
pub mod link_attempt;
pub mod link_token;
pub mod login_attempt;
pub mod reset_code;
pub mod session;
pub mod sync_page;
pub mod transaction;
pub mod used_token;
pub mod user;
pub mod webhook;
