//! Chance that can be had again: every draw follows from a seed, which is printed.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use crate::support::scale::seed;

/// The draws of one test.
pub struct Chance {
    random: StdRng,
    /// What they follow from.
    pub seed: u64,
}

impl Chance {
    /// Of `FLORIN_PROVE_SEED`, or new ones.
    pub fn new(test: &str) -> Self {
        let seed = seed(test);
        Self { random: StdRng::seed_from_u64(seed), seed }
    }

    /// A number below that one.
    pub fn below(&mut self, end: usize) -> usize {
        self.random.random_range(0..end)
    }

    /// A pause of so many milliseconds.
    pub fn pause(&mut self, millis: std::ops::Range<u64>) -> Duration {
        Duration::from_millis(self.random.random_range(millis))
    }

    /// One of them.
    pub fn one<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}
