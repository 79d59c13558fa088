//! R10: SQLite under many writers tells nobody that it is locked, neither those of the server, who wait in
//! a queue, nor another process, as an operator's command is, which waits for SQLite's own lock.

use std::time::{Duration, Instant};

use serde_json::json;

use super::bed::{Bed, REST};
use crate::support::Database;
use crate::support::scale::{count, reached, size};

#[tokio::test(flavor = "multi_thread")]
async fn r10_many_writers_are_never_told_that_sqlite_is_locked() {
    let bed = Bed::start(Database::Sqlite).await;
    let people = bed.people(size(2, 4), 2, "user_good").await;
    let (writers, lasts) = (64, Duration::from_secs(u64::try_from(count(2, 5)).unwrap()));
    let until = Instant::now() + lasts;
    let mut tasks = Vec::new();
    for number in 0..writers {
        let person = &people[number % people.len()];
        let (api, item) = (person.api.clone(), person.items[number % 2].item.clone());
        tasks.push(tokio::spawn(async move {
            let query = "mutation ($id: ID!) { syncItem(input: { itemId: $id }) {
                syncJob { id } userErrors { code } } }";
            let mut answers = 0;
            while Instant::now() < until {
                let told = api.send(query, json!({ "id": item })).await;
                assert!(told.get("errors").is_none(), "{told}");
                answers += 1;
            }
            answers
        }));
    }
    bed.store.execute("create table beside (number integer)").await;
    let (mut answers, mut beside) = (0, 0);
    while Instant::now() < until {
        beside += bed.store.execute("insert into beside values (1)").await;
        for person in &people {
            bed.bank.advance(&person.items[0].plaid_item, 1).await;
        }
    }
    for task in tasks {
        answers += task.await.expect("no writer was told of an error");
    }
    bed.store.quiet(REST).await;
    let internal =
        "select count(*) from job_events where error_code in ('INTERNAL', 'UNAVAILABLE')";
    assert_eq!(bed.store.number(internal).await, 0, "a sync was told that SQLite is locked");
    assert!(beside > 0, "nobody else wrote");
    bed.sync_all(&people).await;
    bed.sound(&people).await;
    reached(
        "R10 contention",
        &bed.database,
        format!(
            "{writers} writers for {} s beside syncs: {answers} answers, 0 errors; another process \
            wrote {beside} times",
            lasts.as_secs()
        ),
    );
}
