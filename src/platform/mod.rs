//! Handles on the world, built once at the start and handed to every use case.
//!
//! Nothing here knows what the product does. Time and randomness are among the handles, so that a
//! test can move the one and repeat the other.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::config::Config;
use crate::kernel::fault::Fault;

pub mod clock;
pub mod db;
pub mod events;
pub mod failpoints;
pub mod hasher;
pub mod ids;
pub mod limits;
pub mod telemetry;
pub mod vault;

use clock::Clock;
use db::Db;
use events::Events;
use hasher::Hasher;
use ids::Ids;
use limits::Limits;
use vault::Vault;

/// Writes at a time that may be left out.
const SPARE_TURNS: usize = 2;

/// Everything outside of the program's own memory.
pub struct Platform {
    /// The settings.
    pub config: Config,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids and tokens.
    pub ids: Ids,
    /// The database.
    pub db: Db,
    /// Sealing and opening of secrets at rest.
    pub vault: Vault,
    /// Announcements after commits.
    pub events: Events,
    /// How often somebody may do something.
    pub limits: Limits,
    /// Password hashing, off the async threads.
    pub hasher: Hasher,
    /// Turns for small writes that may as well be left out when the database is busy: what waits for
    /// its turn to write holds a connection that a reader could use.
    pub spare_turns: Arc<tokio::sync::Semaphore>,
    /// Plaid, real or simulated: nothing here can tell which.
    pub plaid: plaid::Client,
    /// Tells Plaid's webhooks from others.
    pub webhooks: plaid::WebhookVerifier,
    /// Wakes the worker of this process.
    pub wake: Arc<tokio::sync::Notify>,
    /// Cancelled when the process is to end.
    pub shutdown: CancellationToken,
}

/// What differs between a server and a test.
pub struct World {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The source of new ids.
    pub ids: Ids,
}

impl Platform {
    /// Opens every handle. The database must be migrated already or be migrated next.
    pub async fn open(config: Config, plaid: plaid::Client, world: World) -> Result<Self, Fault> {
        let shutdown = CancellationToken::new();
        let db = Db::open(&config.database).await?;
        let vault = Vault::open(&config, &world.ids)?;
        let events = Events::open(config.redis_url.as_ref(), shutdown.clone())?;
        let limits = Limits::open(config.redis_url.as_ref(), world.clock.clone())?;
        Ok(Self {
            clock: world.clock,
            ids: world.ids,
            db,
            vault,
            events,
            limits,
            hasher: Hasher::new(),
            spare_turns: Arc::new(tokio::sync::Semaphore::new(SPARE_TURNS)),
            webhooks: plaid::WebhookVerifier::new(plaid.clone()),
            plaid,
            wake: Arc::default(),
            shutdown,
            config,
        })
    }
}
