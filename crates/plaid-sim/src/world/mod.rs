//! Everything that the simulator knows at one moment: what is kept, the open ledgers, the faults
//! that wait and the calls that came.
//!
//! One call at a time changes it. A change to what is kept either reaches the disk or did not
//! happen.

pub mod calls;
pub mod durable;
pub mod items;
pub mod logins;
pub mod news;
mod post;
mod recurring;
mod sharing;
pub mod transfers;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::bank::ledger::Ledger;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::link::sessions::Sessions;
use crate::rates::Rates;
use crate::record::Recorder;
use crate::refusal::Refusal;
use crate::switches::Switches;
use crate::tokens;
use crate::webhooks::history::History;
use crate::webhooks::signing::{KeptKeys, Keys};
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
    /// How often calls came.
    pub rates: Rates,
    /// How the points stand that no source settles.
    pub switches: Switches,
    /// The webhooks that were sent.
    pub history: History,
    /// The sessions of Link.
    pub link_sessions: Sessions,
    /// What signs them.
    pub keys: Keys,
    /// The record of exchanges, where one is kept.
    pub recorder: Option<Recorder>,
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
    /// Where fresh tokens and ids come from.
    pub chance: Arc<dyn Chance>,
    initial_after: Duration,
    historical_after: Duration,
    logins_last: Option<Duration>,
    clock: Arc<dyn Clock>,
    state: Option<PathBuf>,
}

impl World {
    /// The world that the state file holds, or an empty one.
    pub fn open(config: Config, address: SocketAddr) -> Result<Self, StartError> {
        let mut durable = match &config.state {
            Some(path) => Durable::read(path, config.seed)?,
            None => Durable::empty(config.seed),
        };
        let recorder = match &config.record {
            Some(path) => Some(
                Recorder::open(path)
                    .map_err(|source| StartError::Record { path: path.clone(), source })?,
            ),
            None => None,
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
            chance: config.chance,
            state: config.state,
        };
        let fresh = || KeptKeys::fresh(&*settings.chance, settings.clock.now());
        let kept = durable.webhook_keys.get_or_insert_with(fresh);
        let keys = kept.open().ok_or_else(|| StartError::CorruptState {
            path: settings.state.clone().unwrap_or_default(),
            reason: "its keys of webhooks are no keys".to_owned(),
        })?;
        let mut world = Self {
            settings,
            rates: Rates::new(config.rate_limits),
            switches: config.switches,
            history: History::default(),
            keys,
            faults: Faults::default(),
            calls: CallLog::default(),
            recorder,
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

    /// A fresh token of that family, such as `access-sandbox-…`.
    pub fn fresh_token(&self, family: &str) -> String {
        tokens::fresh(&*self.settings.chance, family)
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

    /// Changes what is kept where no caller could be refused: should the disk not take it, it is
    /// kept in memory, and a restart repeats what it led to.
    pub fn settle<T>(&mut self, change: impl FnOnce(&mut Durable) -> T) -> T {
        let outcome = change(&mut self.durable);
        if let Err(error) = self.save(&self.durable) {
            tracing::error!(%error, "The state file could not be written; memory is ahead of it.");
        }
        outcome
    }

    fn save(&self, durable: &Durable) -> std::io::Result<()> {
        self.settings.state.as_ref().map_or(Ok(()), |path| durable.write(path))
    }
}
