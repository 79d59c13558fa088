//! Florin: a person's bank accounts as a GraphQL API that they own.
//!
//! The rooms, in reading order. Who may name whom is told in ARCHITECTURE.md and kept by
//! `tests/architecture.rs`.

/// Words that every room speaks: ids, money, dates, pages, actors, secrets, events, faults.
pub mod kernel;

/// Every setting with its default and meaning, read once.
pub mod config;

/// A file per table, column for column.
pub mod entities;

/// Handles on the world: database, vault, events, clock, ids, hashing.
pub mod platform;

/// What the product does, a folder per noun.
pub mod features;

/// How the product is asked.
pub mod graphql;

/// What parses a stranger's words, for the fuzzer.
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;

/// The doors: HTTP, WebSocket, static files, health.
pub mod http;

/// Every job and every schedule of the server on one page.
pub mod worker;
