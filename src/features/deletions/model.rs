//! The words of a deletion.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::kernel::fault::Fault;
use crate::kernel::secret::SecretString;

/// What a table held of the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erased {
    /// The table.
    pub what: String,
    /// Its rows.
    pub count: u64,
}

/// The receipt of a deletion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The id.
    pub id: Uuid,
    /// When the account was closed.
    pub requested_at: DateTime<Utc>,
    /// When nothing was left, here and at Plaid.
    pub completed_at: Option<DateTime<Utc>>,
    /// What there was when the account was closed.
    pub erased: Vec<Erased>,
    /// Banks that had to be removed at Plaid.
    pub banks_removed: u64,
}

/// A deletion that was asked for.
pub struct Requested {
    /// Its receipt as it stands.
    pub receipt: Receipt,
    /// The code that the receipt is read with, which is shown this once.
    pub code: SecretString,
}

/// Why an account is not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeletionError {
    /// Another name was typed.
    #[error("This is not your username. Type it to say that you mean it.")]
    OtherName,
    /// It is being deleted, or was.
    #[error("There is no such account any more.")]
    Gone,
    /// Nobody's doing.
    #[error(transparent)]
    Fault(#[from] Fault),
}
