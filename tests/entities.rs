//! Entities mirror the tables column for column, and every migration can be taken back.

use std::collections::BTreeSet;

use florin::config::{Config, Database as Location};
use florin::entities::{
    account, account_balance, api_key, api_key_account, api_key_read, audit_event,
    deletion_receipt, item, kept_words, known_device, link_attempt, link_token, login_attempt,
    reset_code, session, sync_page, transaction, used_token, user, webhook,
};
use florin::platform::db::Db;
use sea_orm::{ConnectionTrait as _, DbBackend, EntityName, Iterable, Statement};

use crate::support::{Database, each_database};

each_database!(async fn entities_mirror_their_tables(database) {
    let (db, _folder) = open(database).await;
    db.migrate_up().await.unwrap();
    same_columns::<account::Column>(&db, account::Entity.table_name()).await;
    same_columns::<account_balance::Column>(&db, account_balance::Entity.table_name()).await;
    same_columns::<api_key::Column>(&db, api_key::Entity.table_name()).await;
    same_columns::<api_key_account::Column>(&db, api_key_account::Entity.table_name()).await;
    same_columns::<api_key_read::Column>(&db, api_key_read::Entity.table_name()).await;
    same_columns::<audit_event::Column>(&db, audit_event::Entity.table_name()).await;
    same_columns::<deletion_receipt::Column>(&db, deletion_receipt::Entity.table_name()).await;
    same_columns::<reset_code::Column>(&db, reset_code::Entity.table_name()).await;
    same_columns::<item::Column>(&db, item::Entity.table_name()).await;
    same_columns::<known_device::Column>(&db, known_device::Entity.table_name()).await;
    same_columns::<kept_words::Column>(&db, kept_words::Entity.table_name()).await;
    same_columns::<link_attempt::Column>(&db, link_attempt::Entity.table_name()).await;
    same_columns::<link_token::Column>(&db, link_token::Entity.table_name()).await;
    same_columns::<login_attempt::Column>(&db, login_attempt::Entity.table_name()).await;
    same_columns::<session::Column>(&db, session::Entity.table_name()).await;
    same_columns::<sync_page::Column>(&db, sync_page::Entity.table_name()).await;
    same_columns::<transaction::Column>(&db, transaction::Entity.table_name()).await;
    same_columns::<used_token::Column>(&db, used_token::Entity.table_name()).await;
    same_columns::<user::Column>(&db, user::Entity.table_name()).await;
    same_columns::<webhook::Column>(&db, webhook::Entity.table_name()).await;
    db.close().await.unwrap();
});

each_database!(async fn every_migration_goes_up_and_down_and_up(database) {
    let (db, _folder) = open(database).await;
    let all = db.pending_migrations().await.unwrap();
    db.migrate_up().await.unwrap();
    assert_eq!(db.pending_migrations().await.unwrap(), Vec::<String>::new());
    for _ in &all {
        db.migrate_down().await.unwrap();
    }
    assert_eq!(db.pending_migrations().await.unwrap(), all);
    db.migrate_up().await.unwrap();
    db.close().await.unwrap();
});

/// A database that nobody serves from.
async fn open(database: Database) -> (Db, tempfile::TempDir) {
    let folder = tempfile::TempDir::new().unwrap();
    let url = match database {
        Database::Sqlite => format!("sqlite://{}/florin.db", folder.path().display()),
        Database::Postgres { url, .. } => url,
    };
    let config = Config::from_map([("DATABASE_URL".to_owned(), url)].into()).unwrap();
    let location: &Location = &config.database;
    (Db::open(location).await.unwrap(), folder)
}

async fn same_columns<C: Iterable + sea_orm::IdenStatic>(db: &Db, table: &str) {
    let entity: BTreeSet<String> = C::iter().map(|column| column.as_str().to_owned()).collect();
    let backend = db.system.get_database_backend();
    let sql = if backend == DbBackend::Sqlite {
        format!("select name from pragma_table_info('{table}')")
    } else {
        format!(
            "select column_name::text as name from information_schema.columns where table_name = '{table}'"
        )
    };
    let rows = db.system.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let columns: BTreeSet<String> =
        rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
    assert_eq!(entity, columns, "{table}");
}
