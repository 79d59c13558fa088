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

/// Puts the fence of row-level security around tables with a `user_id`: every step that makes one calls
/// this for it, or tests/security/s17_second_fence.rs finds it. Nothing on SQLite, which has none.
///
/// A row is seen, and written, where `florin.owner` names its owner; the server sets that for each
/// transaction. Connections that work for everybody have `florin.scope` at `system` from their start.
/// Forced, because the server's role may own the tables. The settings are read in subqueries, which
/// PostgreSQL runs once for a statement and not for each row.
pub(crate) async fn fence(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        fence_by(manager, table, "user_id").await?;
    }
    Ok(())
}

/// The same for a table whose owner another column names.
pub(crate) async fn fence_by(
    manager: &SchemaManager<'_>,
    table: &str,
    owner: &str,
) -> Result<(), DbErr> {
    let policy = format!(
        "create policy {table}_owner on {table} using (
            {owner} = (select nullif(current_setting('florin.owner', true), '')::uuid)
            or (select current_setting('florin.scope', true)) = 'system')"
    );
    let enable = format!("alter table {table} enable row level security");
    let force = format!("alter table {table} force row level security");
    run_on(DbBackend::Postgres, manager, &[&policy, &enable, &force]).await
}

/// Takes the fence of a table away.
pub(crate) async fn unfence(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    for table in tables {
        let statements = [
            format!("alter table {table} no force row level security"),
            format!("alter table {table} disable row level security"),
            format!("drop policy {table}_owner on {table}"),
        ];
        let statements = statements.each_ref().map(String::as_str);
        run_on(DbBackend::Postgres, manager, &statements).await?;
    }
    Ok(())
}
