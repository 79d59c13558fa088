//! Plaid's [documented rates](https://plaid.com/docs/errors/rate-limit-exceeded/), kept to before
//! Plaid has to say so.
//!
//! Nobody knows which minute Plaid counts in. So half of a rate may be used at once and the other
//! half comes back over a minute: no minute, wherever it begins, sees more than Plaid allows. What is
//! shared by several processes is left out: each of them counts for itself. Calls without a
//! documented rate pass.

use std::collections::HashMap;
use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::config::Environment;

/// How often a call may be made in a minute.
#[derive(Clone, Copy, Debug)]
struct Rate {
    path: &'static str,
    /// In production.
    production: PerMinute,
    /// In the sandbox.
    sandbox: PerMinute,
}

/// Calls in a minute, of one item and of all of them. None: Plaid documents nothing.
#[derive(Clone, Copy, Debug)]
struct PerMinute {
    item: Option<u32>,
    client: Option<u32>,
}

const RATES: &[Rate] = &[
    items("/accounts/balance/get", (5, 1_200), (25, 100)),
    items("/accounts/get", (15, 15_000), (100, 5_000)),
    items("/auth/get", (15, 12_000), (100, 500)),
    items("/identity/get", (15, 2_000), (100, 1_000)),
    clients("/institutions/get", 50, 10),
    clients("/institutions/get_by_id", 400, 400),
    items("/item/get", (15, 5_000), (40, 5_000)),
    items("/item/remove", (30, 2_000), (100, 500)),
    clients("/processor/token/create", 500, 500),
    items("/transactions/get", (30, 20_000), (80, 1_000)),
    items("/transactions/recurring/get", (20, 1_000), (20, 1_000)),
    items("/transactions/refresh", (2, 100), (2, 100)),
    items("/transactions/sync", (50, 2_500), (50, 1_000)),
    items("/sandbox/transactions/create", (2, 50), (2, 50)),
    clients("/transfer/event/sync", 5_000, 5_000),
];

const fn items(path: &'static str, production: (u32, u32), sandbox: (u32, u32)) -> Rate {
    let production = PerMinute { item: Some(production.0), client: Some(production.1) };
    let sandbox = PerMinute { item: Some(sandbox.0), client: Some(sandbox.1) };
    Rate { path, production, sandbox }
}

const fn clients(path: &'static str, production: u32, sandbox: u32) -> Rate {
    let production = PerMinute { item: None, client: Some(production) };
    let sandbox = PerMinute { item: None, client: Some(sandbox) };
    Rate { path, production, sandbox }
}

/// How many items are remembered before those that have their whole rate again are forgotten.
const ITEMS_REMEMBERED: usize = 10_000;

/// An item, by the digest of its token: the token itself is kept nowhere.
type ItemKey = [u8; 32];
type Middleware<C> = NoOpMiddleware<<C as Clock>::Instant>;
type ByItem<C> = RateLimiter<ItemKey, HashMapStateStore<ItemKey>, C, Middleware<C>>;
type Together<C> = RateLimiter<NotKeyed, InMemoryState, C, Middleware<C>>;

/// Counts the calls of a client.
pub(crate) struct Limiter<C: Clock = DefaultClock> {
    clock: C,
    by_path: HashMap<&'static str, PathLimiter<C>>,
}

struct PathLimiter<C: Clock> {
    by_item: Option<ByItem<C>>,
    together: Option<Together<C>>,
}

impl Limiter {
    /// A limiter for the rates of that environment.
    pub(crate) fn new(environment: Environment) -> Self {
        Self::with_clock(environment, DefaultClock::default())
    }
}

impl<C: Clock + Clone> Limiter<C> {
    fn with_clock(environment: Environment, clock: C) -> Self {
        let limiter = |rate: &Rate| {
            let per_minute = match environment {
                Environment::Sandbox => rate.sandbox,
                Environment::Production => rate.production,
            };
            let by_item = per_minute.item.map(quota);
            let together = per_minute.client.map(quota);
            PathLimiter {
                by_item: by_item.map(|quota| RateLimiter::hashmap_with_clock(quota, clock.clone())),
                together: together
                    .map(|quota| RateLimiter::direct_with_clock(quota, clock.clone())),
            }
        };
        let by_path = RATES.iter().map(|rate| (rate.path, limiter(rate))).collect();
        Self { clock, by_path }
    }

    /// Counts a call that is about to be sent, or says after what time there is room for it. The
    /// item is the one whose token is in the body.
    pub(crate) fn take(&self, path: &str, body: &[u8]) -> Result<(), Duration> {
        let Some(PathLimiter { by_item, together }) = self.by_path.get(path) else {
            return Ok(());
        };
        if let (Some(limiter), Some(item)) = (by_item, item_key(body)) {
            if limiter.len() > ITEMS_REMEMBERED {
                limiter.retain_recent();
            }
            let room = limiter.check_key(&item);
            room.map_err(|full| full.wait_time_from(self.clock.now()))?;
        }
        let room = together.as_ref().map_or(Ok(()), RateLimiter::check);
        room.map_err(|full| full.wait_time_from(self.clock.now()))
    }
}

impl<C: Clock> fmt::Debug for Limiter<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Limiter").finish_non_exhaustive()
    }
}

/// Half of the rate at once, the other half over a minute.
fn quota(per_minute: u32) -> Quota {
    let spread = per_minute / 2;
    let at_once = NonZeroU32::new(per_minute - spread).expect("no documented rate is 0");
    let period = Duration::from_mins(1).checked_div(spread).expect("no documented rate is below 2");
    let quota = Quota::with_period(period).expect("a rate's period is not 0");
    quota.allow_burst(at_once)
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
    use governor::clock::FakeRelativeClock;

    use super::*;

    const SYNC: &str = "/transactions/sync";

    fn body(token: &str) -> Vec<u8> {
        format!(r#"{{"access_token":"{token}"}}"#).into_bytes()
    }

    fn limiter(environment: Environment) -> (Limiter<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Limiter::with_clock(environment, clock.clone()), clock)
    }

    #[test]
    fn no_minute_of_an_item_sees_more_calls_than_plaid_allows() {
        for (path, allowed) in
            [(SYNC, 50), ("/accounts/balance/get", 5), ("/transactions/refresh", 2)]
        {
            let (limiter, clock) = limiter(Environment::Production);
            let mut taken = Vec::new();
            for second in 0..300_u32 {
                while limiter.take(path, &body("one")).is_ok() {
                    taken.push(second);
                }
                clock.advance(Duration::from_secs(1));
            }
            for start in 0..240 {
                let within = taken.iter().filter(|at| (start..start + 60).contains(*at)).count();
                assert!(within <= allowed, "{path}: {within} from second {start} on");
                assert!(within >= allowed / 2, "{path}: {within} from second {start} on");
            }
        }
    }

    #[test]
    fn each_item_has_its_own_rate_and_all_share_the_clients() {
        let (limiter, _) = limiter(Environment::Sandbox);
        let path = "/accounts/balance/get";
        for item in 0..4 {
            let body = body(&format!("item-{item}"));
            let taken = (0..20).filter(|_| limiter.take(path, &body).is_ok()).count();
            assert_eq!(taken, if item < 3 { 13 } else { 11 }, "of 25 each and 100 together");
        }
    }

    #[test]
    fn the_time_that_is_told_is_the_time_after_which_there_is_room() {
        let (limiter, clock) = limiter(Environment::Production);
        let refresh = || limiter.take("/transactions/refresh", &body("one"));
        assert_eq!(refresh(), Ok(()));
        assert_eq!(refresh(), Err(Duration::from_mins(1)));
        clock.advance(Duration::from_secs(59));
        assert_eq!(refresh(), Err(Duration::from_secs(1)));
        clock.advance(Duration::from_secs(1));
        assert_eq!(refresh(), Ok(()));
    }

    #[test]
    fn what_has_no_documented_rate_passes() {
        let (limiter, _) = limiter(Environment::Sandbox);
        for _ in 0..10_000 {
            assert_eq!(limiter.take("/link/token/create", &body("one")), Ok(()));
        }
    }
}
