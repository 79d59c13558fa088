//! A clock that a test moves by hand.

use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};
use florin::platform::clock::Clock;

/// Stands still until it is moved.
#[derive(Debug)]
pub struct HandClock(Mutex<DateTime<Utc>>);

impl HandClock {
    /// It begins on an evening of November 2026.
    pub fn new() -> Self {
        Self(Mutex::new(DateTime::from_timestamp(1_795_000_000, 0).unwrap()))
    }

    /// Lets time pass, or turns it back.
    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap() += by;
    }
}

impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}
