//! The chance that tokens, request ids and the webhooks' key come from.
//!
//! Nothing here reads the machine's random source but `SystemChance`, so a test that hands in a
//! seeded one gets the same tokens for the same commands. What a bank contains never comes from
//! here: it follows from the simulator's seed (`bank/chance.rs`). Only the signature of a webhook's
//! token stays different each time, because the cryptographic library draws its nonce itself.

use std::sync::{Mutex, PoisonError};

use rand::rngs::{OsRng, StdRng};
use rand::{RngCore, SeedableRng, TryRngCore};

/// A source of chance. A test hands in one that it knows.
pub trait Chance: Send + Sync {
    /// Fills all of these bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// The operating system's random source, which nobody can guess.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemChance;

/// A source that gives the same bytes for the same seed. Its tokens can be guessed, so it is for
/// tests, and each start of it gives the same ones again.
#[derive(Debug)]
pub struct SeededChance(Mutex<StdRng>);

impl SeededChance {
    /// The source of that seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(StdRng::seed_from_u64(seed)))
    }
}

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        OsRng.try_fill_bytes(bytes).expect("the operating system has a random source");
    }
}

impl Chance for SeededChance {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes);
    }
}
