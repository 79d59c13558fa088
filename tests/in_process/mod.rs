//! Requirements of security that need no server: what a document costs before it is refused, and what a
//! million envelopes have in common.

mod s19_guard;
mod s24_vault;
