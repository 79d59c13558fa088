//! Secrets that can't be printed. The type is the `secrecy` crate's: its `Debug` shows nothing, and
//! its memory is wiped when it is dropped. Reading one takes the word `expose_secret`, which is easy
//! to find in a review.

pub use secrecy::{ExposeSecret, SecretBox, SecretString};
