//! The rows of one owner: each statement by itself, in a transaction that has named the owner.
//!
//! PostgreSQL forgets the name with the transaction, so that no connection carries it to the next one
//! who takes it from the pool, nor does a pooler between us and the server. Begin and name are one
//! message, and a read doesn't wait for the transaction's end: a read costs one round trip more than
//! without the fence.
//!
//! A read that takes too long is given up by the database: PostgreSQL is told with the owner's name how
//! long it may take, SQLite asks the pool's handler every now and then. Should no word of that arrive,
//! its asker goes a moment later.

use std::time::Duration;

use async_trait::async_trait;
use sea_orm::sqlx::postgres::Postgres;
use sea_orm::sqlx::query::Query;
use sea_orm::sqlx::{self, AssertSqlSafe, Transaction};
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult,
    RuntimeErr, Statement, Values,
};
use sea_query_sqlx::SqlxValues;
use tokio::time::timeout;

use super::system::is_read;
use super::{Db, READ_TIME, silence};
use crate::config::DatabaseKind;
use crate::kernel::ids::UserId;

/// How long PostgreSQL's own word that a read was given up may be on its way to a busy server.
const WORD_MAX: Duration = Duration::from_secs(5);

/// A connection that sees the rows of one owner. On SQLite it is the pool as it is.
pub struct Owned<'a> {
    db: &'a Db,
    owner: UserId,
}

impl<'a> Owned<'a> {
    pub(super) fn new(db: &'a Db, owner: UserId) -> Self {
        Self { db, owner }
    }

    fn is_fenced(&self) -> bool {
        self.db.kind == DatabaseKind::Postgres
    }

    /// Where a statement goes that needs no fence.
    fn plain(&self, statement: &Statement) -> &DatabaseConnection {
        if is_read(statement) { &self.db.owners } else { self.db.system.writers() }
    }

    /// Does something for a statement that is to have an end.
    fn bounded<T: Send>(
        &self,
        statement: &Statement,
        work: impl Future<Output = Result<T, DbErr>> + Send,
    ) -> impl Future<Output = Result<T, DbErr>> + Send {
        let (work, is_read) = (Box::pin(work), is_read(statement));
        async move {
            let work = self.db.unless_silent(work);
            if is_read {
                let heard = timeout(READ_TIME + WORD_MAX, work).await;
                return heard.unwrap_or_else(|_| Err(silence::error())).flatten();
            }
            work.await.unwrap_or_else(Err)
        }
    }

    /// Begins a transaction that has named the owner.
    async fn begin(&self, statement: &Statement) -> Result<Transaction<'static, Postgres>, DbErr> {
        let mut begin = format!("begin; {}", name_owner(self.owner));
        if is_read(statement) {
            begin += &limit_time();
        }
        let pool = self.db.owners.get_postgres_connection_pool();
        pool.begin_with(AssertSqlSafe(begin)).await.map_err(|error| match error {
            sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
            sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
            error => DbErr::Conn(RuntimeErr::SqlxError(error.into())),
        })
    }
}

/// Names the owner for the rest of a transaction. A UUID has no letter that SQL could stumble over.
pub(super) fn name_owner(owner: UserId) -> String {
    format!("set local florin.owner = '{}'", owner.0.hyphenated())
}

/// Says how long each statement of a transaction may take.
fn limit_time() -> String {
    format!("; set local statement_timeout = {}", READ_TIME.as_millis())
}

#[async_trait]
impl ConnectionTrait for Owned<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.db.owners.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        if !self.is_fenced() {
            return self.plain(&statement).execute_raw(statement).await;
        }
        let execute = async {
            let mut tx = self.begin(&statement).await?;
            let done = query(&statement).execute(&mut *tx).await.map_err(execution_error)?;
            tx.commit().await.map_err(execution_error)?;
            Ok(done.into())
        };
        self.bounded(&statement, execute).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.execute_raw(Statement::from_string(self.get_database_backend(), sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        if !self.is_fenced() {
            return self.plain(&statement).query_one_raw(statement).await;
        }
        let ask = async {
            let mut tx = self.begin(&statement).await?;
            let found = query(&statement).fetch_optional(&mut *tx).await.map_err(query_error)?;
            end(tx, &statement).await?;
            Ok(found.map(QueryResult::from))
        };
        self.bounded(&statement, ask).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        if !self.is_fenced() {
            return self.plain(&statement).query_all_raw(statement).await;
        }
        let ask = async {
            let mut tx = self.begin(&statement).await?;
            let found = query(&statement).fetch_all(&mut *tx).await.map_err(query_error)?;
            end(tx, &statement).await?;
            Ok(found.into_iter().map(QueryResult::from).collect())
        };
        self.bounded(&statement, ask).await
    }
}

/// Ends the transaction of a query. One that has only read has nothing to keep, and is rolled back on
/// the connection's way to the pool.
async fn end(tx: Transaction<'static, Postgres>, statement: &Statement) -> Result<(), DbErr> {
    if is_read(statement) {
        return Ok(());
    }
    tx.commit().await.map_err(query_error)
}

fn query(statement: &Statement) -> Query<'_, Postgres, SqlxValues> {
    let values = statement.values.clone().unwrap_or(Values(Vec::new()));
    sqlx::query_with(AssertSqlSafe(statement.sql.as_str()), SqlxValues(values))
}

fn execution_error(error: sqlx::Error) -> DbErr {
    DbErr::Exec(RuntimeErr::SqlxError(error.into()))
}

fn query_error(error: sqlx::Error) -> DbErr {
    DbErr::Query(RuntimeErr::SqlxError(error.into()))
}
