//! The cursor of `/transactions/sync`: opaque to the client, and all that the simulator needs to
//! give the same page again.
//!
//! It names the item and the stream it belongs to, the length of the log that the client has
//! already taken in, and, in the middle of a loop, the length at which the loop began and how many
//! changes of it were sent. A checksum under the seed tells our cursors from a client's inventions.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::bank::identifiers::digest;

/// Plaid's bound on a cursor.
pub const LENGTH_MAX: usize = 256;

const VERSION: u8 = 1;
const CHECKSUM_LENGTH: usize = 8;
const NUMBERS_LENGTH: usize = 24;

/// A place in the log of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The length of the log that was taken in.
    pub base: usize,
    /// How many changes of this loop were sent.
    pub sent: usize,
    /// The length of the log when this loop began.
    pub high: usize,
}

/// Whose cursors these are.
#[derive(Clone, Copy, Debug)]
pub struct Stream<'a> {
    /// The simulator's seed.
    pub seed: u64,
    /// The item.
    pub item_id: &'a str,
    /// The account, in a stream of one account.
    pub account_id: Option<&'a str>,
}

impl Cursor {
    /// A cursor at rest: everything up to this length was taken in.
    pub fn at(length: usize) -> Self {
        Self { base: length, sent: 0, high: length }
    }

    /// Whether it lies in the middle of a loop.
    pub fn is_within_loop(&self) -> bool {
        self.sent > 0
    }

    /// The text for the client.
    pub fn encode(&self, stream: Stream<'_>) -> String {
        let mut bytes = vec![VERSION];
        for number in [self.base, self.sent, self.high] {
            let number = u64::try_from(number).expect("a log's length fits into a u64");
            bytes.extend(number.to_be_bytes());
        }
        bytes.extend(self.checksum(stream));
        // The item is not needed to read the cursor; it makes it as long as Plaid's own.
        bytes.extend(stream.item_id.bytes());
        STANDARD.encode(bytes)
    }

    /// The cursor behind a text, if it is one of this stream.
    pub fn decode(text: &str, stream: Stream<'_>) -> Option<Self> {
        let bytes = STANDARD.decode(text).ok()?;
        let (numbers, rest) = bytes.split_at_checked(1 + NUMBERS_LENGTH)?;
        let (checksum, item_id) = rest.split_at_checked(CHECKSUM_LENGTH)?;
        if numbers[0] != VERSION || item_id != stream.item_id.as_bytes() {
            return None;
        }
        let mut read = numbers[1..].chunks_exact(8).map(|chunk| {
            let number = u64::from_be_bytes(chunk.try_into().expect("the chunk has 8 bytes"));
            usize::try_from(number).ok()
        });
        let cursor = Self { base: read.next()??, sent: read.next()??, high: read.next()?? };
        (checksum == cursor.checksum(stream)).then_some(cursor)
    }

    fn checksum(&self, stream: Stream<'_>) -> [u8; CHECKSUM_LENGTH] {
        let place = format!("{}/{}/{}", self.base, self.sent, self.high);
        let seed = stream.seed.to_string();
        let account_id = stream.account_id.unwrap_or("");
        let digest = digest(&["cursor", &seed, stream.item_id, account_id, &place]);
        *digest.first_chunk().expect("a digest is longer than the checksum")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_by_its_own_stream_alone() {
        let stream = Stream { seed: 1, item_id: "item", account_id: None };
        let cursor = Cursor { base: 3, sent: 100, high: 2503 };
        let text = cursor.encode(stream);
        assert!(text.len() <= LENGTH_MAX);
        assert_eq!(Cursor::decode(&text, stream), Some(cursor));
        let other_account = Stream { account_id: Some("account"), ..stream };
        assert_eq!(Cursor::decode(&text, other_account), None);
        assert_eq!(Cursor::decode(&text, Stream { item_id: "other", ..stream }), None);
        assert_eq!(Cursor::decode("garbage", stream), None);
    }
}
