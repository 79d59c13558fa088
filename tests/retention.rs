//! What leaves by itself after a while: the pages of dead claims, and old jobs with all they have.

use chrono::{DateTime, TimeDelta, Utc};
use florin::features::sync;
use florin::platform::db::Db;
use sea_orm::{ConnectionTrait as _, Statement, Value};
use uuid::Uuid;

use crate::support::{each_database, open};

/// When everything here happened.
const LONG_AGO: &str = "2026-01-01T00:00:00+00:00";

each_database!(async fn the_pages_of_dead_claims_leave(database) {
    let (db, _folder) = open(database).await;
    insert_job(&db, 1, "running", 3).await;
    insert_job(&db, 2, "failed", 1).await;
    insert_job(&db, 3, "waiting", 2).await;
    for (job, epoch) in [(1, 3), (1, 2), (2, 1), (3, 2)] {
        insert_page(&db, job, epoch).await;
    }
    assert_eq!(sync::forget_dead_pages(&db.system).await.unwrap(), 3);
    assert_eq!(sync::forget_dead_pages(&db.system).await.unwrap(), 0);
    assert_eq!(count(&db, "sync_pages").await, 1);
    db.close().await.unwrap();
});

each_database!(async fn old_jobs_leave_with_all_that_they_have(database) {
    let (db, _folder) = open(database).await;
    for job in 1..=3 {
        insert_job(&db, job, "failed", 1).await;
        insert_page(&db, job, 1).await;
    }
    let later = LONG_AGO.parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(30);
    assert_eq!(jobs::sweep(db.system.writers(), later).await.unwrap(), 2);
    assert_eq!((count(&db, "jobs").await, count(&db, "sync_pages").await), (1, 1));
    db.close().await.unwrap();
});

/// A job about one and the same item; a final one ended long ago.
async fn insert_job(db: &Db, number: u128, state: &str, epoch: i64) {
    let is_open = !matches!(state, "succeeded" | "failed" | "canceled");
    let subject = if is_open { number + 100 } else { 100 };
    let at = LONG_AGO.parse::<DateTime<Utc>>().unwrap();
    let finished_at = (!is_open).then_some(at);
    let sql = "insert into jobs (user_id, id, kind, subject_id, cause, state, failures, waits, \
            crashes, epoch, run_at, progress, event_seq, created_at, finished_at, updated_at) \
        values ($1, $2, 'sync', $3, 'link', $4, 0, 0, 0, $5, $6, '{}', 1, $6, $7, $6)";
    let values = [
        Uuid::nil().into(),
        Uuid::from_u128(number).into(),
        Uuid::from_u128(subject).into(),
        state.into(),
        epoch.into(),
        at.into(),
        finished_at.into(),
    ];
    run(db, sql, values).await;
}

async fn insert_page(db: &Db, job: u128, epoch: i64) {
    let sql = "insert into sync_pages (user_id, job_id, epoch, page, body) \
        values ($1, $2, $3, 0, '{}')";
    run(db, sql, [Uuid::nil().into(), Uuid::from_u128(job).into(), epoch.into()]).await;
}

async fn run(db: &Db, sql: &str, values: impl IntoIterator<Item = Value>) {
    let backend = db.system.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    db.system.execute_raw(statement).await.unwrap();
}

async fn count(db: &Db, table: &str) -> i64 {
    let backend = db.system.get_database_backend();
    let sql = format!("select count(*) as found from {table}");
    let row = db.system.query_one_raw(Statement::from_string(backend, sql)).await.unwrap();
    row.unwrap().try_get("", "found").unwrap()
}
