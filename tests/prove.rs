//! Every promise of reliability, in a binary of its own: a sample runs with the other tests, and `make
//! prove` runs the full numbers.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]
#![recursion_limit = "256"]

mod reliability;
#[expect(dead_code, unused_imports, reason = "the other binary uses the rest of it")]
mod support;
