//! The database: SQLite in a file or PostgreSQL behind a URL, through one interface.
//!
//! Transactions that write are begun by [`Db::begin_write`] and nowhere else: on SQLite one that reads
//! first and writes later fails at once when another writer was faster, whatever the busy timeout,
//! unless it is begun `IMMEDIATE`. No transaction is held open across the network.

use std::fs;
use std::path::Path;
use std::time::Duration;

use migration::{Migrator, MigratorTrait as _};
use sea_orm::sqlx::sqlite::{SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{AssertSqlSafe, Connection as _};
use sea_orm::{
    ConnectOptions, Database as SeaDatabase, DatabaseConnection, DatabaseTransaction,
    SqliteTransactionMode, SqlxError, TransactionOptions, TransactionTrait as _,
};

use crate::config::{Database, DatabaseKind};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::secret::ExposeSecret as _;
use crate::platform::failpoints::pages_max;

/// How long a SQLite writer waits for those before it. SQLite keeps no queue: whoever looks at the
/// right moment is next, so that among many writers one waits for much longer than its turn.
const SQLITE_BUSY: Duration = Duration::from_secs(30);

/// How long a request waits for a free connection. On SQLite the others wait for their turn to write.
const ACQUIRE_MAX: Duration = Duration::from_secs(5);
const SQLITE_ACQUIRE_MAX: Duration = SQLITE_BUSY;

/// Connections of the pool that everything but heartbeats goes through.
const CONNECTIONS_MAX: u32 = 16;

/// Connections of the pool that keeps leases alive however busy the other one is.
const HEARTBEAT_CONNECTIONS_MAX: u32 = 2;

/// The database.
#[derive(Clone)]
pub struct Db {
    /// Which one it is.
    pub kind: DatabaseKind,
    /// The pool for everything.
    pub pool: DatabaseConnection,
    /// The small pool of the heartbeats.
    pub heartbeats: DatabaseConnection,
}

impl Db {
    /// Connects. A SQLite file that doesn't exist is made, readable by its owner only.
    pub async fn open(database: &Database) -> Result<Self, Fault> {
        if database.kind == DatabaseKind::Sqlite {
            prepare_file(database.url.expose_secret())?;
        }
        Ok(Self {
            kind: database.kind,
            pool: connect(database, CONNECTIONS_MAX).await?,
            heartbeats: connect(database, HEARTBEAT_CONNECTIONS_MAX).await?,
        })
    }

    /// Begins a transaction that will write.
    pub async fn begin_write(&self) -> Result<DatabaseTransaction, Fault> {
        let mode = if cfg!(feature = "sabotage-deferred-transactions") {
            SqliteTransactionMode::Deferred
        } else {
            SqliteTransactionMode::Immediate
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(mode),
            ..TransactionOptions::default()
        };
        self.pool.begin_with_options(options).await.or_fault("beginning a transaction")
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), Fault> {
        self.pool.ping().await.or_fault("asking the database for a sign of life")
    }

    /// The migrations that have not been run, by name.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, Fault> {
        let pending = Migrator::get_pending_migrations(&self.pool).await;
        let pending = pending.or_fault("reading the state of the migrations")?;
        Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
    }

    /// Runs every migration that has not been run.
    pub async fn migrate_up(&self) -> Result<(), Fault> {
        Migrator::up(&self.pool, None).await.or_fault("migrating the database up")
    }

    /// Takes the newest migration back.
    pub async fn migrate_down(&self) -> Result<(), Fault> {
        Migrator::down(&self.pool, Some(1)).await.or_fault("migrating the database down")
    }

    /// Closes the pools; what is on its way ends first.
    pub async fn close(self) -> Result<(), Fault> {
        self.heartbeats.close().await.or_fault("closing the database")?;
        self.pool.close().await.or_fault("closing the database")
    }
}

async fn connect(database: &Database, connections: u32) -> Result<DatabaseConnection, Fault> {
    let acquire_max = match database.kind {
        DatabaseKind::Sqlite => SQLITE_ACQUIRE_MAX,
        DatabaseKind::Postgres => ACQUIRE_MAX,
    };
    let mut options = ConnectOptions::new(database.url.expose_secret());
    options
        .max_connections(connections)
        .acquire_timeout(acquire_max)
        .test_before_acquire(false)
        .sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(SQLITE_BUSY)
    });
    options.map_sqlx_sqlite_pool_opts(|pool| {
        pool.after_connect(|connection, _| Box::pin(limit_pages(connection)))
            .before_acquire(|connection, _| Box::pin(is_sound(connection)))
    });
    SeaDatabase::connect(options).await.or_fault("connecting to the database")
}

/// Whether a connection that waited in the pool may be used. Where a disk is full, SQLite rolls a
/// transaction back by itself, and the driver, whose own rollback fails then, counts it as open for good:
/// whatever is begun on that connection would be a savepoint in it, and keep the file locked once it is
/// rolled back. Such a connection is closed.
async fn is_sound(connection: &mut SqliteConnection) -> Result<bool, SqlxError> {
    limit_pages(connection).await?;
    Ok(!connection.is_in_transaction())
}

/// Lets the connection take as many pages as a test allows at this moment.
async fn limit_pages(connection: &mut SqliteConnection) -> Result<(), SqlxError> {
    let Some(pages) = pages_max() else { return Ok(()) };
    let limit = AssertSqlSafe(format!("pragma max_page_count = {pages}"));
    sea_orm::sqlx::query(limit).execute(connection).await?;
    Ok(())
}

/// Makes the folder and the file with the rights of their owner alone, before SQLite makes them with
/// everyone's.
fn prepare_file(url: &str) -> Result<(), Fault> {
    use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};

    let path = url.trim_start_matches("sqlite://");
    let path = Path::new(path.split('?').next().unwrap_or_default());
    if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .or_fault("making the data folder")?;
    }
    fs::OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
        .or_fault("making the database file")?;
    Ok(())
}
