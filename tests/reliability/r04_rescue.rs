//! R4: what a dead worker held is taken up again within its lease and five seconds.

use std::time::{Duration, Instant};

use super::bed::{Bed, REST, ask_sync};
use crate::support::scale::{count, reached, size};
use crate::support::{Database, each_database};

each_database!(async fn r4_a_job_of_a_killed_worker_is_taken_up_within_lease_and_five_seconds(database) {
    let lease = size(2, 30);
    let kills = count(2, 3);
    let servers = if matches!(database, Database::Sqlite) { 1 } else { 2 };
    let text = format!("{lease}s");
    let mut bed = Bed::start_with(database, servers, &[("FLORIN_JOB_LEASE", text.as_str())]).await;
    let people = bed.people(1, 1, "user_good").await;
    let item = &people[0].items[0];
    let mut slowest = Duration::ZERO;
    for _ in 0..kills {
        // Only the first takes the job.
        for server in &bed.servers[1..] {
            server.signal("STOP").await;
        }
        bed.bank.fault("/transactions/sync", Some(&item.plaid_item), "slow", 1).await;
        ask_sync(&people[0].api, item).await.expect("the sync is taken");
        bed.store.some("select count(*) from jobs where state = 'running'", REST).await;
        let held = bed.store.number("select max(epoch) from jobs where state = 'running'").await;
        for server in &bed.servers[1..] {
            server.signal("CONT").await;
        }
        bed.servers[0].kill().await;
        let killed = Instant::now();
        if servers == 1 {
            bed.servers[0].resume().await;
        }
        let again = format!("select count(*) from jobs where crashes = 1 and epoch = {}", held + 1);
        let before = bed.store.number(&again).await;
        bed.store.until(&again, before + 1, REST).await;
        slowest = slowest.max(killed.elapsed());
        if servers > 1 {
            bed.servers[0].resume().await;
        }
        bed.store.quiet(REST).await;
    }
    let bound = Duration::from_secs(5) + Duration::from_secs(u64::try_from(lease).unwrap());
    assert!(slowest <= bound, "{slowest:?}");
    let failures = bed.store.number("select cast(sum(failures) as bigint) from jobs").await;
    assert_eq!(failures, 0, "a crash is no failed attempt");
    bed.sound(&people).await;
    reached("R4", &bed.database, format!(
        "{kills} SIGKILLs in a sync, lease {lease} s: the slowest was taken up after {:.1} s (bound {} s)",
        slowest.as_secs_f32(), bound.as_secs(),
    ));
});
