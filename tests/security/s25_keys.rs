//! S25: keys come from a file that only its owner may touch or from the environment, and are rotated
//! under load without losing anything.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use florin::config::Config;
use florin::entities::link_token;
use florin::kernel::ids::{ItemId, UserId};
use florin::kernel::secret::ExposeSecret as _;
use florin::platform::db::Db;
use florin::platform::ids::{Ids, SystemRandomness};
use florin::platform::vault::rotation::{SEALED_COLUMNS, census};
use florin::platform::vault::{KeyFile, Place, Vault};
use sea_orm::{
    ActiveModelTrait as _, ConnectionTrait as _, EntityTrait as _, IntoActiveModel as _, Statement,
};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::support::scale::{count, reached, size};
use crate::support::{Api, Database, Server, each_database};

/// Envelopes beside those that are made through the doors, so that a rotation takes its time.
fn envelopes_made() -> u32 {
    u32::try_from(size(2_000, 10_000)).unwrap()
}

/// Columns of bytes that hold no envelope: hashes, and what they are salted with.
const HASHES: &[&str] = &["fingerprint", "salt"];

each_database!(async fn s25_a_rotation_under_load_survives_kills_and_loses_nothing(database) {
    let kind = database.clone();
    let folder = tempfile::TempDir::new().unwrap();
    let file = KeyFile(folder.path().join("keys"));
    let old = file.add(&ids()).unwrap().to_string();
    let path = file.0.display().to_string();
    let settings = [("FLORIN_KEYS", ""), ("FLORIN_KEY_FILE", path.as_str())];
    let mut server = Server::start_with(database, &settings).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link("ins_109508", "user_good").await;
    let (db, vault) = open(&server, &file.0).await;
    make_link_token(&alice).await;
    multiply(&db, &vault).await;

    let stop = Arc::new(AtomicBool::new(false));
    let load = tokio::spawn(put_load(alice.clone(), stop.clone()));
    assert!(told(&server, &["keys", "new"]).await.contains("seals from now on"));
    // The second of two at once harms neither.
    let mut halves = 0;
    let kills = count(6, 60);
    for kill in 0..kills {
        let mut beside = server.command(&["keys", "rotate"]).stdout(Stdio::null()).spawn().unwrap();
        kill_midway(&server, kill % 3, Duration::from_millis(kill as u64 % 12 * 7)).await;
        beside.kill().await.unwrap();
        let left = envelopes(&server, &old).await;
        halves += u32::from(0 < left && left < u64::from(envelopes_made()));
    }
    assert!(halves > 0, "no rotation was killed in the middle");
    told(&server, &["keys", "rotate"]).await;
    stop.store(true, Ordering::Relaxed);
    let made = load.await.unwrap();
    assert!(made > 0, "there was no load");
    let again = told(&server, &["keys", "rotate"]).await;
    assert!(again.contains("Done: 0 sealed anew"), "a server sealed under the old key: {again}");

    // The old key may go when the ring has rested, and nothing needs it.
    let refused = server.command(&["keys", "drop", &old]).output().await.unwrap();
    assert!(error(&refused).contains("ten minutes"), "{}", error(&refused));
    let handle = std::fs::File::options().append(true).open(&file.0).unwrap();
    let changed = handle.metadata().unwrap().modified().unwrap();
    handle.set_modified(changed - Duration::from_mins(11)).unwrap();
    told(&server, &["keys", "drop", &old]).await;
    server.kill().await;
    server.resume().await;
    server.anonymous().with_token(alice.token.as_deref().unwrap()).sync(&linked.item).await;
    let (db, vault) = open(&server, &file.0).await;
    assert_eq!(vault.key_ids().unwrap().len(), 1);
    let opened = open_all(&db, &vault).await;
    assert!(opened >= envelopes_made() as usize);
    db.close().await.unwrap();
    reached("S25", &kind, format!(
        "{kills} rotations killed by SIGKILL, {halves} of them half-way, beside {made} secrets that were \
         sealed meanwhile: once the old key was gone, all {opened} envelopes opened"
    ));
});

each_database!(async fn s25_weak_open_and_foreign_keys_stop_the_start(database) {
    let folder = tempfile::TempDir::new().unwrap();
    let file = KeyFile(folder.path().join("keys"));
    file.add(&ids()).unwrap();
    let path = file.0.display().to_string();
    let settings = [("FLORIN_KEYS", ""), ("FLORIN_KEY_FILE", path.as_str())];
    let mut server = Server::start_with(database, &settings).await;
    server.signed_up("alice").await.link("ins_109508", "user_good").await;
    server.kill().await;
    let start = async |changes: &[(&str, &str)]| {
        let ended = server.command(&["serve"]).envs(changes.iter().copied()).output().await.unwrap();
        assert_eq!(ended.status.code(), Some(1), "it started with {changes:?}");
        error(&ended)
    };
    for weak in ["password", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="] {
        let line = start(&[("FLORIN_KEYS", weak)]).await;
        assert!(line.contains("32 random bytes") && !line.contains(weak), "{line}");
    }
    std::fs::set_permissions(&file.0, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(start(&[]).await.contains("chmod 600"));
    let foreign = KeyFile(folder.path().join("foreign"));
    foreign.add(&ids()).unwrap();
    let line = start(&[("FLORIN_KEY_FILE", &foreign.0.display().to_string())]).await;
    assert!(line.contains("belongs to another database"), "{line}");
    let mut doctor = server.command(&["doctor"]);
    let found = doctor.env("FLORIN_KEY_FILE", &foreign.0).output().await.unwrap();
    assert!(text(&found).contains("BAD keys: "), "{}", text(&found));
});

// Columns are told by PostgreSQL alone: on SQLite an id is bytes as well. The steps are the same.
#[tokio::test(flavor = "multi_thread")]
async fn s25_every_column_of_envelopes_is_rotated() {
    let Database::Postgres { url, .. } = Database::new_postgres().await else {
        unreachable!("it is PostgreSQL")
    };
    let config = Config::from_map([("DATABASE_URL".to_owned(), url)].into()).unwrap();
    let db = Db::open(&config.database).await.unwrap();
    db.migrate_up().await.unwrap();
    let sql = "select table_name::text as table_name, column_name::text as column_name \
               from information_schema.columns \
               where data_type = 'bytea' and table_schema = 'public'";
    for row in rows(&db, sql).await {
        let table: String = row.try_get("", "table_name").unwrap();
        let column: String = row.try_get("", "column_name").unwrap();
        let is_hash = column.ends_with("_hash") || HASHES.contains(&column.as_str());
        let is_sealed = SEALED_COLUMNS.iter().any(|s| s.table == table && s.column == column);
        assert!(is_hash != is_sealed, "{table}.{column}: a hash, or in the list of rotation.rs?");
    }
    db.close().await.unwrap();
}

fn ids() -> Ids {
    Ids::new(Arc::new(SystemRandomness))
}

/// The database of a server, and a vault with those keys, from beside it.
async fn open(server: &Server, keys: &Path) -> (Db, Vault) {
    let settings = [
        ("DATABASE_URL".to_owned(), server.database_url()),
        ("FLORIN_KEY_FILE".to_owned(), keys.display().to_string()),
    ];
    let config = Config::from_map(settings.into()).unwrap();
    (Db::open(&config.database).await.unwrap(), Vault::open(&config, &ids()).unwrap())
}

async fn make_link_token(api: &Api) {
    let query = "mutation { createLinkToken(input: { useCache: false }) {
        linkToken userErrors { code } } }";
    let data = api.ask(query, json!({})).await;
    assert!(data["createLinkToken"]["linkToken"].is_string(), "{data}");
}

/// Makes many link tokens of the one that is there.
async fn multiply(db: &Db, vault: &Vault) {
    let one = link_token::of_everyone().one(&db.system).await.unwrap().unwrap();
    let rows = (1..=envelopes_made()).map(|number| {
        let id = uuid::Uuid::from_u128(u128::from(number));
        let place = Place::LinkToken { owner: one.user_id, row: id };
        let sealed = vault.seal(place, &format!("token {number}").into()).unwrap();
        let token_hash = number.to_be_bytes().to_vec();
        let row = link_token::Model { id, sealed, token_hash, ..one.clone() };
        row.into_active_model().reset_all()
    });
    let rows: Vec<_> = rows.collect();
    // PostgreSQL takes 65,535 values in a statement.
    for chunk in rows.chunks(1_000) {
        let chunk = chunk.iter().cloned();
        link_token::Entity::insert_many(chunk).exec_without_returning(&db.system).await.unwrap();
    }
}

/// Seals through the doors, until it is told to stop; gives how often.
async fn put_load(api: Api, stop: Arc<AtomicBool>) -> u32 {
    let mut made = 0;
    while !stop.load(Ordering::Relaxed) {
        make_link_token(&api).await;
        made += 1;
    }
    made
}

/// Begins a rotation and kills it some time after it has told that so many batches are done.
async fn kill_midway(server: &Server, batches: usize, after: Duration) {
    let mut rotation = server.command(&["keys", "rotate"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(rotation.stdout.take().unwrap()).lines();
    // It tells first what there is to do.
    for _ in 0..=batches {
        lines.next_line().await.unwrap();
    }
    if tokio::time::timeout(after, rotation.wait()).await.is_err() {
        rotation.kill().await.unwrap();
    }
}

/// How many envelopes a key seals, as the operator is told.
async fn envelopes(server: &Server, key: &str) -> u64 {
    let listed: Value =
        serde_json::from_str(&told(server, &["keys", "status", "--json"]).await).unwrap();
    let keys = listed.as_array().unwrap();
    assert_eq!(keys.len(), 2, "{listed}");
    let key = keys.iter().find(|listed| listed["key"] == key);
    key.unwrap()["envelopes"].as_u64().unwrap()
}

/// Opens every envelope of the database, and gives how many there are.
async fn open_all(db: &Db, vault: &Vault) -> usize {
    let mut opened = BTreeMap::new();
    for sealed in SEALED_COLUMNS {
        let (table, column) = (sealed.table, sealed.column);
        let sql = format!(
            "select user_id, id, {column} as sealed from {table} where {column} is not null"
        );
        for row in rows(db, &sql).await {
            let (owner, row_id) =
                (UserId(row.try_get("", "user_id").unwrap()), row.try_get("", "id"));
            let row_id: uuid::Uuid = row_id.unwrap();
            let place = match table {
                "items" => Place::AccessToken { owner, item: ItemId(row_id) },
                "link_tokens" => Place::LinkToken { owner, row: row_id },
                "link_attempts" => Place::PublicToken { owner, row: row_id },
                other => panic!("{other} is sealed, and this test does not know how"),
            };
            let envelope: Vec<u8> = row.try_get("", "sealed").unwrap();
            let secret = vault.open_sealed(place, &envelope).unwrap();
            opened.insert((table, row_id), secret.expose_secret().to_owned());
        }
    }
    let counted: u64 = census(db).await.unwrap().values().sum();
    assert_eq!(opened.len() as u64, counted);
    assert_eq!(opened[&("link_tokens", uuid::Uuid::from_u128(7))], "token 7");
    opened.len()
}

async fn rows(db: &Db, sql: &str) -> Vec<sea_orm::QueryResult> {
    let statement = Statement::from_string(db.system.get_database_backend(), sql);
    db.system.query_all_raw(statement).await.unwrap()
}

/// What a command prints that must end well.
async fn told(server: &Server, arguments: &[&str]) -> String {
    let output = server.command(arguments).output().await.unwrap();
    assert!(output.status.success(), "{arguments:?}: {}{}", text(&output), error(&output));
    text(&output)
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn error(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}
