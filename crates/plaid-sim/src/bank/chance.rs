//! The dice of the generated bank: a stream of numbers that depends on its seed and nothing else.
//!
//! It is written out here (SplitMix64) because a bank must stay the same when a library changes its
//! generator.

use super::identifiers::digest;

/// A seeded stream of numbers.
pub struct Chance(u64);

impl Chance {
    /// The stream that belongs to these parts.
    pub fn of(parts: &[&str]) -> Self {
        let digest = digest(parts);
        let front = digest.first_chunk::<8>().expect("a digest has more than 8 bytes");
        Self(u64::from_be_bytes(*front))
    }

    /// A number below the bound, which must not be zero.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// A number from the first to the last, both included.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        let span = u64::try_from(last - first + 1).expect("the last is not before the first");
        first + i64::try_from(self.below(span)).expect("the span fits into an i64")
    }

    /// True in that many of a thousand throws.
    pub fn per_mille(&mut self, share: u64) -> bool {
        self.below(1000) < share
    }

    /// One of the values, of which there must be some.
    pub fn pick<'a, T>(&mut self, values: &'a [T]) -> &'a T {
        let count = u64::try_from(values.len()).expect("a list's length fits into a u64");
        let place = usize::try_from(self.below(count)).expect("the place is within the list");
        &values[place]
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}
