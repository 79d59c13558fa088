//! `florin serve`: API, web pages, schedules and workers in one process, or split by role.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, ValueEnum};
use florin::config::{Config, DatabaseKind, PlaidEnvironment, PlaidKeys};
use florin::kernel::fault::{Fault, OrFault as _};
use florin::kernel::secret::SecretString;
use florin::platform::clock::SystemClock;
use florin::platform::ids::{Ids, SystemRandomness};
use florin::platform::vault::rotation;
use florin::platform::{Platform, World, telemetry};
use florin::{graphql, http, worker};
use plaid_sim::Simulator;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{Done, print, settings};

/// The longest that a stop may take.
const STOP_MAX: Duration = Duration::from_secs(14);

/// Starts the server. Example: `florin serve`
#[derive(Args)]
pub struct Serve {
    /// Which part of the server this process is.
    #[arg(long, value_enum, default_value_t = Role::All)]
    role: Role,
    /// Migrate PostgreSQL up before serving, as FLORIN_MIGRATE=true does.
    #[arg(long)]
    migrate: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Role {
    /// Everything.
    All,
    /// The doors only.
    Api,
    /// Jobs and schedules only.
    Worker,
}

impl Serve {
    /// Until ctrl-c or SIGTERM, then drains.
    pub async fn run(self) -> Done {
        let mut config = settings()?;
        config.migrate |= self.migrate;
        telemetry::start(&config)?;
        let mut simulator = None;
        let plaid = if let Some(keys) = &config.plaid_keys {
            plaid_client(&config, config.plaid_base_url.clone(), keys.clone())?
        } else {
            let address = config.plaid_sim_listen;
            if self.role != Role::Worker {
                simulator = Some(start_simulator(&config).await?);
            }
            plaid_client(&config, Url::parse(&format!("http://{address}"))?, simulated_keys())?
        };
        let world =
            World { clock: Arc::new(SystemClock), ids: Ids::new(Arc::new(SystemRandomness)) };
        let platform = Arc::new(Platform::open(config, plaid, world).await?);
        migrate(&platform).await?;
        warn_of_missing_fence(&platform).await?;
        check_keys(&platform).await?;
        let schema = graphql::schema(platform.clone());
        let doors = http::Doors { platform: platform.clone(), schema };
        // The operator's door outlives the others, or nobody could see that they are being closed.
        let admin = bind(platform.config.admin_listen, "FLORIN_ADMIN_LISTEN").await?;
        let stopped = CancellationToken::new();
        let admin = http::serve(admin, http::admin_router(&doors), stopped.clone());
        let admin = tokio::spawn(admin);
        let parts = start(&platform, doors, self.role).await?;
        announce(&platform, self.role, simulator.is_some());
        until_told_to_stop().await?;
        tracing::info!("stopping");
        platform.shutdown.cancel();
        if tokio::time::timeout(STOP_MAX, parts.join_all()).await.is_err() {
            tracing::warn!("the stop took too long; what was under way goes on at the next start");
        }
        stopped.cancel();
        admin.await?;
        if let Some(simulator) = simulator {
            simulator.stop().await;
        }
        Ok(())
    }
}

/// Waits for ctrl-c or SIGTERM.
pub async fn until_told_to_stop() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed,
        _ = terminate.recv() => Ok(()),
    }
}

/// Without Plaid keys the bank is the simulator's. Its items outlive a restart as ours do.
async fn start_simulator(config: &Config) -> Result<Simulator, Box<dyn Error>> {
    let simulator = plaid_sim::Config {
        state: Some(config.data_dir.join("plaid-sim.json")),
        record: config.plaid_sim_record.clone(),
        ..plaid_sim::Config::new(config.plaid_sim_listen)
    };
    std::fs::create_dir_all(&config.data_dir).or_fault("making the data folder")?;
    Ok(plaid_sim::start(simulator).await?)
}

/// The keys that the simulator takes.
pub fn simulated_keys() -> PlaidKeys {
    PlaidKeys {
        client_id: plaid_sim::DEFAULT_CLIENT_ID.to_owned(),
        secret: SecretString::from(plaid_sim::DEFAULT_SECRET),
    }
}

/// A client of the Plaid at that address, at the rates of the environment that the settings name.
pub fn plaid_client(
    config: &Config,
    base_url: Url,
    keys: PlaidKeys,
) -> Result<plaid::Client, Box<dyn Error>> {
    let credentials = plaid::Credentials { client_id: keys.client_id, secret: keys.secret };
    let environment = match config.plaid_environment {
        PlaidEnvironment::Sandbox => plaid::Environment::Sandbox,
        PlaidEnvironment::Production => plaid::Environment::Production,
    };
    let rates = plaid::Rates::documented(environment);
    Ok(plaid::Client::new(plaid::Config { rates, ..plaid::Config::new(base_url, credentials) })?)
}

/// A role that PostgreSQL's row-level security does not bind takes away the second fence around each
/// owner's rows. The first one, the owner in every statement, stands.
async fn warn_of_missing_fence(platform: &Platform) -> Result<(), Fault> {
    if platform.db.is_above_row_security().await? {
        tracing::warn!(
            "the role of DATABASE_URL is a superuser or may bypass row-level security, so that \
             PostgreSQL does not keep owners apart; give the server an ordinary role \
             (docs/operations/postgresql.md)"
        );
    }
    Ok(())
}

async fn migrate(platform: &Platform) -> Result<(), Fault> {
    let db = &platform.db;
    if db.kind == DatabaseKind::Sqlite || platform.config.migrate {
        return db.migrate_up().await;
    }
    let pending = db.pending_migrations().await?;
    if pending.is_empty() {
        return Ok(());
    }
    tracing::error!(pending = pending.join(", "), "the database has an older schema");
    Err(Fault::new(
        "the database has an older schema; run `florin migrate up`, or serve with --migrate",
    ))
}

/// Whether the keys are those of the database. With none that opens anything, something is set wrong,
/// and what the server sealed would be another ring's still.
async fn check_keys(platform: &Platform) -> Result<(), Fault> {
    let known = platform.vault.key_ids()?;
    let sealed = rotation::census(&platform.db).await?;
    let (ours, others): (Vec<_>, Vec<_>) = sealed.iter().partition(|(id, _)| known.contains(id));
    if others.is_empty() {
        return Ok(());
    }
    let envelopes: u64 = others.iter().map(|(_, envelopes)| **envelopes).sum();
    tracing::error!(envelopes, "secrets are sealed under keys that are not in the ring");
    if ours.is_empty() {
        return Err(Fault::new(
            "the keys open nothing of what the database holds: FLORIN_KEY_FILE or FLORIN_KEYS \
             belongs to another database; see `florin keys status`",
        ));
    }
    Ok(())
}

async fn start(
    platform: &Arc<Platform>,
    doors: http::Doors,
    role: Role,
) -> Result<JoinSet<()>, Fault> {
    let mut parts = JoinSet::new();
    if role != Role::Worker {
        let listener = bind(platform.config.listen, "FLORIN_LISTEN").await?;
        parts.spawn(http::serve(listener, http::router(doors), platform.shutdown.clone()));
    }
    if role != Role::Api {
        let mut schedules = worker::start_schedules(platform).await?;
        let worker = worker::worker(platform);
        let shutdown = platform.shutdown.clone();
        parts.spawn(async move {
            worker.run(shutdown).await;
            if let Err(error) = schedules.shutdown().await {
                tracing::warn!(%error, "the schedules did not stop");
            }
        });
    }
    Ok(parts)
}

async fn bind(address: std::net::SocketAddr, setting: &'static str) -> Result<TcpListener, Fault> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Fault::caused("opening a door", format!("{setting}={address}: {error}")))
}

fn announce(platform: &Platform, role: Role, simulated: bool) {
    let config = &platform.config;
    if role != Role::Worker {
        print(&format!("Florin serves on http://{}", config.listen));
        print(&format!("  playground: {}", at(&config.public_url, "graphiql")));
    }
    let data = match config.database.kind {
        DatabaseKind::Sqlite => config.data_dir.display().to_string(),
        DatabaseKind::Postgres => "PostgreSQL".to_owned(),
    };
    print(&format!("  data:       {data}"));
    if simulated {
        let address = config.plaid_sim_listen;
        print(&format!("  bank:       the simulator of Plaid, on http://{address}"));
    } else {
        print(&format!("  bank:       Plaid, at {}", config.plaid_base_url));
    }
}

fn at(url: &Url, path: &str) -> String {
    format!("{}/{path}", url.as_str().trim_end_matches('/'))
}
