//! Florin: a person's bank accounts as a GraphQL API that they own.
//!
//! The rooms, in reading order. Who may name whom is told in ARCHITECTURE.md and kept by
//! `tests/architecture.rs`.

#[cfg(all(
    not(debug_assertions),
    any(
        feature = "sabotage-deferred-transactions",
        feature = "sabotage-no-cost-limit",
        feature = "sabotage-no-csrf-check",
        feature = "sabotage-no-cursor-compare",
        feature = "sabotage-no-equal-work",
        feature = "sabotage-no-fresh-check",
        feature = "sabotage-no-owner-scope",
        feature = "sabotage-no-place",
        feature = "sabotage-no-scope-check",
        feature = "sabotage-no-session-watch",
        feature = "sabotage-no-snapshot",
        feature = "sabotage-no-throttle",
        feature = "sabotage-parse-first"
    )
))]
compile_error!("a sabotaged server is for tests of the tests, never for a release");

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
