//! The end of an account: nobody signs in any more, every bank is removed at Plaid, everything is
//! erased, and a receipt says so.
//!
//! Rules. Asking closes the account in one transaction: sessions and keys are dead, its name is unknown
//! to whoever tries it, and a durable job is asked for. The job removes every bank as its owner could,
//! waits until Plaid has confirmed each (the jobs that tell Plaid have their own pace), and then erases
//! every row of the user in one transaction, itself included. It goes on where it was after a crash, and
//! a schedule asks again where it has given up. The receipt is written when the account is closed, with
//! what there was to erase, and completed in the transaction that erases. It names nobody; whoever has
//! its code can read it for as long as the server lives.

mod handler;
mod model;
mod service;
mod store;

pub use handler::{DELETE_JOB, DeleteHandler, resume};
pub use model::{DeletionError, Erased, Receipt, Requested};
pub use service::{delete_account, delete_user, receipt};
pub use store::TABLES;
