//! Holds what is said to Plaid, and what the simulator says in its place, against Plaid's own
//! OpenAPI document.
//!
//! It serves the tests and is no part of the product. The document is not ours to hand on, so it
//! lies beside the checkout; where it is absent everything here says so in one line and lets the
//! tests pass. `Contract` judges one message. `Record` reads the exchanges that a simulator wrote
//! down, with the rule for which of them are judged (`record.rs`). `Watch` is what a test holds:
//! when it is let go, the test fails if anything in its record broke the contract.

mod contract;
mod convert;
mod record;
#[cfg(test)]
mod sample;
mod shared;
mod watch;
mod webhooks;

pub use contract::{Contract, ContractError, Violation};
pub use record::{Record, RecordError};
pub use shared::{document, shared};
pub use watch::Watch;
