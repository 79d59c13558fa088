//! How often and how late a job is tried again.
//!
//! Three things end an attempt without a success, and each has its own bound: a failure (counted,
//! tried again after a growing delay), a wait (not counted, but not forever), and a crash (the
//! worker died with the lease; counted apart, because a job that kills its worker must not run on).

use std::time::Duration;

/// The bounds of trying again.
#[derive(Clone, Debug)]
pub struct Policy {
    /// How many attempts may fail before the job has failed.
    pub attempts_max: i32,
    /// What lies between a failed attempt and the next; the last one repeats.
    pub delays: Vec<Duration>,
    /// By how many hundredths a delay is made shorter or longer, so that the jobs that one outage
    /// felled do not come back as one wave.
    pub jitter_percent: u32,
    /// How many times the lease of a job may run out; once more and it is a dead letter.
    pub crashes_max: i32,
    /// How long after its first start a job may still be put off without a failure.
    pub wait_age_max: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        let seconds = [5, 15, 45, 135, 405, 1_200, 3_600, 3_600, 3_600];
        Self {
            attempts_max: 10,
            delays: seconds.map(Duration::from_secs).to_vec(),
            jitter_percent: 20,
            crashes_max: 5,
            wait_age_max: Duration::from_hours(24),
        }
    }
}

impl Policy {
    /// How long to wait after so many failed attempts (from 1); `random` is any number.
    pub fn delay(&self, failures: i32, random: u64) -> Duration {
        let place = usize::try_from(failures - 1).unwrap_or(0);
        let delay = self.delays.get(place).or(self.delays.last());
        jittered(delay.copied().unwrap_or_default(), self.jitter_percent, random)
    }
}

/// The duration, made shorter or longer by at most so many hundredths.
pub(crate) fn jittered(duration: Duration, percent: u32, random: u64) -> Duration {
    let percent = u64::from(percent.min(100));
    // In thousandths, so that even a narrow jitter has many values.
    let thousandths = 1_000 - 10 * percent + random % (20 * percent + 1);
    let micros = u64::try_from(duration.as_micros()).unwrap_or(u64::MAX);
    Duration::from_micros(micros.saturating_mul(thousandths) / 1_000)
}

/// A growing pause for work on a database that does not answer: 0.1 s, doubled up to 5 s.
pub(crate) fn outage_pause(errors: u32) -> Duration {
    let millis = 100_u64.saturating_mul(2_u64.saturating_pow(errors.saturating_sub(1)));
    Duration::from_millis(millis.min(5_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_as_published_and_the_last_repeats() {
        let policy = Policy { jitter_percent: 0, ..Policy::default() };
        let seconds: Vec<u64> = (1..=11).map(|n| policy.delay(n, 77).as_secs()).collect();
        assert_eq!(seconds, [5, 15, 45, 135, 405, 1_200, 3_600, 3_600, 3_600, 3_600, 3_600]);
    }

    #[test]
    fn jitter_reaches_its_bounds_and_never_leaves_them() {
        let policy = Policy::default();
        let delays: Vec<Duration> = (0..2_000).map(|random| policy.delay(2, random)).collect();
        assert_eq!(delays.iter().min(), Some(&Duration::from_secs(12)));
        assert_eq!(delays.iter().max(), Some(&Duration::from_secs(18)));
        for random in [u64::MAX, u64::MAX - 1, 1 << 40] {
            let delay = policy.delay(2, random);
            assert!((Duration::from_secs(12)..=Duration::from_secs(18)).contains(&delay));
        }
    }

    #[test]
    fn a_policy_without_delays_tries_again_at_once() {
        let policy = Policy { delays: Vec::new(), ..Policy::default() };
        assert_eq!(policy.delay(3, 5), Duration::ZERO);
    }

    #[test]
    fn an_outage_is_asked_about_less_and_less_up_to_five_seconds() {
        let millis: Vec<u128> = (1..=8).map(|n| outage_pause(n).as_millis()).collect();
        assert_eq!(millis, [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
        assert_eq!(outage_pause(u32::MAX), Duration::from_secs(5));
    }
}
