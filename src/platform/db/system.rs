//! Everybody's rows, and the one queue of those who write on SQLite.
//!
//! SQLite lets one connection write at a time and keeps no queue: whoever looks at the right moment is
//! next, and they look less and less often, so that among many the lock lies idle and one waits for much
//! longer than its turn. So a process writes through one connection, for which its writers wait in the
//! order in which they came; SQLite's own wait is for other processes. Whoever reads waits for nobody.

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

/// A connection that sees the rows of everybody. What reads and what writes may go different ways: a
/// statement that writes must not be asked for by whoever holds a transaction.
#[derive(Clone)]
pub struct System {
    reads: DatabaseConnection,
    writes: DatabaseConnection,
}

impl System {
    pub(super) fn new(reads: DatabaseConnection, writes: DatabaseConnection) -> Self {
        Self { reads, writes }
    }

    /// The connections that write. On SQLite whoever asks them anything waits for their turn.
    pub fn writers(&self) -> &DatabaseConnection {
        &self.writes
    }

    /// The connections that read.
    pub(super) fn readers(&self) -> &DatabaseConnection {
        &self.reads
    }

    pub(super) async fn close(self) -> Result<(), DbErr> {
        self.reads.close().await?;
        self.writes.close().await
    }

    fn way_of(&self, statement: &Statement) -> &DatabaseConnection {
        if is_read(statement) { &self.reads } else { &self.writes }
    }
}

/// Whether a statement reads and no more.
pub(super) fn is_read(statement: &Statement) -> bool {
    let start = statement.sql.trim_start().get(..6).unwrap_or_default();
    start.eq_ignore_ascii_case("select")
}

#[async_trait]
impl ConnectionTrait for System {
    fn get_database_backend(&self) -> DbBackend {
        self.reads.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.way_of(&statement).execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.writes.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.way_of(&statement).query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.way_of(&statement).query_all_raw(statement).await
    }
}
