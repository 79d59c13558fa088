//! R2: a crash, a panic or an error at every step is safe, and so is every step done twice.
//!
//! The steps are the points of `platform::failpoints`. At each, a person links banks, has one asked
//! again, is told news and removes banks, and does again whatever was not answered.

use std::path::Path;
use std::time::{Duration, Instant};

use florin::platform::failpoints::FAILPOINTS;
use serde_json::{Value, json};

use super::bed::{Bed, INSTITUTION, Person, REST};
use super::store::OPEN;
use crate::support::api::Linked;
use crate::support::scale::{is_full, reached, size};
use crate::support::{Database, each_database};

/// Banks that the person links, two of which are removed again: each step is passed at least twice.
const ITEMS: usize = 3;

/// Times that somebody tries again before giving up on a server that failed once, and the pause: a
/// process that has aborted is gone a moment after its connections.
const TRIES_MAX: usize = 20;
const TRY_EVERY: Duration = Duration::from_millis(200);

#[test]
fn r2_every_point_stands_in_the_sources_once() {
    let sources = sources(Path::new("src"));
    for point in FAILPOINTS {
        let calls = sources.matches(&format!("failpoint(\"{point}\")")).count();
        // Once where it stands; the tests of the module itself name one more.
        let own = usize::from(*point == "sync.after_rows");
        assert_eq!(calls, 1 + own, "{point}");
    }
}

each_database!(async fn r2_a_failure_at_every_step_is_safe(database) {
    let actions = ["abort", "panic", "error"];
    let is_full = is_full();
    let nths = size(1, 2);
    let parity = usize::from(matches!(database, Database::Sqlite));
    let mut bed = Bed::start(database).await;
    let (mut failures, mut lost) = (0, 0);
    // The sample takes each point on one of the databases, and mostly the abort, which is the hardest.
    let points: Vec<_> = (0..).zip(FAILPOINTS).filter(|(place, _)| is_full || place % 2 == parity).collect();
    for (place, point) in &points {
        let chosen = if is_full { &actions[..] } else { &actions[sample(*place)..=sample(*place)] };
        for action in chosen {
            for nth in 1..=nths {
                lost += fail_at(&mut bed, &format!("{point}:{action}:{nth}"), failures).await;
                failures += 1;
            }
        }
    }
    reached("R2", &bed.database, format!(
        "{} of {} points reached, {failures} failures ({} at each), {lost} links lost at Plaid and told; \
        every ledger equal, no invariant broken",
        points.len(), FAILPOINTS.len(), failures / points.len(),
    ));
});

/// The action of a point in the sample: of every three, two abort.
fn sample(place: usize) -> usize {
    if place.is_multiple_of(3) { 1 + place / 3 % 2 } else { 0 }
}

/// Lives through one failure, and gives how many links were lost by it.
#[expect(clippy::print_stdout, reason = "it tells at which point a promise failed")]
async fn fail_at(bed: &mut Bed, order: &str, number: usize) -> i64 {
    println!("r2: {order}");
    let lost = "select count(*) from link_attempts where state = 'lost'";
    let lost_before = bed.store.number(lost).await;
    bed.servers[0].kill().await;
    bed.servers[0].resume_with(&[("FLORIN_FAILPOINT", order)]).await;
    let api = bed.api(0).sign_up(&format!("every{number}")).await;
    let mut person = Person { api, items: Vec::new() };

    for _ in 0..ITEMS {
        link(bed, &person).await;
    }
    rest(bed).await;
    person.items = items(&person).await;
    assert!(person.items.len() >= ITEMS, "{order}: {}", person.items.len());
    let gone = person.items.split_off(1);
    let kept = person.items[0].plaid_item.clone();
    for item in [&person.items[0], &gone[0]] {
        let query = "mutation ($id: ID!) { syncItem(input: { itemId: $id, refreshAtBank: true }) {
            userErrors { code } } }";
        answered(bed, &person, query, &item.item).await;
    }
    for item in [&kept, &gone[0].plaid_item] {
        bed.bank.advance(item, 2).await;
    }
    rest(bed).await;
    for item in &gone {
        let query =
            "mutation ($id: ID!) { removeItem(input: { itemId: $id }) { userErrors { code } } }";
        answered(bed, &person, query, &item.item).await;
    }
    rest(bed).await;

    until_failed(bed, order).await;
    // A new process without the order.
    if !bed.servers[0].is_gone() {
        bed.servers[0].kill().await;
    }
    bed.servers[0].resume().await;
    // A link that was broken off is taken up once nobody can be at work on it.
    bed.store.until("select count(*) from link_attempts where state = 'pending'", 0, REST).await;
    rest(bed).await;
    person.items = items(&person).await;
    assert!(person.items.iter().any(|item| item.plaid_item == kept), "{order}: a bank is gone");
    for item in &gone {
        let is_listed = person.items.iter().any(|listed| listed.plaid_item == item.plaid_item);
        assert!(!is_listed, "{order}: a removed bank is back");
    }
    for item in bed.bank.look("/sim/items").await["items"].as_array().unwrap() {
        let was_removed = gone.iter().any(|gone| item["item_id"] == gone.plaid_item);
        assert!(!was_removed || item["status"] == "REMOVED", "{order}: Plaid was not told: {item}");
    }
    let people = [person];
    bed.sync_all(&people).await;
    bed.sound(&people).await;
    let lost = bed.store.number(lost).await - lost_before;
    assert!(lost <= 1, "{order}: {lost} links are lost");
    lost
}

/// Links a bank, with another token where the first was not answered.
async fn link(bed: &mut Bed, person: &Person) {
    let query = "mutation ($token: String!) { exchangePublicToken(input: { publicToken: $token }) {
        item { id } userErrors { code } } }";
    let mut tries = tokio::time::interval(TRY_EVERY);
    for _ in 0..TRIES_MAX {
        tries.tick().await;
        let token = person.api.public_token(INSTITUTION, "user_good").await;
        let told = person.api.try_send(query, json!({ "token": token })).await;
        if told.is_ok_and(|told| told["data"]["exchangePublicToken"]["item"].is_object()) {
            return;
        }
        bed.revive().await;
    }
    panic!("no bank could be linked");
}

/// Asks for something until it is answered. An answer may be a no, where it was done already.
async fn answered(bed: &mut Bed, person: &Person, query: &str, item: &str) {
    let mut tries = tokio::time::interval(TRY_EVERY);
    for _ in 0..TRIES_MAX {
        tries.tick().await;
        let told = person.api.try_send(query, json!({ "id": item })).await;
        if told.is_ok_and(|told| told["data"].is_object()) {
            return;
        }
        bed.revive().await;
    }
    panic!("{query} is never answered");
}

/// Waits until no job is open, and starts a server again that has died over one.
async fn rest(bed: &mut Bed) {
    let open = format!("select count(*) from jobs where state in {OPEN}");
    let began = Instant::now();
    let mut looks = tokio::time::interval(Duration::from_millis(50));
    loop {
        looks.tick().await;
        bed.revive().await;
        if bed.store.number(&open).await == 0 {
            return;
        }
        assert!(began.elapsed() < REST, "a job never ends");
    }
}

/// Waits until the point was reached: a webhook may still be on its way.
async fn until_failed(bed: &Bed, order: &str) {
    let began = Instant::now();
    let mut looks = tokio::time::interval(Duration::from_millis(50));
    // The process marks it in its folder, which is the one above its data.
    let mark = bed.servers[0].data().with_file_name("failpoint");
    while std::fs::remove_file(&mark).is_err() {
        looks.tick().await;
        assert!(began.elapsed() < REST, "{order} was never reached");
    }
}

/// The banks that the person has linked.
async fn items(person: &Person) -> Vec<Linked> {
    let told = person.api.ask("{ items { id plaidItemId } }", json!({})).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = told["items"].as_array().unwrap().iter();
    items
        .map(|item| {
            let (item, plaid_item) = (text(&item["id"]), text(&item["plaidItemId"]));
            Linked { item, plaid_item, job: String::new(), day: String::new() }
        })
        .collect()
}

/// Every source under a folder, one after the other.
fn sources(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&sources(&path));
        } else {
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
    text
}
