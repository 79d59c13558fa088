//! S17: what one owner has is fenced twice. A statement that forgot its owner is stopped by
//! PostgreSQL's row-level security, and a row that points across owners by keys, on both databases.

use std::collections::{BTreeMap, BTreeSet};

use florin::config::Config;
use florin::kernel::ids::UserId;
use florin::platform::db::Db;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;
use uuid::Uuid;

use crate::support::{Api, Database, Server, each_database};

/// Columns that name a row of another table and have no key to it, and why.
const WITHOUT_KEY: &[(&str, &str)] = &[
    // The engine of jobs knows no feature; its handlers look the item up with the job's owner.
    ("jobs", "subject_id"),
    // Plaid's words, and what outlives what it tells of.
    ("audit_events", "actor_id"),
];

/// Every table that holds an owner's rows, as PostgreSQL's catalogue has it, with what is fenced.
const TABLES: &str = "select t.relname::text as name, t.relrowsecurity as enabled,
        t.relforcerowsecurity as forced, coalesce(p.qual, '') as shown, p.with_check as written,
        coalesce(p.cmd, '') as cmd,
        (select count(*) from pg_policies o where o.tablename = t.relname) as policies
    from pg_class t
    left join pg_policies p on p.tablename = t.relname and p.permissive = 'PERMISSIVE'
    where t.relkind in ('r', 'p') and t.relnamespace = 'public'::regnamespace
        and (t.relname = 'users' or exists (select 1 from pg_attribute a
            where a.attrelid = t.oid and a.attname = 'user_id'))
    order by name";

#[tokio::test(flavor = "multi_thread")]
async fn s17_the_schema_fences_every_table_of_an_owner() {
    let (db, _) = open(&Database::new_postgres().await).await;
    db.migrate_up().await.unwrap();
    let rows = all(&db.system, TABLES).await;
    assert!(rows.len() >= 20, "the catalogue was read");
    for row in rows {
        let name: String = row.try_get("", "name").unwrap();
        let flags: (bool, bool) =
            (row.try_get("", "enabled").unwrap(), row.try_get("", "forced").unwrap());
        assert_eq!(flags, (true, true), "{name}: its migration calls dialect::fence");
        let policies: i64 = row.try_get("", "policies").unwrap();
        let cmd: String = row.try_get("", "cmd").unwrap();
        assert_eq!((policies, cmd.as_str()), (1, "ALL"), "{name}: one policy for everything");
        let written: Option<String> = row.try_get("", "written").unwrap();
        assert_eq!(written, None, "{name}: what may be written is what may be seen");
        let shown: String = row.try_get("", "shown").unwrap();
        let owner = if name == "users" { "id" } else { "user_id" };
        let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        let expected = format!(
            "(({owner} = ( SELECT (NULLIF(current_setting('florin.owner'::text, true), \
             ''::text))::uuid AS \"nullif\")) OR (( SELECT \
             current_setting('florin.scope'::text, true) AS current_setting) = 'system'::text))"
        );
        assert_eq!(shown, expected, "{name}");
    }
    db.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn s17_a_statement_without_its_owner_is_stopped() {
    let database = Database::new_postgres().await;
    let server = Server::start(database.clone()).await;
    let (alice, bob) = (server.signed_up("alice").await, server.signed_up("bob").await);
    let linked = alice.link("ins_109508", "user_good").await;
    bob.link("ins_109509", "user_good").await;
    let again = "mutation ($id: ID!) { createLinkToken(input: { itemId: $id }) { linkToken } }";
    alice.ask(again, json!({ "id": linked.item })).await;
    let (db, _) = open(&database).await;
    assert!(!db.is_above_row_security().await.unwrap(), "these tests have a role like any other");
    let (hers, his, nobody) = (id(&alice).await, id(&bob).await, UserId(Uuid::from_u128(7)));

    for table in ["sessions", "items", "accounts", "transactions", "jobs", "audit_events"] {
        let everyone = owners(&db.system, table).await;
        assert_eq!(everyone, BTreeSet::from([hers.0, his.0]), "{table}: the operator sees all");
        for (owner, seen) in
            [(hers, BTreeSet::from([hers.0])), (his, BTreeSet::from([his.0])), (nobody, [].into())]
        {
            assert_eq!(owners(&db.of(owner), table).await, seen, "{table} of {owner}");
            let tx = db.begin_write(owner).await.unwrap();
            assert_eq!(owners(&tx, table).await, seen, "{table} of {owner}, in a transaction");
            tx.rollback().await.unwrap();
        }
    }
    // A connection carries no owner to the next one who takes it from the pool.
    for _ in 0..32 {
        assert_eq!(owners(&db.of(hers), "items").await, BTreeSet::from([hers.0]));
        assert_eq!(owners(&db.of(nobody), "items").await, BTreeSet::new());
    }

    let steal = format!("update items set user_id = '{}'", hers.0);
    let stolen = db.of(his).execute_unprepared(&steal).await.unwrap_err().to_string();
    assert!(stolen.contains("row-level security"), "{stolen}");
    let forge = format!(
        "insert into kept_words (user_id, id, salt, fingerprint, kept_at)
         values ('{}', '{}', '', '', now())",
        hers.0, nobody.0
    );
    let forged = db.of(his).execute_unprepared(&forge).await.unwrap_err().to_string();
    assert!(forged.contains("row-level security"), "{forged}");
    let deleted = db.of(his).execute_unprepared("delete from transactions").await.unwrap();
    assert!(deleted.rows_affected() > 0);
    assert_eq!(owners(&db.system, "transactions").await, BTreeSet::from([hers.0]), "only his own");
    let users = all(&db.of(his), "select username from users").await;
    assert_eq!(users.len(), 1, "the table of users is fenced too");
    db.close().await.unwrap();
}

each_database!(async fn s17_a_row_that_crosses_owners_is_refused(database) {
    let server = Server::start(database.clone()).await;
    let (alice, bob) = (server.signed_up("alice").await, server.signed_up("bob").await);
    let linked = alice.link("ins_109508", "user_good").await;
    let again = "mutation ($id: ID!) { createLinkToken(input: { itemId: $id }) { linkToken } }";
    alice.ask(again, json!({ "id": linked.item })).await;
    let (hers, his) = (id(&alice).await, id(&bob).await);
    let db = server.behind().await;
    let quoted = |id: UserId| match &database {
        Database::Sqlite => format!("x'{}'", id.0.simple()),
        Database::Postgres { .. } => format!("'{}'", id.0),
    };
    let page = format!(
        "insert into sync_pages (user_id, job_id, epoch, page, body)
         select {}, id, 99, 0, '[]' from jobs where user_id = {}",
        quoted(hers),
        quoted(hers)
    );
    db.execute_unprepared(&page).await.unwrap();
    let news = format!(
        "insert into webhooks (id, user_id, item_id, token_hash, type, code, outcome, received_at)
         select id, user_id, id, {}, 'A', 'B', 'noted', created_at from items",
        if matches!(database, Database::Sqlite) { "x'00'" } else { "'\\x00'" },
    );
    db.execute_unprepared(&news).await.unwrap();
    for table in [
        "accounts", "account_balances", "transactions", "job_events", "sync_pages", "webhooks",
        "link_tokens", "link_attempts",
    ] {
        assert!(owners(&db, table).await.contains(&hers.0), "{table} has a row to move");
        let moved = format!(
            "update {table} set user_id = {} where user_id = {}", quoted(his), quoted(hers)
        );
        let told = db.execute_unprepared(&moved).await.expect_err(table).to_string();
        assert!(told.to_lowercase().contains("foreign key"), "{table}: {told}");
    }
    db.close().await.unwrap();
});

/// A column that names a row of an owner's has a key to it, and the key has the owner in it.
#[tokio::test(flavor = "multi_thread")]
async fn s17_every_key_between_an_owners_rows_has_the_owner_in_it() {
    let (db, _folder) = open(&Database::Sqlite).await;
    db.migrate_up().await.unwrap();
    let columns = all(
        &db.system,
        "select m.name as name, c.name as col from sqlite_schema m, pragma_table_info(m.name) c
         where m.type = 'table' and m.name in
            (select t.name from sqlite_schema t, pragma_table_info(t.name) i where i.name = 'user_id')",
    );
    let keys = all(
        &db.system,
        "select m.name as name, k.id as id, k.\"from\" as col, k.\"table\" as other
         from sqlite_schema m, pragma_foreign_key_list(m.name) k where m.type = 'table'",
    );
    let mut parts: BTreeMap<(String, i64), (String, BTreeSet<String>)> = BTreeMap::new();
    for row in keys.await {
        let text = |name: &str| row.try_get::<String>("", name).unwrap();
        let key = (text("name"), row.try_get("", "id").unwrap());
        parts.entry(key).or_insert_with(|| (text("other"), [].into())).1.insert(text("col"));
    }
    for ((table, _), (other, columns)) in &parts {
        assert!(columns.contains("user_id"), "{table}: the key to {other} has no owner in it");
    }
    for row in columns.await {
        let text = |name: &str| row.try_get::<String>("", name).unwrap();
        let (table, column) = (text("name"), text("col"));
        let names_a_row =
            column.ends_with("_id") && column != "user_id" && !column.contains("plaid");
        if names_a_row
            && !column.starts_with("institution")
            && !column.starts_with("merchant")
            && !WITHOUT_KEY.contains(&(table.as_str(), column.as_str()))
        {
            let held = parts
                .iter()
                .any(|((name, _), (_, columns))| *name == table && columns.contains(&column));
            assert!(held, "{table}.{column} has no key");
        }
    }
    db.close().await.unwrap();
}

/// The database as the server has it, with its rights and no more.
async fn open(database: &Database) -> (Db, tempfile::TempDir) {
    let folder = tempfile::TempDir::new().unwrap();
    let url = match database {
        Database::Sqlite => format!("sqlite://{}/florin.db", folder.path().display()),
        Database::Postgres { url, .. } => url.clone(),
    };
    let config = Config::from_map([("DATABASE_URL".to_owned(), url)].into()).unwrap();
    (Db::open(&config.database).await.unwrap(), folder)
}

async fn id(api: &Api) -> UserId {
    let data = api.ask("{ viewer { id } }", json!({})).await;
    UserId::parse(data["viewer"]["id"].as_str().unwrap()).unwrap()
}

/// Whose rows a statement sees that forgot to ask for an owner's.
async fn owners(db: &impl ConnectionTrait, table: &str) -> BTreeSet<Uuid> {
    let rows = all(db, &format!("select distinct user_id from {table}")).await;
    rows.iter().filter_map(|row| row.try_get::<Option<Uuid>>("", "user_id").unwrap()).collect()
}

async fn all(db: &impl ConnectionTrait, sql: &str) -> Vec<sea_orm::QueryResult> {
    db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap()
}
