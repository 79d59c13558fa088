//! A bank in a box: a simulator that speaks Plaid's API over HTTP.
//!
//! It serves the demo, development and tests. Its answers follow Plaid's published description and
//! what was recorded of the real sandbox, written down here independently of the client crate, so
//! that a mistake in one does not hide in the other. Equal seeds give equal banks. The control side
//! under `/sim` shows what the bank knows and makes it misbehave. Webhooks are sent beside the calls
//! (`webhooks`). Link in the browser is `link`. What no source settles is a switch (`switches`).
//! Left out are the calls of products that Florin has no use for.

mod answer;
mod bank;
mod calls;
mod catalogue;
mod chance;
mod clock;
mod control;
mod cursor;
mod faults;
mod json;
mod link;
mod page;
mod rates;
mod record;
mod refusal;
mod request;
mod server;
mod switches;
mod tokens;
mod webhooks;
mod world;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

pub use chance::{Chance, SeededChance, SystemChance};
pub use clock::{Clock, SystemClock};
pub use switches::{SwitchError, Switches};

/// The client id that a simulator takes unless it is told another.
pub const DEFAULT_CLIENT_ID: &str = "0123456789abcdef01234567";
/// The secret that a simulator takes unless it is told another.
pub const DEFAULT_SECRET: &str = "0123456789abcdef0123456789abcd";

/// How a simulator is started.
pub struct Config {
    /// Where it listens. Port 0 takes any free one.
    pub listen: SocketAddr,
    /// What the banks follow from.
    pub seed: u64,
    /// The client id that callers must give.
    pub client_id: String,
    /// The secret that callers must give.
    pub secret: String,
    /// The file that keeps items and tokens; without it they end with the simulator.
    pub state: Option<PathBuf>,
    /// The file that every exchange is appended to, for debugging a client program.
    pub record: Option<PathBuf>,
    /// How long after its link the last 30 days of an item are there.
    pub initial_after: Duration,
    /// How long after its link all days of an item are there.
    pub historical_after: Duration,
    /// How long an item's sign-in lasts, in the item's own time; for ever, unless it is said.
    /// The items of Plaid's sandbox lose theirs after 30 days.
    pub logins_last: Option<Duration>,
    /// Whether calls are refused that come more often than Plaid's sandbox takes them.
    pub rate_limits: bool,
    /// What no source settles, as it is wanted.
    pub switches: Switches,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Where tokens, request ids and the webhooks' key come from. With a clock that stands and a
    /// seeded chance, equal seeds and commands give byte-equal answers.
    pub chance: Arc<dyn Chance>,
}

/// Why a simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken, or not this machine's.
    #[error("the simulator cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The state file can't be read or written.
    #[error("the simulator's state file {} cannot be used: {source}", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The record can't be written.
    #[error("the simulator's record {} cannot be written: {source}", path.display())]
    Record {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The state file is not one of ours, or damaged.
    #[error("the simulator's state file {} is damaged: {reason}; move it away to start anew", path.display())]
    CorruptState {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The state file belongs to other banks.
    #[error("the simulator's state file {} was made with seed {found}, not {wanted}", path.display())]
    OtherSeed {
        /// The file.
        path: PathBuf,
        /// The seed it was made with.
        found: u64,
        /// The seed that was asked for.
        wanted: u64,
    },
}

/// A simulator that serves. It ends when it is dropped.
pub struct Simulator {
    address: SocketAddr,
    stop: DropGuard,
    task: JoinHandle<io::Result<()>>,
}

/// Starts a simulator. It is bound and serving on return.
pub async fn start(config: Config) -> Result<Simulator, StartError> {
    let asked = config.listen;
    let unbound = |source| StartError::Listen { address: asked, source };
    let listener = TcpListener::bind(asked).await.map_err(unbound)?;
    let address = listener.local_addr().map_err(unbound)?;
    let world = world::World::open(config, address)?;
    let stop = CancellationToken::new();
    let task = tokio::spawn(server::serve(listener, world, stop.clone()));
    Ok(Simulator { address, stop: stop.drop_guard(), task })
}

impl Config {
    /// The defaults, on that address.
    pub fn new(listen: SocketAddr) -> Self {
        Self {
            listen,
            seed: 0,
            client_id: DEFAULT_CLIENT_ID.to_owned(),
            secret: DEFAULT_SECRET.to_owned(),
            state: None,
            record: None,
            initial_after: Duration::from_secs(1),
            historical_after: Duration::from_secs(3),
            logins_last: None,
            rate_limits: true,
            switches: Switches::default(),
            clock: Arc::new(SystemClock),
            chance: Arc::new(SystemChance),
        }
    }
}

impl Simulator {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops it, and returns once it has stopped.
    pub async fn stop(self) {
        let Self { stop, task, .. } = self;
        drop(stop);
        ended(task).await;
    }

    /// Waits until it ends by itself, which only an error makes it do.
    pub async fn wait(self) {
        ended(self.task).await;
    }
}

async fn ended(task: JoinHandle<io::Result<()>>) {
    match task.await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "The simulator ended with an error."),
        Err(error) => tracing::error!(%error, "The simulator broke off."),
    }
}
