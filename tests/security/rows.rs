//! Every row of an owner, as the database has it: for telling that nothing has changed.

use std::time::Duration;

use florin::kernel::ids::UserId;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, DbBackend, Statement};

/// Every row of an owner, table by table, in a text that differs when one of them does.
pub(super) async fn rows_of(db: &DatabaseConnection, owner: &str) -> Vec<String> {
    let backend = db.get_database_backend();
    let id = UserId::parse(owner).unwrap().0;
    let tables = match backend {
        DbBackend::Sqlite => {
            "select m.name as name from sqlite_schema m, pragma_table_info(m.name) c
             where m.type = 'table' and c.name = 'user_id' order by m.name"
        }
        _ => {
            "select table_name::text as name from information_schema.columns
             where column_name = 'user_id' and table_schema = 'public' order by 1"
        }
    };
    let mut rows = Vec::new();
    for table in names(db, tables).await {
        let sql = match backend {
            DbBackend::Sqlite => {
                let columns = format!("select name from pragma_table_info('{table}')");
                let quoted: Vec<_> = names(db, &columns).await;
                let quoted: Vec<_> = quoted.iter().map(|name| format!("quote({name})")).collect();
                let (row, id) = (quoted.join(" || ',' || "), id.simple());
                format!("select '{table} ' || {row} as name from {table} where user_id = x'{id}'")
            }
            _ => format!(
                "select '{table} ' || t::text as name from {table} t where user_id = '{id}'"
            ),
        };
        let mut found = names(db, &sql).await;
        found.sort();
        rows.append(&mut found);
    }
    assert!(!rows.is_empty(), "the owner has rows");
    rows
}

/// The same once nothing of the owner's is under way any more: a webhook may come after a sync's end.
pub(super) async fn settled_rows_of(db: &DatabaseConnection, owner: &str) -> Vec<String> {
    let mut looks = tokio::time::interval(Duration::from_millis(700));
    let mut before = Vec::new();
    for _ in 0..60 {
        looks.tick().await;
        let rows = rows_of(db, owner).await;
        if rows == before {
            return rows;
        }
        before = rows;
    }
    panic!("something of the owner's was under way for 40 seconds");
}

async fn names(db: &DatabaseConnection, sql: &str) -> Vec<String> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    rows.iter().map(|row| row.try_get("", "name").unwrap()).collect()
}
