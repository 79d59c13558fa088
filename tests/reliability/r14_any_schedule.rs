//! R14: after any schedule of what can happen, the ledger is the bank's.

use serde_json::json;

use super::bed::{Bed, INSTITUTION, REST, ask_sync};
use super::chance::Chance;
use crate::support::each_database;
use crate::support::scale::{count, reached, size};

/// What can happen next.
#[derive(Clone, Copy, Debug)]
enum Step {
    DaysPass,
    Asked,
    Refreshed,
    Kill,
    Pause,
    Stop,
    Unlink,
    Link,
    LoginEnds,
    LoginMended,
    PlaidFails,
    WebhooksAgain,
    AnsweredLate,
}

const STEPS: &[Step] = &[
    Step::DaysPass,
    Step::DaysPass,
    Step::DaysPass,
    Step::Asked,
    Step::Asked,
    Step::Refreshed,
    Step::Kill,
    Step::Kill,
    Step::Pause,
    Step::Stop,
    Step::Unlink,
    Step::Link,
    Step::LoginEnds,
    Step::LoginMended,
    Step::PlaidFails,
    Step::WebhooksAgain,
    Step::AnsweredLate,
];

const FAULTS: &[&str] = &[
    "http_500",
    "garbage",
    "reset",
    "truncate",
    "not_ready",
    "mutation_during_pagination",
    "INSTITUTION_DOWN",
];

each_database!(async fn r14_after_any_schedule_the_ledger_is_the_banks(database) {
    let mut chance = Chance::new("r14");
    let schedules = count(1, 4);
    let steps = size(25, 80);
    let mut bed = Bed::start(database).await;
    for schedule in 0..schedules {
        let mut person = bed.person(&format!("person{schedule}"), 2, "user_household").await;
        for _ in 0..steps {
            let step = *chance.one(STEPS);
            carry_out(&mut bed, &mut person, step, &mut chance).await;
            tokio::time::sleep(chance.pause(0..150)).await;
        }
        bed.bank.order_delete("/sim/faults").await;
        for item in &person.items {
            bed.bank.order(&format!("/sim/items/{}/repair", item.plaid_item), json!({})).await;
        }
        bed.store.quiet(REST).await;
        let people = [person];
        bed.sync_all(&people).await;
        bed.sound(&people).await;
    }
    reached("R14", &bed.database, format!(
        "{schedules} schedules of {steps} steps ({} kinds): every ledger equal, no invariant broken; seed {}",
        STEPS.len(), chance.seed,
    ));
});

async fn carry_out(
    bed: &mut Bed,
    person: &mut super::bed::Person,
    step: Step,
    chance: &mut Chance,
) {
    let item = (!person.items.is_empty()).then(|| chance.below(person.items.len()));
    let plaid_item = item.map(|place| person.items[place].plaid_item.clone());
    match (step, item, plaid_item) {
        (Step::DaysPass, _, Some(id)) => bed.bank.advance(&id, 1 + chance.below(5)).await,
        (Step::Asked, Some(place), _) => {
            ask_sync(&person.api, &person.items[place]).await;
        }
        (Step::Refreshed, Some(place), _) => {
            let query = "mutation ($id: ID!) {
                syncItem(input: { itemId: $id, refreshAtBank: true }) { userErrors { code } }
            }";
            let told = person.api.send(query, json!({ "id": person.items[place].item })).await;
            assert!(told["data"].is_object(), "{told}");
        }
        (Step::Kill, ..) => {
            bed.servers[0].kill().await;
            bed.servers[0].resume().await;
        }
        (Step::Stop, ..) => {
            assert_eq!(bed.servers[0].terminate().await, Some(0));
            bed.servers[0].resume().await;
        }
        (Step::Pause, ..) => {
            bed.servers[0].signal("STOP").await;
            tokio::time::sleep(chance.pause(100..1500)).await;
            bed.servers[0].signal("CONT").await;
        }
        (Step::Unlink, Some(place), _) if person.items.len() > 1 => {
            let query = "mutation ($id: ID!) { removeItem(input: { itemId: $id }) {
                item { id } userErrors { code } } }";
            let item = person.items.remove(place);
            let told = person.api.ask(query, json!({ "id": item.item })).await;
            assert!(told["removeItem"]["item"].is_object(), "{told}");
        }
        (Step::Link, ..) if person.items.len() < 4 => {
            let token = person.api.public_token(INSTITUTION, "user_good").await;
            person.items.push(person.api.exchange(&token).await);
        }
        (Step::LoginMended, _, Some(id)) => {
            bed.bank.order(&format!("/sim/items/{id}/repair"), json!({})).await;
        }
        (Step::LoginEnds, _, Some(id)) => {
            bed.bank.fault("/item/get", Some(&id), "ITEM_LOGIN_REQUIRED", 1).await;
        }
        (Step::PlaidFails, _, Some(id)) => {
            let (fault, times) = (*chance.one(FAULTS), 1 + chance.below(3));
            bed.bank.fault("/transactions/sync", Some(&id), fault, times).await;
        }
        (Step::AnsweredLate, _, Some(id)) => {
            bed.bank.fault("/transactions/sync", Some(&id), "slow", 1).await;
        }
        (Step::WebhooksAgain, ..) => {
            let mode = *chance.one(&["duplicate", "shuffle"]);
            bed.bank.try_order("/sim/webhooks/replay", json!({ "mode": mode, "count": 5 })).await;
        }
        _ => {}
    }
}
