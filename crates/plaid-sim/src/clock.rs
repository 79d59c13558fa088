//! The time that the simulator lives in.
//!
//! Nothing here reads the machine's clock but `SystemClock`, so a test can let a day pass.

use chrono::{DateTime, Utc};

/// Tells the time. A test hands in one that it moves.
pub trait Clock: Send + Sync {
    /// This moment.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's own clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that is handed in")]
    fn now(&self) -> DateTime<Utc> {
        std::time::SystemTime::now().into()
    }
}
