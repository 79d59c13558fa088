//! Clocks that are wrong, that jump, and that disagree.

use crate::bed::{Bed, LEASE, claimant, eventually};
use crate::stage::{Order, Stage, quick};
use chrono::{DateTime, TimeDelta, Utc};
use jobs::{Claim, Claimant, Ending, FinishError, LeaseClock, State};
use sea_orm::{ConnectionTrait as _, DbBackend};
use std::time::Duration;

on_both_databases!(
    a_lease_that_was_set_in_the_future_is_not_believed,
    a_worker_keeps_its_jobs_however_its_clock_jumps,
    clocks_that_disagree_lead_to_no_second_effect,
    servers_of_one_database_need_not_agree_on_the_time,
);

async fn claim(bed: &Bed, claimant: &Claimant, now: DateTime<Utc>) -> Vec<Claim> {
    claimant.claim(&bed.db, 10, now).await.expect("an answer")
}

async fn a_lease_that_was_set_in_the_future_is_not_believed(bed: &Bed) {
    bed.ask(bed.id(), "link").await;
    let dead = claim(bed, &claimant("dead"), bed.now() + TimeDelta::days(1)).await;
    assert_eq!(dead.len(), 1);
    let rescued = bed.claim_one("w").await;
    assert_eq!((rescued.job.epoch, rescued.job.crashes), (2, 1));
    // A few seconds are no reason.
    let job = bed.ask(bed.id(), "link").await;
    let ahead = claim(bed, &claimant("ahead"), bed.now() + TimeDelta::seconds(5)).await;
    assert_eq!(ahead.len(), 1);
    assert!(bed.claim("w").await.is_empty());
    assert_eq!(bed.load(job.id).await.state, State::Running);
}

async fn a_worker_keeps_its_jobs_however_its_clock_jumps(bed: &Bed) {
    let job = bed.ask(bed.id(), "link").await;
    // No heartbeat comes to the lease's rescue.
    let options = jobs::Options { heartbeat: Duration::from_hours(1), ..quick("w") };
    let mut stage = Stage::open(bed, options);
    let scene = stage.scene().await;
    for hours in [1_i64, -2, 24, -48, 25] {
        bed.world.jump(TimeDelta::hours(hours));
        bed.world.looked_at(3).await;
    }
    scene.order(Order::Succeed);
    let done = stage.until(bed, job.id, |job| job.state.is_final()).await;
    assert_eq!((done.state, done.epoch, done.crashes), (State::Succeeded, 1, 0));
    stage.close().await;
}

async fn clocks_that_disagree_lead_to_no_second_effect(bed: &Bed) {
    let (slow, fast) = (claimant("slow"), claimant("fast"));
    for _ in 0..10 {
        let job = bed.ask(bed.id(), "link").await;
        let behind = bed.now() - TimeDelta::minutes(10);
        let ahead = bed.now() + TimeDelta::minutes(10);
        let mut held = claim(bed, &fast, ahead).await;
        held.extend(claim(bed, &slow, behind).await);
        held.extend(claim(bed, &fast, ahead).await);
        let mut applied = 0;
        for claim in &held {
            match bed.finish(claim, Ending::Succeeded).await {
                Ok(_) => applied += 1,
                Err(FinishError::Fenced) => {}
                Err(FinishError::Db(error)) => panic!("{error}"),
            }
        }
        assert_eq!(applied, 1);
        assert_eq!(bed.load(job.id).await.state, State::Succeeded);
    }
}

async fn servers_of_one_database_need_not_agree_on_the_time(bed: &Bed) {
    if bed.db.get_database_backend() == DbBackend::Sqlite {
        // A file has one machine, and that one clock: it is used as before.
        let job = bed.ask(bed.id(), "link").await;
        let claimant = Claimant { lease_clock: LeaseClock::Database, ..claimant("w") };
        assert_eq!(claim(bed, &claimant, bed.now()).await[0].job.id, job.id);
        return;
    }
    let of = |name| Claimant { lease_clock: LeaseClock::Database, ..claimant(name) };
    let job = bed.ask(bed.id(), "link").await;
    let (behind, ahead) = (TimeDelta::minutes(-10), TimeDelta::minutes(10));
    let first = claim(bed, &of("ahead"), bed.now() + ahead).await;
    assert_eq!(first.len(), 1);
    for skew in [behind, TimeDelta::zero(), ahead] {
        assert!(claim(bed, &of("other"), bed.now() + skew).await.is_empty(), "it is held");
    }
    // The holder dies, and its lease runs out by the database's clock.
    let past = "update jobs set lease_set_at = lease_set_at - interval '31 seconds', \
        lease_until = lease_until - interval '31 seconds'";
    bed.db.execute_unprepared(past).await.expect("a past");
    eventually("the rescue", async || {
        let rescued = claim(bed, &of("behind"), bed.now() + behind).await;
        rescued.first().is_some_and(|claim| claim.job.id == job.id && claim.job.crashes == 1)
    })
    .await;
    assert!(bed.now() + ahead > bed.now() + TimeDelta::from_std(LEASE).expect("a lease"));
}
