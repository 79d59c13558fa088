//! What is announced after a commit. Events carry ids and nothing else: whoever hears one reads the
//! truth from the database, so a lost event costs a moment and never a fact.

use serde::{Deserialize, Serialize};

use super::ids::{JobId, UserId};

/// Something changed that someone may be watching.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Event {
    /// A job of this owner reached another state or made progress.
    JobChanged {
        /// The job's owner.
        owner: UserId,
        /// The job.
        job: JobId,
    },
    /// A session or a key of this owner has ended: whoever serves them looks whether theirs has.
    AccessChanged {
        /// Whose it was.
        owner: UserId,
    },
}

impl Event {
    /// The owner who may hear of it.
    pub fn owner(&self) -> UserId {
        match self {
            Self::JobChanged { owner, .. } | Self::AccessChanged { owner } => *owner,
        }
    }
}
