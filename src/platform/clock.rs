//! The time. Whoever needs it takes it from here; a lint forbids the other ways.

use std::fmt::Debug;

use chrono::{DateTime, SubsecRound, Utc};

/// Tells the time.
pub trait Clock: Debug + Send + Sync {
    /// Now, in whole microseconds: what PostgreSQL keeps, so that a moment that was stored and read
    /// back equals itself.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(6)
    }
}
