//! One text of SQL for SQLite and for PostgreSQL.
//!
//! The steps are written in PostgreSQL's types, set in braces; on SQLite each is exchanged for the
//! storage class that sqlx uses for the Rust type behind it. What one of the two alone knows, triggers and
//! policies, is written for it alone.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// PostgreSQL's type and what holds the same values on SQLite.
const TYPES: [(&str, &str); 4] =
    [("uuid", "blob"), ("timestamptz", "text"), ("date", "text"), ("bytea", "blob")];

/// Runs the statements in order, in the step's own transaction.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let sqlite = connection.get_database_backend() == DbBackend::Sqlite;
    for statement in statements {
        let mut sql = (*statement).to_owned();
        for (postgres_type, sqlite_type) in TYPES {
            let used = if sqlite { sqlite_type } else { postgres_type };
            sql = sql.replace(&format!("{{{postgres_type}}}"), used);
        }
        connection.execute_unprepared(&sql).await?;
    }
    Ok(())
}

/// Runs statements that one database alone knows, and none on the other.
pub(crate) async fn run_on(
    backend: DbBackend,
    manager: &SchemaManager<'_>,
    statements: &[&str],
) -> Result<(), DbErr> {
    if manager.get_connection().get_database_backend() == backend {
        run(manager, statements).await?;
    }
    Ok(())
}
