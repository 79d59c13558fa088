//! The databases that every test of the server runs on.

use std::sync::atomic::{AtomicU32, Ordering};

use florin::config::Config;
use florin::platform::db::Db;
use sea_orm::ConnectionTrait as _;

/// Where a server under test keeps its data.
#[derive(Clone, Debug)]
pub enum Database {
    /// A file in the test's folder, events within the process.
    Sqlite,
    /// A database of the test's own, events through Redis.
    Postgres {
        /// The URL of the new database. Whoever connects with it sees every owner's rows, as the
        /// operator does; the server sets its own rights, whatever the URL says.
        url: String,
        /// The URL of Redis.
        redis: String,
    },
}

impl Database {
    /// A new database on the PostgreSQL server that `make test` brings.
    pub async fn new_postgres() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = service("FLORIN_TEST_POSTGRES_URL");
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("florin_test_{}_{number}", std::process::id());
        let admin = sea_orm::Database::connect(&server).await.unwrap();
        admin.execute_unprepared(&format!("create database {name}")).await.unwrap();
        admin.close().await.unwrap();
        let mut url = url::Url::parse(&server).unwrap();
        url.set_path(&name);
        url.query_pairs_mut().append_pair("options", "-c florin.scope=system");
        Self::Postgres { url: url.into(), redis: service("FLORIN_TEST_REDIS_URL") }
    }
}

/// A database that nobody serves from.
pub async fn open(database: Database) -> (Db, tempfile::TempDir) {
    let folder = tempfile::TempDir::new().unwrap();
    let url = match database {
        Database::Sqlite => format!("sqlite://{}/florin.db", folder.path().display()),
        Database::Postgres { url, .. } => url,
    };
    let config = Config::from_map([("DATABASE_URL".to_owned(), url)].into()).unwrap();
    let db = Db::open(&config.database).await.unwrap();
    db.migrate_up().await.unwrap();
    (db, folder)
}

fn service(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set: run `make test`, or `scripts/services.sh run -- cargo test`")
    })
}

/// Makes of `async fn name(database) { … }` two tests: `name::sqlite` and `name::postgres`.
macro_rules! each_database {
    (async fn $name:ident($database:ident) $body:block) => {
        mod $name {
            use super::*;

            async fn behaves($database: $crate::support::Database) {
                $body
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                behaves($crate::support::Database::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                behaves($crate::support::Database::new_postgres().await).await;
            }
        }
    };
}

pub(crate) use each_database;
