//! S19: a query has an end: its wall time, and that of each statement at the database, which is not left
//! to work on for somebody who has gone.

use std::time::{Duration, Instant};

use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, TransactionTrait as _,
};
use serde_json::json;

use crate::support::{Database, Server, each_database};

/// What is made slow, and what isn't.
const SLOW: &str = "{ auditLog { nodes { kind } } }";
const QUICK: &str = "{ sessions { current } }";

/// Makes every reader of the audit log wait: on PostgreSQL for a lock, on SQLite for a count that never
/// comes to its end.
async fn hold(behind: &DatabaseConnection, database: &Database) -> Option<DatabaseTransaction> {
    if matches!(database, Database::Sqlite) {
        for sql in [
            "alter table audit_events rename to kept_events",
            "create view audit_events as select kept_events.* from (
                with recursive numbers (number) as (
                    select 1 union all select number + 1 from numbers
                ) select count(*) from numbers
            ) left join kept_events on true",
        ] {
            behind.execute_unprepared(sql).await.unwrap();
        }
        return None;
    }
    let tx = behind.begin().await.unwrap();
    tx.execute_unprepared("lock table audit_events in access exclusive mode").await.unwrap();
    Some(tx)
}

/// How long a question takes that is given up, while others are answered.
async fn given_up_after(database: Database, settings: &[(&'static str, &str)]) -> Duration {
    let server = Server::start_with(database.clone(), settings).await;
    let alice = server.signed_up("alice").await;
    alice.ask(SLOW, json!({})).await;
    let behind = server.behind().await;
    let held = hold(&behind, &database).await;
    let asked = Instant::now();
    let (code, ()) = tokio::join!(alice.error_code(SLOW, json!({})), async {
        alice.ask(QUICK, json!({})).await;
    });
    let after = asked.elapsed();
    assert_eq!(code, "TIMEOUT");
    if let Some(held) = held {
        // The server's own statement has ended, too: whoever could still wait for the lock would be seen.
        let waiting = "select count(*) from pg_stat_activity where datname = current_database()
            and wait_event_type = 'Lock'";
        let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, waiting);
        let within = Instant::now();
        loop {
            let row = held.query_one_raw(statement.clone()).await.unwrap().unwrap();
            if row.try_get_by_index::<i64>(0).unwrap() == 0 {
                break;
            }
            assert!(within.elapsed() < Duration::from_secs(10), "the statement goes on");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        held.rollback().await.unwrap();
        alice.ask(SLOW, json!({})).await;
    }
    after
}

each_database!(async fn s19_a_query_that_takes_too_long_is_given_up(database) {
    let after = given_up_after(database, &[("FLORIN_QUERY_TIME", "1s")]).await;
    assert!((1.0..4.5).contains(&after.as_secs_f32()), "{after:?}");
});

each_database!(async fn s19_a_statement_at_the_database_takes_five_seconds_at_most(database) {
    let after = given_up_after(database, &[]).await;
    assert!((4.5..9.5).contains(&after.as_secs_f32()), "{after:?}");
});
