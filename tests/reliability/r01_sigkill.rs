//! R1: SIGKILL at any moment loses nothing and duplicates nothing, and every job ends.

use super::bed::{Bed, REST, ask_sync};
use super::chance::Chance;
use super::invariants;
use crate::support::each_database;
use crate::support::scale::{count, reached, size};

each_database!(async fn r1_sigkill_at_any_moment_loses_and_duplicates_nothing(database) {
    let mut chance = Chance::new("r1");
    let kills = count(8, 60);
    let mut bed = Bed::start(database).await;
    let people = bed.people(size(2, 3), size(2, 3), "user_household").await;
    let mut asked = 0;
    for _ in 0..kills {
        for _ in 0..=chance.below(3) {
            let person = chance.one(&people);
            let item = chance.one(&person.items);
            if chance.below(2) == 0 {
                bed.bank.advance(&item.plaid_item, 1).await;
            }
            asked += usize::from(ask_sync(&person.api, item).await.is_some());
        }
        tokio::time::sleep(chance.pause(5..500)).await;
        bed.servers[0].kill().await;
        bed.servers[0].resume().await;
    }
    let rest = bed.store.quiet(REST).await;
    invariants::hold(&bed.store).await;
    let dead = bed.store.number("select count(*) from jobs where error_code = 'CRASHED'").await;
    // Plaid tries a webhook that found nobody again after half a minute. Nobody waits for that here.
    bed.sync_all(&people).await;
    bed.sound(&people).await;
    let claims = bed.store.number("select cast(sum(epoch) as bigint) from jobs").await;
    let rescued = bed.store.number("select cast(sum(crashes) as bigint) from jobs").await;
    reached("R1", &bed.database, format!(
        "{kills} SIGKILLs in {asked} syncs asked for and {claims} claims ({rescued} rescues, {dead} dead letters), \
        quiet after {:.1} s; every ledger equal, no invariant broken; seed {}",
        rest.as_secs_f32(), chance.seed,
    ));
});
