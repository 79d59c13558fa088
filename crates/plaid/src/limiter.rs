//! Keeps to the [rates](crate::Rates) before Plaid has to say so.
//!
//! The rule: no minute, wherever it begins, sees more calls than its rate allows, and the whole of it
//! may be used at once. So the moments of the last minute's calls are remembered, and a little longer:
//! Plaid counts when a call arrives, and one that was long on its way arrives closer to those after it
//! than it was sent. What is shared by several processes is left out: each of them counts for itself.
//! Calls without a rate pass.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::rates::{Rate, Rates};

/// Plaid's minute, and the longest that a call may be on its way.
const WINDOW: Duration = Duration::from_secs(60 + 2);

/// How many items are remembered before those that have their whole rate again are forgotten.
const ITEMS_REMEMBERED: usize = 10_000;

/// An item, by the digest of its token: the token itself is kept nowhere.
type ItemKey = [u8; 32];

/// Counts the calls of a client.
pub(crate) struct Limiter {
    by_path: HashMap<&'static str, Mutex<PathLimiter>>,
}

struct PathLimiter {
    rate: Rate,
    together: Window,
    by_item: HashMap<ItemKey, Window>,
}

impl Limiter {
    /// A limiter for those rates.
    pub(crate) fn new(rates: &Rates) -> Self {
        let limiter = |rate: &Rate| {
            let (together, by_item) = (Window::default(), HashMap::new());
            (rate.path, Mutex::new(PathLimiter { rate: *rate, together, by_item }))
        };
        Self { by_path: rates.iter().map(limiter).collect() }
    }

    /// Counts a call that is about to be sent, or says after what time there is room for it. The
    /// item is the one whose token is in the body.
    pub(crate) fn take(&self, path: &str, body: &[u8], now: Instant) -> Result<(), Duration> {
        let Some(limiter) = self.by_path.get(path) else {
            return Ok(());
        };
        let item = item_key(body);
        unpoisoned(limiter).take(item, now)
    }
}

impl PathLimiter {
    /// What is refused by one of the two rates is counted by neither.
    fn take(&mut self, item: Option<ItemKey>, now: Instant) -> Result<(), Duration> {
        if let Some(allowed) = self.rate.client {
            self.together.room(allowed, now)?;
        }
        if let (Some(item), Some(allowed)) = (item, self.rate.item) {
            if self.by_item.len() >= ITEMS_REMEMBERED {
                self.by_item.retain(|_, window| !window.is_over(now));
            }
            let window = self.by_item.entry(item).or_default();
            window.room(allowed, now)?;
            window.0.push_back(now);
        }
        if self.rate.client.is_some() {
            self.together.0.push_back(now);
        }
        Ok(())
    }
}

impl fmt::Debug for Limiter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Limiter").finish_non_exhaustive()
    }
}

/// The moments of the last minute's calls, oldest first. It is never longer than its rate.
#[derive(Default)]
struct Window(VecDeque<Instant>);

impl Window {
    fn room(&mut self, allowed: u32, now: Instant) -> Result<(), Duration> {
        while self.0.front().is_some_and(|at| age(*at, now) >= WINDOW) {
            self.0.pop_front();
        }
        let allowed = usize::try_from(allowed).unwrap_or(usize::MAX);
        if self.0.len() < allowed {
            return Ok(());
        }
        Err(self.0.front().map_or(WINDOW, |oldest| WINDOW.saturating_sub(age(*oldest, now))))
    }

    fn is_over(&self, now: Instant) -> bool {
        self.0.back().is_none_or(|at| age(*at, now) >= WINDOW)
    }
}

fn age(at: Instant, now: Instant) -> Duration {
    now.saturating_duration_since(at)
}

/// A panic elsewhere leaves the moments as they are: there is nothing to mend.
fn unpoisoned(limiter: &Mutex<PathLimiter>) -> MutexGuard<'_, PathLimiter> {
    limiter.lock().unwrap_or_else(PoisonError::into_inner)
}

fn item_key(body: &[u8]) -> Option<ItemKey> {
    #[derive(Deserialize)]
    struct Request {
        access_token: Option<String>,
    }
    let request: Request = serde_json::from_slice(body).ok()?;
    Some(Sha256::digest(request.access_token?).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Environment;

    const SYNC: &str = "/transactions/sync";

    fn body(token: &str) -> Vec<u8> {
        format!(r#"{{"access_token":"{token}"}}"#).into_bytes()
    }

    fn limiter(environment: Environment) -> Limiter {
        Limiter::new(&Rates::documented(environment))
    }

    #[test]
    fn every_minute_has_its_whole_rate_and_no_more() {
        for (path, allowed) in
            [(SYNC, 50), ("/accounts/balance/get", 5), ("/transactions/refresh", 2)]
        {
            let (limiter, begin) = (limiter(Environment::Production), Instant::now());
            let mut taken = Vec::new();
            for second in 0..300_u32 {
                let now = begin + Duration::from_secs(second.into());
                while limiter.take(path, &body("one"), now).is_ok() {
                    taken.push(second);
                }
            }
            assert_eq!(taken.iter().filter(|at| **at == 0).count(), allowed, "{path} at once");
            for start in 0..238 {
                let within = taken.iter().filter(|at| (start..start + 62).contains(*at)).count();
                assert_eq!(within, allowed, "{path} from second {start} on");
            }
        }
    }

    #[test]
    fn each_item_has_its_own_rate_and_all_share_the_clients() {
        let (limiter, now) = (limiter(Environment::Sandbox), Instant::now());
        let path = "/accounts/balance/get";
        for item in 0..6 {
            let body = body(&format!("item-{item}"));
            let taken = (0..30).filter(|_| limiter.take(path, &body, now).is_ok()).count();
            assert_eq!(taken, if item < 4 { 25 } else { 0 }, "of 25 each and 100 together");
        }
    }

    #[test]
    fn what_one_rate_refuses_uses_up_nothing_of_the_other() {
        let rates = Rates::none().with(Rate { path: SYNC, item: Some(1), client: Some(2) });
        let (limiter, now) = (Limiter::new(&rates), Instant::now());
        for _ in 0..5 {
            let first = limiter.take(SYNC, &body("one"), now);
            assert!(first.is_ok() || first == Err(WINDOW));
        }
        assert_eq!(limiter.take(SYNC, &body("two"), now), Ok(()));
        assert_eq!(limiter.take(SYNC, &body("three"), now), Err(WINDOW));
        let later = now + WINDOW;
        assert_eq!(limiter.take(SYNC, &body("three"), later), Ok(()));
    }

    #[test]
    fn the_time_that_is_told_is_the_time_after_which_there_is_room() {
        let (limiter, begin) = (limiter(Environment::Production), Instant::now());
        let refresh = |seconds| {
            let now = begin + Duration::from_secs(seconds);
            limiter.take("/transactions/refresh", &body("one"), now)
        };
        assert_eq!(refresh(0), Ok(()));
        assert_eq!(refresh(10), Ok(()));
        assert_eq!(refresh(10), Err(Duration::from_secs(52)));
        // The first may have arrived two seconds after it was sent.
        assert_eq!(refresh(61), Err(Duration::from_secs(1)));
        assert_eq!(refresh(62), Ok(()));
        assert_eq!(refresh(62), Err(Duration::from_secs(10)));
    }

    #[test]
    fn what_has_no_rate_passes() {
        let (limiter, now) = (limiter(Environment::Sandbox), Instant::now());
        for _ in 0..10_000 {
            assert_eq!(limiter.take("/link/token/create", &body("one"), now), Ok(()));
        }
    }
}
