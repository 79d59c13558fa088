//! The ledger: what happened on the accounts.
//!
//! Rules. Amounts are signed from the holder's side: negative when money leaves the account. The list
//! comes newest first unless asked otherwise, in keyset pages whose ties are broken by the row's id.
//! A row that the bank took back stays as a tombstone and is in no list. A row that a sync brings
//! again unchanged is not written again. The owner's own words lie in columns that no sync writes,
//! and are shown where there are any; they follow the purchase from its pending row to its posted one,
//! and outlive a bank that is removed and linked again.

mod cursor;
mod kept;
mod model;
mod query;
mod service;
mod store;
mod words;

pub use crate::entities::transaction::Model as Transaction;
pub use cursor::{BadCursor, Cursor};
pub use kept::{Bank, KeptWords, forget_kept_words, keep_words, kept_words};
pub use model::{BankRow, Filter, FilterError, Order, OrderField, Word, WordsError, WordsInput};
pub use query::{by_ids, count, list};
pub use service::update;
pub use store::{remove, settle_words, upsert};
