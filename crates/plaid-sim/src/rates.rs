//! How often a call may come: Plaid's documented limits of the sandbox, per item and per client.
//!
//! A window of one minute slides over the simulator's clock, exactly: a call is refused while as
//! many as are allowed came within the last sixty seconds. Refused calls do not count, since Plaid
//! does not say that they do. Calls without a documented limit have none here.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

const WINDOW_SECONDS: i64 = 60;

/// The limits of a call.
pub struct Rate {
    /// The call.
    pub path: &'static str,
    /// How often a minute for one item.
    pub per_item: Option<usize>,
    /// How often a minute for one client.
    pub per_client: usize,
}

/// Every documented limit.
pub const RATES: &[Rate] = &[
    Rate { path: "/accounts/balance/get", per_item: Some(25), per_client: 100 },
    Rate { path: "/accounts/get", per_item: Some(100), per_client: 5_000 },
    Rate { path: "/auth/get", per_item: Some(100), per_client: 500 },
    Rate { path: "/identity/get", per_item: Some(100), per_client: 1_000 },
    Rate { path: "/institutions/get", per_item: None, per_client: 10 },
    Rate { path: "/institutions/get_by_id", per_item: None, per_client: 400 },
    Rate { path: "/item/get", per_item: Some(40), per_client: 5_000 },
    Rate { path: "/item/remove", per_item: Some(100), per_client: 500 },
    Rate { path: "/processor/token/create", per_item: None, per_client: 500 },
    Rate { path: "/transactions/get", per_item: Some(80), per_client: 1_000 },
    Rate { path: "/transactions/recurring/get", per_item: Some(20), per_client: 1_000 },
    Rate { path: "/transactions/refresh", per_item: Some(2), per_client: 100 },
    Rate { path: "/transactions/sync", per_item: Some(50), per_client: 1_000 },
    Rate { path: "/sandbox/transactions/create", per_item: Some(2), per_client: 50 },
    Rate { path: "/transfer/event/sync", per_item: None, per_client: 5_000 },
];

/// The limits of that call, if it has any.
pub fn find(path: &str) -> Option<&'static Rate> {
    RATES.iter().find(|rate| rate.path == path)
}

/// The calls of the last minute.
#[derive(Debug)]
pub struct Rates {
    /// Whether they are counted at all.
    pub are_on: bool,
    calls: HashMap<(&'static str, Option<String>), VecDeque<DateTime<Utc>>>,
}

impl Rates {
    /// Nothing was called yet.
    pub fn new(are_on: bool) -> Self {
        Self { are_on, calls: HashMap::new() }
    }

    /// Switches them, and forgets what was counted.
    pub fn switch(&mut self, are_on: bool) {
        *self = Self::new(are_on);
    }

    /// Counts a call, unless it comes too often.
    pub fn admit(&mut self, path: &str, item_id: Option<&str>, now: DateTime<Utc>) -> bool {
        let Some(rate) = find(path).filter(|_| self.are_on) else {
            return true;
        };
        let of_item = rate.per_item.zip(item_id).map(|(limit, id)| (Some(id.to_owned()), limit));
        let counted: Vec<_> = of_item.into_iter().chain([(None, rate.per_client)]).collect();
        let since = now - TimeDelta::seconds(WINDOW_SECONDS);
        let has_room = counted.iter().all(|(item_id, limit)| {
            let calls = self.calls.entry((rate.path, item_id.clone())).or_default();
            while calls.front().is_some_and(|call| *call <= since) {
                calls.pop_front();
            }
            calls.len() < *limit
        });
        if has_room {
            for (item_id, _) in counted {
                self.calls.entry((rate.path, item_id)).or_default().push_back(now);
            }
        }
        has_room
    }
}
