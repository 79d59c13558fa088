//! The command line, as an operator uses it.

use std::process::Output;

use crate::support::{Database, Server, each_database};

each_database!(async fn the_doctor_finds_a_running_server_well(database) {
    let server = Server::start(database).await;
    let found = server.command(&["doctor"]).output().await.unwrap();
    assert!(found.status.success(), "{}", text(&found));
    let lines: Vec<_> = text(&found).lines().map(ToOwned::to_owned).collect();
    assert_eq!(lines.len(), 6, "{lines:?}");
    assert!(lines.iter().all(|line| line.starts_with("ok  ")), "{lines:?}");
});

each_database!(async fn migrations_are_told_and_run_by_hand(database) {
    let server = Server::start(database).await;
    let status = server.command(&["migrate", "status"]).output().await.unwrap();
    assert_eq!(text(&status), "The database is up to date.\n");
});

#[tokio::test]
async fn the_doctor_says_what_is_wrong() {
    let server = Server::start(Database::Sqlite).await;
    let mut doctor = server.command(&["doctor"]);
    doctor.env("REDIS_URL", "redis://127.0.0.1:1").env("FLORIN_KEYS", "weak");
    let found = doctor.output().await.unwrap();
    assert_eq!(found.status.code(), Some(1));
    let bad: Vec<_> = text(&found)
        .lines()
        .filter(|line| line.starts_with("BAD "))
        .map(ToOwned::to_owned)
        .collect();
    assert_eq!(bad.len(), 2, "{bad:?}");
}

#[tokio::test]
async fn a_wrong_setting_stops_the_start_with_one_line() {
    let server = Server::start(Database::Sqlite).await;
    let refused = server.command(&["serve"]).env("FLORIN_SYNC_EVERY", "often").output().await;
    let refused = refused.unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let line = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(line.lines().count(), 1, "{line}");
    assert!(line.contains("FLORIN_SYNC_EVERY is \"often\"; allowed: "), "{line}");
}

#[tokio::test]
async fn postgres_without_keys_or_with_an_older_schema_is_refused() {
    let database = Database::new_postgres().await;
    let Database::Postgres { url, .. } = &database else { unreachable!("it is PostgreSQL") };
    let server = Server::start(Database::Sqlite).await;
    let start = async |changes: &[(&str, &str)]| {
        let mut command = server.command(&["serve"]);
        command.env("DATABASE_URL", url).envs(changes.iter().copied());
        let [sim, admin, listen] = crate::support::server::free_addresses();
        command.env("FLORIN_PLAID_SIM_LISTEN", sim).env("FLORIN_ADMIN_LISTEN", admin);
        command.env("FLORIN_LISTEN", listen).env("FLORIN_DATA_DIR", "elsewhere");
        let ended = command.output().await.unwrap();
        assert_eq!(ended.status.code(), Some(1));
        String::from_utf8(ended.stderr).unwrap()
    };
    assert!(start(&[]).await.contains("florin keys new"));
    let key = text(&server.command(&["keys", "new"]).output().await.unwrap());
    assert!(start(&[("FLORIN_KEYS", key.trim())]).await.contains("florin migrate up"));
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}
