//! The rows of one owner: each statement by itself, in a transaction that has named the owner.
//!
//! PostgreSQL forgets the name with the transaction, so that no connection carries it to the next one
//! who takes it from the pool, nor does a pooler between us and the server. Begin and name are one
//! message, and a read doesn't wait for the transaction's end: a read costs one round trip more than
//! without the fence.

use async_trait::async_trait;
use sea_orm::sqlx::postgres::Postgres;
use sea_orm::sqlx::query::Query;
use sea_orm::sqlx::{self, AssertSqlSafe, Transaction};
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult,
    RuntimeErr, Statement, Values,
};
use sea_query_sqlx::SqlxValues;

use crate::kernel::ids::UserId;

/// A connection that sees the rows of one owner. On SQLite it is the pool as it is.
pub struct Owned<'a> {
    pool: &'a DatabaseConnection,
    owner: UserId,
}

impl<'a> Owned<'a> {
    pub(super) fn new(pool: &'a DatabaseConnection, owner: UserId) -> Self {
        Self { pool, owner }
    }

    fn is_fenced(&self) -> bool {
        self.pool.get_database_backend() == DbBackend::Postgres
    }

    async fn begin(&self) -> Result<Transaction<'static, Postgres>, DbErr> {
        let begin = format!("begin; {}", name_owner(self.owner));
        let pool = self.pool.get_postgres_connection_pool();
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

#[async_trait]
impl ConnectionTrait for Owned<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.pool.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        if !self.is_fenced() {
            return self.pool.execute_raw(statement).await;
        }
        let mut tx = self.begin().await?;
        let done = query(&statement).execute(&mut *tx).await.map_err(execution_error)?;
        tx.commit().await.map_err(execution_error)?;
        Ok(done.into())
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.execute_raw(Statement::from_string(self.get_database_backend(), sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        if !self.is_fenced() {
            return self.pool.query_one_raw(statement).await;
        }
        let mut tx = self.begin().await?;
        let found = query(&statement).fetch_optional(&mut *tx).await.map_err(query_error)?;
        end(tx, &statement).await?;
        Ok(found.map(QueryResult::from))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        if !self.is_fenced() {
            return self.pool.query_all_raw(statement).await;
        }
        let mut tx = self.begin().await?;
        let found = query(&statement).fetch_all(&mut *tx).await.map_err(query_error)?;
        end(tx, &statement).await?;
        Ok(found.into_iter().map(QueryResult::from).collect())
    }
}

/// Ends the transaction of a query. One that has only read has nothing to keep, and is rolled back on
/// the connection's way to the pool.
async fn end(tx: Transaction<'static, Postgres>, statement: &Statement) -> Result<(), DbErr> {
    let start = statement.sql.trim_start().get(..6).unwrap_or_default();
    if start.eq_ignore_ascii_case("select") {
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
