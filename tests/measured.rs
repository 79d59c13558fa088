//! What is measured within a process, and done a million times over, in a binary of its own: a sample
//! runs with the other tests, and `make prove` runs the full numbers in a build that is optimised as a
//! release is.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod in_process;
#[expect(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "the other binaries use the rest of it"
)]
mod support;
