//! The ledger: what happened on the accounts.
//!
//! Rules. Amounts are signed from the holder's side: negative when money leaves the account. The list
//! comes newest first unless asked otherwise, in keyset pages whose ties are broken by the row's id.
//! A row that the bank took back stays as a tombstone and is in no list. A row that a sync brings
//! again unchanged is not written again.

mod cursor;
mod model;
mod query;
mod store;

pub use crate::entities::transaction::Model as Transaction;
pub use cursor::{BadCursor, Cursor};
pub use model::{BankRow, Filter, FilterError, Order, OrderField};
pub use query::{by_ids, count, list};
pub use store::{remove, upsert};
