//! The database: SQLite in a file or PostgreSQL behind a URL, through one interface.
//!
//! An owner's rows are reached by [`Db::of`] and [`Db::begin_write`], which name the owner to PostgreSQL,
//! whose row-level security then shows no other's, whatever the statement says. [`Db::system`] is for
//! what has no owner yet or is about all of them. Whoever names nobody gets no rows. On SQLite there is
//! one fence only: every statement starts from its owner.
//!
//! Transactions that write are begun here and nowhere else: on SQLite one that reads first and writes
//! later fails at once when another writer was faster, whatever the busy timeout, unless it is begun
//! `IMMEDIATE`. No transaction is held open across the network.
//!
//! What an owner reads is given up after [`READ_TIME`], by the database itself. What is written may take
//! its time; but nobody waits for a database that has fallen silent ([`Db::while_it_speaks`]).

mod owned;
mod silence;
mod system;

use std::path::Path;
use std::time::Duration;
use std::{fs, io};

use migration::{Migrator, MigratorTrait as _};
use sea_orm::sqlx::postgres::PgConnection;
use sea_orm::sqlx::sqlite::{SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{AssertSqlSafe, Connection as _};
use sea_orm::{
    ConnectOptions, ConnectionTrait as _, Database as SeaDatabase, DatabaseConnection,
    DatabaseTransaction, SqliteTransactionMode, SqlxError, Statement, TransactionOptions,
    TransactionTrait as _,
};
use tokio::time::{Instant, timeout};

use crate::config::{Database, DatabaseKind};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::UserId;
use crate::kernel::secret::ExposeSecret as _;
use crate::platform::failpoints::pages_max;

use silence::Probe;

pub use owned::Owned;
pub use system::System;

/// How long a SQLite writer waits for those of other processes, an operator's command for instance.
const SQLITE_BUSY: Duration = Duration::from_secs(30);

/// How long a request waits for a free connection; on SQLite, for its turn to write.
const ACQUIRE_MAX: Duration = Duration::from_secs(5);
const SQLITE_ACQUIRE_MAX: Duration = SQLITE_BUSY;

/// How long a connection to PostgreSQL rests in the pool before it is asked whether it still lives.
const REST_BEFORE_ASKED: Duration = Duration::from_secs(1);

/// How long it may take to answer that; several may be asked while one request waits.
const SIGN_OF_LIFE_MAX: Duration = Duration::from_secs(1);

/// How long one statement may take that reads the rows of an owner.
const READ_TIME: Duration = Duration::from_secs(5);

/// How long such a connection is waited for when it is given back. A statement whose asker has gone is
/// read to its end then; one that takes longer is cut off, and its connection closed.
const RELEASE_MAX: Duration = Duration::from_secs(6);

/// The same of the connection that asks whether the database is there.
const PROBE_RELEASE_MAX: Duration = Duration::from_secs(1);

/// How long PostgreSQL lets a transaction of ours lie. None waits for the network, so one that does is of
/// a server whom nothing connects to it any more, and it holds locks.
const IDLE_TRANSACTION_MAX: &str = "30s";

/// How many steps SQLite's machine makes between two looks at the time.
const SQLITE_STEPS: i32 = 100_000;

/// Connections of each of the two pools that everything but heartbeats goes through.
const CONNECTIONS_MAX: u32 = 16;

/// Connections that write on SQLite (`system`).
const SQLITE_WRITERS_MAX: u32 = 1;

/// Connections of the pool that keeps leases alive however busy the other one is. On SQLite a heartbeat
/// takes its turn with the others who write.
const HEARTBEAT_CONNECTIONS_MAX: u32 = 2;

/// The database.
#[derive(Clone)]
pub struct Db {
    /// Which one it is.
    pub kind: DatabaseKind,
    /// For what has no owner yet, as a login, and for what is about all of them: schedules, the worker's
    /// claims, webhooks, the operator's commands, migrations.
    pub system: System,
    /// The small pool of the heartbeats, with the same rights.
    pub heartbeats: DatabaseConnection,
    /// For one owner at a time. On SQLite it is for reading alone.
    owners: DatabaseConnection,
    /// For the question whether the database is there at all.
    probe: Probe,
}

/// What the connections of a pool are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// Whatever there is to do.
    Anything,
    /// The reads of callers, which have an end.
    Reads,
    /// The question whether the database is there, on one connection for good.
    Probe,
}

/// Whose rows the connections of a pool may see on PostgreSQL.
#[derive(Clone, Copy, Debug)]
enum Scope {
    /// Nobody's, until an owner is named.
    Owners,
    /// Everybody's.
    System,
}

impl Scope {
    /// The value of the setting that the policies read (`migration`'s fences).
    const fn as_str(self) -> &'static str {
        match self {
            Self::Owners => "owners",
            Self::System => "system",
        }
    }
}

impl Db {
    /// Connects. A SQLite file that doesn't exist is made, readable by its owner only.
    pub async fn open(database: &Database) -> Result<Self, Fault> {
        if database.kind == DatabaseKind::Sqlite {
            prepare_file(database.url.expose_secret())?;
        }
        let pool = |scope, connections| Pool { scope, connections, purpose: Use::Anything };
        let system = connect(database, pool(Scope::System, CONNECTIONS_MAX)).await?;
        let owners = Pool { purpose: Use::Reads, ..pool(Scope::Owners, CONNECTIONS_MAX) };
        let owners = connect(database, owners).await?;
        let (writers, heartbeats, probe) = match database.kind {
            DatabaseKind::Sqlite => {
                let writers = connect(database, pool(Scope::System, SQLITE_WRITERS_MAX)).await?;
                (writers.clone(), writers, system.clone())
            }
            DatabaseKind::Postgres => {
                let heartbeats = pool(Scope::System, HEARTBEAT_CONNECTIONS_MAX);
                let probe = Pool { purpose: Use::Probe, ..pool(Scope::System, 1) };
                let heartbeats = connect(database, heartbeats).await?;
                (system.clone(), heartbeats, connect(database, probe).await?)
            }
        };
        let system = System::new(system, writers);
        let probe = Probe::new(probe);
        Ok(Self { kind: database.kind, system, heartbeats, owners, probe })
    }

    /// The rows of one owner, a statement at a time.
    pub fn of(&self, owner: UserId) -> Owned<'_> {
        Owned::new(self, owner)
    }

    /// Begins a transaction that will write rows of one owner.
    pub async fn begin_write(&self, owner: UserId) -> Result<DatabaseTransaction, Fault> {
        if self.kind == DatabaseKind::Sqlite {
            return self.begin_system_write().await;
        }
        let tx = begin(&self.owners).await?;
        let named = tx.execute_unprepared(&owned::name_owner(owner)).await;
        named.or_fault("naming the owner of a transaction")?;
        Ok(tx)
    }

    /// Begins a transaction that will write rows before their owner is known, or of many.
    pub async fn begin_system_write(&self) -> Result<DatabaseTransaction, Fault> {
        begin(self.system.writers()).await
    }

    /// Whether the role that this server has at PostgreSQL is above row-level security: a superuser, or
    /// one that may bypass it.
    pub async fn is_above_row_security(&self) -> Result<bool, Fault> {
        const SQL: &str = "select rolsuper or rolbypassrls as is_above from pg_roles
            where rolname = current_user";
        if self.kind == DatabaseKind::Sqlite {
            return Ok(false);
        }
        let statement = Statement::from_string(self.system.get_database_backend(), SQL);
        let found = self.system.query_one_raw(statement).await.or_fault("asking for our role")?;
        let row = found.or_fault("finding our role")?;
        row.try_get("", "is_above").or_fault("reading our role")
    }

    /// Whether the database answers, on either pool.
    pub async fn ping(&self) -> Result<(), Fault> {
        self.system.readers().ping().await.or_fault("asking the database for a sign of life")?;
        self.owners.ping().await.or_fault("asking the database for a sign of life")
    }

    /// The migrations that have not been run, by name. Asking changes nothing: a server's role may be one
    /// that makes no tables.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, Fault> {
        let pending = Migrator::get_pending_migrations_read_only(self.system.readers()).await;
        let pending = pending.or_fault("reading the state of the migrations")?;
        Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
    }

    /// Runs every migration that has not been run.
    pub async fn migrate_up(&self) -> Result<(), Fault> {
        Migrator::up(self.system.writers(), None).await.or_fault("migrating the database up")
    }

    /// Takes the newest migration back.
    pub async fn migrate_down(&self) -> Result<(), Fault> {
        Migrator::down(self.system.writers(), Some(1)).await.or_fault("migrating the database down")
    }

    /// Closes the pools; what is on its way ends first.
    pub async fn close(self) -> Result<(), Fault> {
        self.probe.close().await.or_fault("closing the database")?;
        self.heartbeats.close().await.or_fault("closing the database")?;
        self.owners.close().await.or_fault("closing the database")?;
        self.system.close().await.or_fault("closing the database")
    }
}

/// Begins a transaction that will write.
async fn begin(pool: &DatabaseConnection) -> Result<DatabaseTransaction, Fault> {
    let mode = if cfg!(feature = "sabotage-deferred-transactions") {
        SqliteTransactionMode::Deferred
    } else {
        SqliteTransactionMode::Immediate
    };
    let options =
        TransactionOptions { sqlite_transaction_mode: Some(mode), ..TransactionOptions::default() };
    pool.begin_with_options(options).await.or_fault("beginning a transaction")
}

/// How a pool differs from the others.
struct Pool {
    scope: Scope,
    connections: u32,
    purpose: Use,
}

async fn connect(database: &Database, pool: Pool) -> Result<DatabaseConnection, Fault> {
    let Pool { scope, connections, purpose } = pool;
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
    if purpose == Use::Probe {
        // A new one could not tell that those before it are dead.
        options.max_lifetime(None).idle_timeout(None);
    }
    // Set on every connection, so that no default of the role or of the URL decides.
    options.map_sqlx_postgres_opts(move |postgres| {
        postgres.options([
            ("florin.scope", scope.as_str()),
            ("idle_in_transaction_session_timeout", IDLE_TRANSACTION_MAX),
        ])
    });
    options.map_sqlx_postgres_pool_opts(move |pool| {
        if purpose == Use::Probe {
            // One that has not answered is given up at once.
            return pool
                .after_release(|connection, _| Box::pin(answers(connection, PROBE_RELEASE_MAX)));
        }
        pool.before_acquire(|connection, meta| Box::pin(is_alive(connection, meta.idle_for)))
            .after_release(|connection, _| Box::pin(answers(connection, RELEASE_MAX)))
    });
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(SQLITE_BUSY)
    });
    options.map_sqlx_sqlite_pool_opts(move |pool| {
        pool.after_connect(move |connection, _| Box::pin(made_ready(connection, purpose)))
            .before_acquire(move |connection, _| Box::pin(is_sound(connection, purpose)))
    });
    SeaDatabase::connect(options).await.or_fault("connecting to the database")
}

/// Whether a connection that waited in the pool may be used. One that has rested is asked first: after
/// an outage every connection of the pool is dead, and without this each would cost one request.
async fn is_alive(connection: &mut PgConnection, idle_for: Duration) -> Result<bool, SqlxError> {
    if idle_for < REST_BEFORE_ASKED {
        return Ok(true);
    }
    answers(connection, SIGN_OF_LIFE_MAX).await
}

/// Whether a connection answers in time. A network that swallows what it is given answers never, and
/// no wait for it brings it back.
async fn answers(connection: &mut PgConnection, within: Duration) -> Result<bool, SqlxError> {
    let answer = timeout(within, connection.ping()).await;
    answer.unwrap_or_else(|_| Err(io::Error::from(io::ErrorKind::TimedOut).into())).map(|()| true)
}

/// Whether a connection that waited in the pool may be used. Where a disk is full, SQLite rolls a
/// transaction back by itself, and the driver, whose own rollback fails then, counts it as open for good:
/// whatever is begun on that connection would be a savepoint in it, and keep the file locked once it is
/// rolled back. Such a connection is closed.
async fn is_sound(connection: &mut SqliteConnection, purpose: Use) -> Result<bool, SqlxError> {
    made_ready(connection, purpose).await?;
    Ok(!connection.is_in_transaction())
}

/// Gives whoever is about to use a connection their limits.
async fn made_ready(connection: &mut SqliteConnection, purpose: Use) -> Result<(), SqlxError> {
    limit_pages(connection).await?;
    if purpose == Use::Reads {
        let until = Instant::now() + READ_TIME;
        let mut handle = connection.lock_handle().await?;
        handle.set_progress_handler(SQLITE_STEPS, move || Instant::now() < until);
    }
    Ok(())
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
