//! New ids, tokens and other randomness. All of it comes from the operating system's generator
//! unless a test hands in another source.

use std::fmt;
use std::sync::Arc;

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
pub struct Ids(Arc<dyn Randomness>);

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids")
    }
}

impl Ids {
    /// Ids made from this randomness.
    pub fn new(randomness: Arc<dyn Randomness>) -> Self {
        Self(randomness)
    }

    /// Random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill(&mut bytes);
        bytes
    }

    /// A new UUIDv7: ids made later sort later, to the millisecond.
    pub fn new_uuid(&self, now: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
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
