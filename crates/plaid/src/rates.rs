//! How often Plaid lets a call be made: its
//! [documented rates](https://plaid.com/docs/errors/rate-limit-exceeded/), and those of who has
//! agreed upon others.

use crate::config::Environment;

/// How often one call may be made in any minute. A rate of none is no limit, and one of 0 forbids the
/// call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The call, for example `/transactions/sync`.
    pub path: &'static str,
    /// For one item.
    pub item: Option<u32>,
    /// For all items together.
    pub client: Option<u32>,
}

/// The rates that a client keeps to by itself: one for each call that has any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rates(Vec<Rate>);

impl Rates {
    /// What Plaid documents for that environment.
    pub fn documented(environment: Environment) -> Self {
        Self(match environment {
            Environment::Sandbox => SANDBOX.to_vec(),
            Environment::Production => PRODUCTION.to_vec(),
        })
    }

    /// No rates: the client sends whatever it is asked to.
    pub fn none() -> Self {
        Self(Vec::new())
    }

    /// The same with another rate of that call.
    #[must_use]
    pub fn with(mut self, rate: Rate) -> Self {
        self.0.retain(|known| known.path != rate.path);
        self.0.push(rate);
        self
    }

    /// The rates.
    pub fn iter(&self) -> impl Iterator<Item = &Rate> {
        self.0.iter()
    }
}

const PRODUCTION: &[Rate] = &[
    items("/accounts/balance/get", 5, 1_200),
    items("/accounts/get", 15, 15_000),
    items("/auth/get", 15, 12_000),
    items("/identity/get", 15, 2_000),
    clients("/institutions/get", 50),
    clients("/institutions/get_by_id", 400),
    items("/item/get", 15, 5_000),
    items("/item/remove", 30, 2_000),
    clients("/processor/token/create", 500),
    items("/transactions/get", 30, 20_000),
    items("/transactions/recurring/get", 20, 1_000),
    items("/transactions/refresh", 2, 100),
    items("/transactions/sync", 50, 2_500),
    clients("/transfer/event/sync", 5_000),
];

const SANDBOX: &[Rate] = &[
    items("/accounts/balance/get", 25, 100),
    items("/accounts/get", 100, 5_000),
    items("/auth/get", 100, 500),
    items("/identity/get", 100, 1_000),
    clients("/institutions/get", 10),
    clients("/institutions/get_by_id", 400),
    items("/item/get", 40, 5_000),
    items("/item/remove", 100, 500),
    clients("/processor/token/create", 500),
    items("/transactions/get", 80, 1_000),
    items("/transactions/recurring/get", 20, 1_000),
    items("/transactions/refresh", 2, 100),
    items("/transactions/sync", 50, 1_000),
    items("/sandbox/transactions/create", 2, 50),
    clients("/transfer/event/sync", 5_000),
];

const fn items(path: &'static str, item: u32, client: u32) -> Rate {
    Rate { path, item: Some(item), client: Some(client) }
}

const fn clients(path: &'static str, client: u32) -> Rate {
    Rate { path, item: None, client: Some(client) }
}
