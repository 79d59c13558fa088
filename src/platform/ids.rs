//! New ids, tokens and other randomness. All of it comes from the operating system's generator
//! unless a test hands in another source.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::kernel::fault::RequestId;
use crate::kernel::secret::SecretString;

/// Bytes of a token: 256 bits, so that guessing is out of the question.
const TOKEN_BYTES: usize = 32;

/// Fills a buffer with random bytes.
pub trait Randomness: Send + Sync {
    /// Every byte of the buffer is overwritten.
    fn fill(&self, buffer: &mut [u8]);
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).expect("an operating system without randomness can't run a server");
    }
}

/// Makes new ids.
#[derive(Clone)]
pub struct Ids {
    randomness: Arc<dyn Randomness>,
    /// Sorts ids of one millisecond in the order in which they were made.
    counter: Arc<AtomicU32>,
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}

impl Ids {
    /// Ids made from this randomness.
    pub fn new(randomness: Arc<dyn Randomness>) -> Self {
        Self { randomness, counter: Arc::default() }
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.randomness.fill(&mut bytes);
        bytes
    }

    /// A new UUIDv7: ids made later sort later. Those of one millisecond are told apart by a counter
    /// in the bits behind the timestamp, as RFC 9562 (section 6.2, method 1) has it.
    pub fn new_uuid(&self, now: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        let counter = self.counter.fetch_add(1, Ordering::Relaxed);
        let mut tail: [u8; 10] = self.bytes();
        // The version takes the upper half of the first byte, the variant two bits of the third.
        let [high, middle, low, lowest] = [counter >> 22, counter >> 14, counter >> 8, counter]
            .map(|shifted| shifted.to_le_bytes()[0]);
        tail[0] = high & 0x0f;
        tail[1] = middle;
        tail[2] = low & 0x3f;
        tail[3] = lowest;
        uuid::Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }

    /// A new token: the prefix, then 256 random bits in URL-safe base64.
    pub fn new_token(&self, prefix: &str) -> SecretString {
        let random = URL_SAFE_NO_PAD.encode(self.bytes::<TOKEN_BYTES>());
        SecretString::from(format!("{prefix}{random}"))
    }

    /// The id of a request, for its errors and the log.
    pub fn request_id(&self) -> RequestId {
        RequestId(URL_SAFE_NO_PAD.encode(self.bytes::<12>()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_moment_sort_in_the_order_in_which_they_were_made() {
        let ids = Ids::new(Arc::new(SystemRandomness));
        let now = DateTime::from_timestamp_millis(1_763_690_000_000).unwrap();
        let made: Vec<_> = (0..70_000).map(|_| ids.new_uuid(now)).collect();
        assert!(made.is_sorted());
        assert_eq!(made[0].get_version_num(), 7);
        assert_eq!(made[69_999].get_variant(), uuid::Variant::RFC4122);
    }

    #[test]
    fn tokens_have_their_prefix_and_256_bits() {
        use crate::kernel::secret::ExposeSecret as _;

        let token = Ids::new(Arc::new(SystemRandomness)).new_token("florin_session_");
        let random = token.expose_secret().strip_prefix("florin_session_").unwrap();
        assert_eq!(URL_SAFE_NO_PAD.decode(random).unwrap().len(), 32);
    }
}
