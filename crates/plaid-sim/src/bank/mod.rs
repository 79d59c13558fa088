//! The bank behind the API: institutions, persons with accounts, and the ledger of each item.
//!
//! What a bank contains is a pure function of seed, institution and username, and of the day of
//! the link and the password for the few whose descriptions say so; the ids also of how
//! often that person was linked there before, because a real re-link gives new ids for the same
//! rows. Nothing here knows HTTP, tokens or the clock: the day is handed in.

pub mod account;
pub mod chance;
pub mod credentials;
#[expect(clippy::inconsistent_digit_grouping, reason = "cents stand apart from the dollars")]
mod custom;
#[expect(clippy::inconsistent_digit_grouping, reason = "cents stand apart from the dollars")]
mod dynamic;
pub mod event;
mod good;
#[expect(clippy::inconsistent_digit_grouping, reason = "cents stand apart from the dollars")]
mod household;
pub mod identifiers;
pub mod institutions;
pub mod ledger;
pub mod legacy_categories;
pub mod numbers;
pub mod owner;
pub mod person;
mod persona;
pub mod purchase;
pub mod row;
pub mod streams;
