//! Everything that the simulator knows at one moment: what is kept, the open ledgers, the faults
//! that wait and the calls that came.
//!
//! One call at a time changes it. A change to what is kept either reaches the disk or did not
//! happen.

pub mod calls;
pub mod durable;
pub mod items;
mod logins;
pub mod news;
mod recurring;
mod sharing;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::bank::ledger::Ledger;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::link::sessions::Sessions;
use crate::refusal::Refusal;
use crate::webhooks::Outbox;
use crate::webhooks::signing::SigningKey;
use crate::{Config, StartError};
use calls::CallLog;
use durable::Durable;

/// The whole state of a simulator.
pub struct World {
    /// How it was started.
    pub settings: Settings,
    /// The faults that wait for their calls.
    pub faults: Faults,
    /// The calls that came.
    pub calls: CallLog,
    /// The sessions of Link.
    pub link_sessions: Sessions,
    /// The webhooks that wait.
    pub outbox: Outbox,
    /// What signs them.
    pub signing_key: SigningKey,
    durable: Durable,
    ledgers: HashMap<String, Ledger>,
}

/// How a simulator was started.
pub struct Settings {
    /// Where it listens.
    pub address: SocketAddr,
    /// The client id that it takes.
    pub client_id: String,
    /// The secret that it takes.
    pub secret: String,
    /// What banks follow from.
    pub seed: u64,
    initial_after: Duration,
    historical_after: Duration,
    logins_last: Option<Duration>,
    clock: Arc<dyn Clock>,
    state: Option<PathBuf>,
}

impl World {
    /// The world that the state file holds, or an empty one.
    pub fn open(config: Config, address: SocketAddr) -> Result<Self, StartError> {
        let durable = match &config.state {
            Some(path) => Durable::read(path, config.seed)?,
            None => Durable::empty(config.seed),
        };
        let settings = Settings {
            address,
            client_id: config.client_id,
            secret: config.secret,
            seed: config.seed,
            initial_after: config.initial_after,
            historical_after: config.historical_after,
            logins_last: config.logins_last,
            clock: config.clock,
            state: config.state,
        };
        let signing_key = SigningKey::fresh(settings.clock.now());
        let mut world = Self {
            settings,
            outbox: Outbox::default(),
            signing_key,
            faults: Faults::default(),
            calls: CallLog::default(),
            link_sessions: Sessions::default(),
            durable,
            ledgers: HashMap::new(),
        };
        // A path that can't be written is better known now than at the first link.
        world.save(&world.durable.clone()).map_err(|source| StartError::State {
            path: world.settings.state.take().unwrap_or_default(),
            source,
        })?;
        Ok(world)
    }

    /// This moment.
    pub fn now(&self) -> DateTime<Utc> {
        self.settings.clock.now()
    }

    /// What is kept.
    pub fn durable(&self) -> &Durable {
        &self.durable
    }

    /// Changes what is kept: on disk first, then here.
    pub fn commit<T>(&mut self, change: impl FnOnce(&mut Durable) -> T) -> Result<T, Refusal> {
        let mut changed = self.durable.clone();
        let outcome = change(&mut changed);
        changed.forget_expired(self.now());
        self.save(&changed).map_err(|error| {
            tracing::error!(%error, "The state file could not be written; the call is refused.");
            Refusal::of("INTERNAL_SERVER_ERROR")
        })?;
        self.durable = changed;
        Ok(outcome)
    }

    fn save(&self, durable: &Durable) -> std::io::Result<()> {
        self.settings.state.as_ref().map_or(Ok(()), |path| durable.write(path))
    }
}
