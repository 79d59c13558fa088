//! How long requests take: what most of them take, and what nearly all of them take at most.

use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::time::MissedTickBehavior;

use super::Api;

/// How long each of some requests took.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Of a user who asks this again and again while something goes on, as often as the pace says and
    /// so many times at least. An answer with an error fails the test.
    pub async fn while_goes_on(
        api: &Api,
        query: &str,
        (pace, least): (Duration, usize),
        goes_on: impl Fn() -> bool,
    ) -> Self {
        let mut times = Self::default();
        let mut turns = tokio::time::interval(pace);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while times.0.len() < least || goes_on() {
            turns.tick().await;
            let began = Instant::now();
            api.ask(query, Value::Null).await;
            times.0.push(began.elapsed());
        }
        times.0.sort_unstable();
        times
    }

    /// How many there are.
    pub fn number(&self) -> usize {
        self.0.len()
    }

    /// What so many of a hundred take at most.
    pub fn percentile(&self, hundredths: usize) -> Duration {
        self.0[self.0.len() * hundredths / 100]
    }

    /// What the slowest took.
    pub fn slowest(&self) -> Duration {
        *self.0.last().expect("there was one")
    }
}
