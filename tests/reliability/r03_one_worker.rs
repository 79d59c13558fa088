//! R3: an item is synced by at most one worker, and one that has lost its lease has no effect.

use std::time::Duration;

use super::bank::SYNC;
use super::bed::{Bed, REST, ask_sync};
use super::chance::Chance;
use super::store::OPEN;
use crate::support::scale::{count, reached, size};
use crate::support::{Database, each_database};

/// SQLite is one machine's: its server is paused and goes on.
fn servers_of(database: &Database) -> usize {
    match database {
        Database::Sqlite => 1,
        Database::Postgres { .. } => 3,
    }
}

each_database!(async fn r3_no_lease_is_lost_while_nobody_sleeps(database) {
    let mut chance = Chance::new("r3");
    let servers = servers_of(&database);
    // The usual lease: what is asked here is whether two ever have one job.
    let bed = Bed::start_with(database, servers, &[("FLORIN_JOB_LEASE", "30s")]).await;
    let people = bed.people(2, size(2, 10), "user_good").await;
    let triggers = count(30, 400);
    let mut asked = 0;
    for _ in 0..triggers {
        let person = chance.one(&people);
        let item = chance.one(&person.items);
        let api = bed.api(chance.below(servers)).with_token(person.api.token.as_ref().unwrap());
        if chance.below(3) == 0 {
            bed.bank.advance(&item.plaid_item, 1).await;
        }
        // Twice at once, as impatient people do.
        let (one, other) = tokio::join!(ask_sync(&api, item), ask_sync(&person.api, item));
        asked += usize::from(one.is_some()) + usize::from(other.is_some());
        let open = format!("select count(*) from jobs where state in {OPEN} and subject_id = \
            (select id from items where plaid_item_id = '{}')", item.plaid_item);
        assert!(bed.store.number(&open).await <= 1, "two jobs of one item are open");
    }
    bed.store.quiet(REST).await;
    let crashes = bed.store.number("select cast(sum(crashes) as bigint) from jobs").await;
    assert_eq!(crashes, 0, "a lease was lost");
    bed.sync_all(&people).await;
    bed.sound(&people).await;
    let claims = bed.store.number("select cast(sum(epoch) as bigint) from jobs").await;
    reached("R3 one at a time", &bed.database, format!(
        "{servers} instances, {triggers} pairs of triggers ({asked} taken), {claims} claims: 0 leases lost, \
        never two open jobs of an item; seed {}", chance.seed,
    ));
});

each_database!(async fn r3_a_worker_that_sleeps_past_its_lease_has_no_effect(database) {
    let mut chance = Chance::new("r3 SIGSTOP");
    let servers = servers_of(&database);
    let bed = Bed::start_with(database, servers, &[]).await;
    let people = bed.people(1, size(2, 6), "user_household").await;
    let pauses = count(2, 20);
    for _ in 0..pauses {
        for item in &people[0].items {
            bed.bank.advance(&item.plaid_item, 1).await;
            // A page that drips for three seconds is under way when its reader is stopped.
            bed.bank.fault(SYNC, Some(&item.plaid_item), "slow", 1).await;
        }
        bed.store.some("select count(*) from jobs where state = 'running'", REST).await;
        tokio::time::sleep(chance.pause(0..300)).await;
        let sleeper = &bed.servers[chance.below(servers)];
        sleeper.signal("STOP").await;
        // Twice the lease, and the bank moves on meanwhile.
        tokio::time::sleep(Duration::from_secs(4)).await;
        bed.bank.advance(&people[0].items[0].plaid_item, 1).await;
        sleeper.signal("CONT").await;
    }
    bed.store.quiet(REST).await;
    let rescued = bed.store.number("select cast(sum(crashes) as bigint) from jobs").await;
    let dead = bed.store.number("select count(*) from jobs where error_code = 'CRASHED'").await;
    bed.sync_all(&people).await;
    bed.sound(&people).await;
    reached("R3 stopped", &bed.database, format!(
        "{pauses} SIGSTOPs of twice the lease on {servers} instances: {rescued} leases were lost, \
        {dead} dead letters, 0 stale commits (every ledger equal); seed {}", chance.seed,
    ));
});

each_database!(async fn r3_a_cursor_that_was_moved_under_a_sync_is_not_overwritten(database) {
    let bed = Bed::start(database).await;
    let people = bed.people(1, 1, "user_good").await;
    let item = &people[0].items[0];
    let rounds = count(1, 3);
    for _ in 0..rounds {
        bed.bank.fault(SYNC, Some(&item.plaid_item), "slow", 1).await;
        let calls = bed.bank.calls(SYNC, &item.plaid_item).await.len();
        ask_sync(&people[0].api, item).await.expect("the sync is taken");
        bed.store.some("select count(*) from jobs where state = 'running'", REST).await;
        bed.bank.until_more_calls(SYNC, &item.plaid_item, calls).await;
        // What somebody does who wants everything anew: the sync under way knows nothing of it.
        bed.store.execute("delete from transactions").await;
        bed.store.execute("update items set cursor = null").await;
        bed.store.quiet(REST).await;
        ask_sync(&people[0].api, item).await.expect("the sync is taken");
        bed.sound(&people).await;
    }
    reached("R3 cursor", &bed.database, format!(
        "{rounds} cursors moved under a sync: 0 overwritten, every ledger equal"
    ));
});
