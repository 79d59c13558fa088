//! The client against a small server of the tests' own: what is sent, what is understood, what
//! fails.
//!
//! The network is where we fake. Nothing waits: pauses between attempts are zero here.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]

mod added_calls;
mod answers;
mod calls;
mod classes;
mod document;
mod failures;
mod misbehaviour;
mod requests;
mod secrets;
mod support;
mod verification;
mod webhooks;
