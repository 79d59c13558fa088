//! A look into the database from beside the servers.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use sea_orm::{ConnectOptions, ConnectionTrait as _, DatabaseConnection, Statement};

use crate::support::{Database, Server};

/// The open states, as SQL lists them.
pub const OPEN: &str = "('queued', 'running', 'waiting')";

/// How long an operator's command waits for those who write.
const SQLITE_BUSY: Duration = Duration::from_secs(30);

/// A connection of the test's own.
pub struct Store(DatabaseConnection);

impl Store {
    /// To the database of that server.
    pub async fn open(database: &Database, server: &Server) -> Self {
        let url = match database {
            Database::Sqlite => format!("sqlite://{}", server.data().join("florin.db").display()),
            Database::Postgres { url, .. } => url.clone(),
        };
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        options.map_sqlx_sqlite_opts(|sqlite| sqlite.busy_timeout(SQLITE_BUSY));
        Self(sea_orm::Database::connect(options).await.unwrap())
    }

    /// The number that a query gives.
    pub async fn number(&self, sql: &str) -> i64 {
        let statement = Statement::from_string(self.0.get_database_backend(), sql);
        let row =
            self.0.query_one_raw(statement).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        let row = row.expect("a count has a row");
        let wide: Result<Option<i64>, _> = row.try_get_by_index(0);
        wide.unwrap_or_else(|_| row.try_get_by_index::<Option<i32>>(0).unwrap().map(i64::from))
            .unwrap_or_default()
    }

    /// The text that a query gives.
    pub async fn text(&self, sql: &str) -> String {
        let statement = Statement::from_string(self.0.get_database_backend(), sql);
        let row = self.0.query_one_raw(statement).await.unwrap();
        row.expect("there is a row").try_get_by_index(0).unwrap()
    }

    /// The bytes that a query gives.
    pub async fn blobs(&self, sql: &str) -> HashSet<Vec<u8>> {
        let statement = Statement::from_string(self.0.get_database_backend(), sql);
        let rows = self.0.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// Does something to the data.
    pub async fn execute(&self, sql: &str) -> u64 {
        self.0.execute_unprepared(sql).await.unwrap().rows_affected()
    }

    /// Waits until a query counts more than none.
    pub async fn some(&self, sql: &str, within: Duration) {
        let sql = format!("select case when ({sql}) > 0 then 1 else 0 end");
        self.until(&sql, 1, within).await;
    }

    /// Waits until no job is open, and says how long that took.
    pub async fn quiet(&self, within: Duration) -> Duration {
        let open = format!("select count(*) from jobs where state in {OPEN}");
        self.until(&open, 0, within).await
    }

    /// Whether a query comes to give that number.
    pub async fn comes_to(&self, sql: &str, wanted: i64, within: Duration) -> bool {
        let began = Instant::now();
        let mut looks = tokio::time::interval(Duration::from_millis(50));
        while began.elapsed() < within {
            looks.tick().await;
            if self.number(sql).await == wanted {
                return true;
            }
        }
        false
    }

    /// Waits until a query gives that number, and says how long that took.
    pub async fn until(&self, sql: &str, wanted: i64, within: Duration) -> Duration {
        let began = Instant::now();
        let mut looks = tokio::time::interval(Duration::from_millis(20));
        let mut found = -1;
        while began.elapsed() < within {
            looks.tick().await;
            found = self.number(sql).await;
            if found == wanted {
                return began.elapsed();
            }
        }
        panic!("{sql}: {found} after {within:?}, not {wanted}");
    }
}
