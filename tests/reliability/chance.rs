//! Chance that can be had again: every draw follows from a seed, which is printed.

use std::sync::Arc;
use std::time::Duration;

use florin::platform::ids::{Ids, SystemRandomness};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

/// The draws of one test.
pub struct Chance {
    random: StdRng,
    /// What they follow from.
    pub seed: u64,
}

impl Chance {
    /// Of `FLORIN_PROVE_SEED`, or new ones.
    #[expect(clippy::print_stdout, reason = "a failure is repeated with it")]
    pub fn new(test: &str) -> Self {
        let given = std::env::var("FLORIN_PROVE_SEED").ok();
        let seed = given.map_or_else(new_seed, |text| text.parse().expect("a seed is a number"));
        println!("{test}: FLORIN_PROVE_SEED={seed}");
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

/// A number that nobody knows.
fn new_seed() -> u64 {
    let ids = Ids::new(Arc::new(SystemRandomness));
    u64::from_le_bytes(ids.bytes())
}
