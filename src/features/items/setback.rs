//! What a fault of ours means for the job that it befell.
//!
//! A database that is away or full passes, and says nothing of the job: it waits and loses no attempt.
//! Everything else is tried again, and counted.

use std::time::Duration;

use jobs::{Failure, FinishError, Setback};

use crate::kernel::fault::{Fault, Outage};

/// The code of a job that waits for the database.
const UNAVAILABLE: &str = "UNAVAILABLE";

/// How long it waits. An item may be asked about four times a minute for as long as that lasts.
const AFTER_OUTAGE: Duration = Duration::from_secs(10);

/// Logs a fault, and says what becomes of its job.
pub fn setback(fault: impl AsRef<Fault>) -> Setback {
    let fault = fault.as_ref();
    tracing::error!(fault = fault.story(), "a job went wrong");
    let message = match fault.outage() {
        Some(Outage::Away) => "The server can't reach its database; this goes on by itself.",
        Some(Outage::Full) => "The server's disk is full; this goes on when there is room.",
        Some(Outage::Slow) | None => return Setback::internal(),
    };
    let failure = Failure {
        code: UNAVAILABLE.to_owned(),
        message: message.to_owned(),
        retryable: true,
        reference: None,
    };
    Setback::Wait { after: AFTER_OUTAGE, failure: Some(failure) }
}

/// The same for what the engine could not write.
pub fn setback_of_end(error: FinishError) -> Setback {
    match error {
        FinishError::Fenced => Setback::Fenced,
        FinishError::Db(error) => setback(Fault::caused("writing for a claim", error)),
    }
}
