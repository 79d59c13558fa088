//! Keys that an owner gives to programs, and what each of them has read.
//!
//! Rules. A key is 256 random bits behind `florin_key_`, shown once; only its SHA-256 is kept, and its
//! first characters, by which its owner knows it again. It may do what its scopes say and nothing by
//! default; it may be held to some accounts and to some days, and what lies outside is not found. It
//! lives for a year at most, 90 days unless told otherwise, until it is revoked or its owner goes. It
//! asks so many times a minute and no more. It never makes or ends keys, sessions or links: the schema
//! declares of each field whether a key may ask for it at all, and the guard keeps to that before
//! anything is run. When it was last used is written once a minute at most.
//!
//! What a key reads is counted by day and scope and kept for 90 days: enough to see what a program is
//! up to, and bounded however much it asks.

mod model;
mod reads;
mod service;
mod store;

pub use crate::entities::api_key::Model as ApiKey;
pub use crate::entities::api_key_read::Model as KeyRead;
pub use model::{KEY_TOKEN_PREFIX, KeyError, NewKey, scopes_of};
pub use reads::{ReadCursor, forget_old_reads, note_reads, reads};
pub use service::{accounts_of, authenticate, by_id, create, is_alive, list, revoke};
