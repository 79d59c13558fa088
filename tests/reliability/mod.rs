//! The promises, each as a test that is named after its number, on both databases, with real
//! processes and real signals. docs/reliability.md has the numbers that were reached.

mod bank;
mod bed;
mod chance;
mod invariants;
mod proxy;
mod scale;
mod store;

mod r01_sigkill;
