//! Owners take turns, whatever one of them has piled up.

use crate::bed::{Bed, KIND, claimant};
use crate::stage::{Order, Stage, quick};
use jobs::{Job, NewJob, Options, State};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use std::time::Duration;
use uuid::Uuid;

on_both_databases!(
    owners_take_turns_whatever_one_has_piled_up,
    within_an_owner_the_oldest_is_first,
    a_place_is_kept_for_other_owners,
    a_turn_is_found_by_its_index,
);

/// Asks for so many jobs of the owner at once.
async fn pile_up(bed: &Bed, owner: Uuid, count: usize) {
    let tx = jobs::begin(&bed.db).await.expect("a transaction");
    for _ in 0..count {
        let new = NewJob { owner, ..bed.new_job(bed.id(), "link") };
        jobs::enqueue(&tx, new, bed.now()).await.expect("a job");
    }
    tx.commit().await.expect("a commit");
}

async fn owners_take_turns_whatever_one_has_piled_up(bed: &Bed) {
    let [heavy, light, lighter] = [bed.id(), bed.id(), bed.id()];
    pile_up(bed, heavy, 500).await;
    bed.world.pass(Duration::from_mins(1));
    pile_up(bed, light, 2).await;
    pile_up(bed, lighter, 1).await;
    let claimant = claimant("w");
    let mut turns = Vec::new();
    let mut held = Vec::new();
    for limit in [1, 1, 3, 2] {
        let claims = claimant.claim(&bed.db, limit, bed.now()).await.expect("jobs");
        turns.extend(claims.iter().map(|claim| claim.job.owner));
        held.extend(claims);
    }
    assert_eq!(turns, [heavy, light, lighter, heavy, light, heavy, heavy]);
}

async fn within_an_owner_the_oldest_is_first(bed: &Bed) {
    let mut expected = Vec::new();
    for _ in 0..5 {
        expected.push(bed.ask(bed.id(), "link").await.id);
        bed.world.pass(Duration::from_secs(1));
    }
    let claims = bed.claim("w").await;
    assert_eq!(claims.iter().map(|claim| claim.job.id).collect::<Vec<_>>(), expected);
}

async fn a_place_is_kept_for_other_owners(bed: &Bed) {
    pile_up(bed, bed.owner, 10).await;
    let mut stage = Stage::open(bed, Options { concurrency: 4, ..quick("w") });
    let mut scenes = vec![stage.scene().await, stage.scene().await, stage.scene().await];
    // Whoever comes while all of these run long need not wait for one of them to end.
    let late = NewJob { owner: bed.id(), ..bed.new_job(bed.id(), "manual") };
    let tx = jobs::begin(&bed.db).await.expect("a transaction");
    let late: Job = jobs::enqueue(&tx, late, bed.now()).await.expect("a job");
    tx.commit().await.expect("a commit");
    stage.wake.notify_one();
    let scene = stage.scene().await;
    assert_eq!((scene.job.owner, scene.job.id), (late.owner, late.id));
    // The place that is free again stays free of the owner who holds the other three.
    scene.order(Order::Succeed);
    let ended = async || {
        let late = jobs::load(&bed.db, late.owner, late.id).await.expect("an answer");
        late.expect("a job").state == State::Succeeded
    };
    crate::bed::eventually("the other's job ends", ended).await;
    bed.world.looked_at(20).await;
    assert!(stage.is_quiet());
    scenes.pop().expect("a job of the first owner").order(Order::Succeed);
    assert_eq!(stage.scene().await.job.owner, bed.owner);
    drop(scenes);
    stage.shut_down();
}

async fn a_turn_is_found_by_its_index(bed: &Bed) {
    pile_up(bed, bed.owner, 50).await;
    let claim = "select user_id, id, state from jobs /* index */ \
        where state in ('queued', 'running', 'waiting') and user_id > $1 \
            and (run_at <= $3 or state = 'running') and kind in ($2) \
            and (state <> 'running' or lease_until < $3) \
        order by user_id, run_at, id limit 1";
    let backend = bed.db.get_database_backend();
    let explain = match backend {
        DbBackend::Postgres => "explain",
        _ => "explain query plan",
    };
    let claim = match backend {
        DbBackend::Postgres => claim.to_owned(),
        _ => claim.replace("/* index */", "indexed by jobs_turn_idx"),
    };
    let tx = jobs::begin(&bed.db).await.expect("a transaction");
    if backend == DbBackend::Postgres {
        // A table of fifty rows is read as a whole unless that is forbidden.
        for way in ["enable_seqscan", "enable_bitmapscan", "enable_sort"] {
            tx.execute_unprepared(&format!("set local {way} = off")).await.expect("a setting");
        }
    }
    let values = [Uuid::nil().into(), KIND.into(), bed.now().into()];
    let question = Statement::from_sql_and_values(backend, format!("{explain} {claim}"), values);
    let column = if backend == DbBackend::Postgres { "QUERY PLAN" } else { "detail" };
    let rows = tx.query_all_raw(question).await.expect("a plan");
    let lines: Vec<String> =
        rows.iter().map(|row| row.try_get("", column).expect("a line")).collect();
    let plan = lines.join("\n");
    assert!(plan.contains("jobs_turn_idx"), "{plan}");
    assert!(!plan.to_lowercase().contains("sort") && !plan.contains("TEMP B-TREE"), "{plan}");
}
