//! R10: a disk that is full loses nothing that was acknowledged, is told as such, and heals when there is
//! room again.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::bed::{Bed, INSTITUTION, Person, REST};
use super::chance::Chance;
use crate::support::Database;
use crate::support::api::Linked;
use crate::support::scale::{count, reached};

/// The file that stands for the free room (`platform::failpoints`), beside the server's data.
const DISK: &str = "disk_pages";

/// Pages that are left when the limit is set: the disk fills up at another moment each time.
const ROOM_PAGES_MAX: usize = 40;

/// What a server may use of a core, in hundredths, while its disk is full and nobody asks for anything.
const BUSY_PERCENT_MAX: u128 = 50;

#[tokio::test(flavor = "multi_thread")]
async fn r10_a_full_disk_is_told_and_heals() {
    let mut chance = Chance::new("r10 full disk");
    let bed = Bed::start_with(Database::Sqlite, 1, &[("FLORIN_FAILPOINT_DISK", DISK)]).await;
    let mut people = bed.people(1, 2, "user_good").await;
    let disk = bed.servers[0].data().with_file_name(DISK);
    let times = count(3, 20);
    let (mut linked, mut refused, mut waited, mut busiest) = (Vec::new(), 0, 0, 0);
    for _ in 0..times {
        let pages = bed.store.number("pragma page_count").await;
        let room = chance.below(ROOM_PAGES_MAX);
        std::fs::write(&disk, (pages + i64::try_from(room).unwrap()).to_string()).unwrap();
        let before = bed.store.number(WAITS).await;
        let began = Instant::now();
        let mut is_full = false;
        while !is_full {
            assert!(began.elapsed() < REST, "the disk is never full");
            bed.bank.advance(&people[0].items[chance.below(2)].plaid_item, 3).await;
            if let Some(item) = link(&people[0]).await {
                linked.push(item);
            } else {
                refused += 1;
                is_full = true;
            }
            is_full |= bed.store.number(WAITS).await > before;
        }
        busiest = busiest.max(busy(&bed).await);
        std::fs::remove_file(&disk).unwrap();
        bed.store.quiet(REST).await;
        waited += bed.store.number(WAITS).await - before;
        assert_eq!(bed.store.text("pragma integrity_check").await, "ok");
        let told = people[0].api.ask("{ items { id } }", json!({})).await;
        for item in &linked {
            let listed = told["items"].as_array().unwrap();
            assert!(listed.iter().any(|listed| listed["id"] == **item), "{item} is lost");
        }
    }
    assert!(busiest < BUSY_PERCENT_MAX, "{busiest} hundredths of a core while the disk was full");
    let dead = "select count(*) from jobs where state = 'failed'";
    assert_eq!(bed.store.number(dead).await, 0, "a job did not wait for room");
    people[0].items = items(&people[0]).await;
    bed.sync_all(&people).await;
    bed.sound(&people).await;
    reached(
        "R10 full disk",
        &bed.database,
        format!(
            "{times} times full: {} links were taken and kept, {refused} refused as UNAVAILABLE, syncs waited \
        {waited} times and healed; at most {busiest} % of a core meanwhile; seed {}",
            linked.len(),
            chance.seed
        ),
    );
}

/// How often a job has waited for room.
const WAITS: &str = "select count(*) from job_events where error_code = 'UNAVAILABLE'";

/// Links a bank; none: there is no room, which is what the answer says.
async fn link(person: &Person) -> Option<String> {
    let query = "mutation ($token: String!) { exchangePublicToken(input: { publicToken: $token }) {
        item { id } userErrors { code } } }";
    let token = person.api.public_token(INSTITUTION, "user_good").await;
    let answer = person.api.send(query, json!({ "token": token })).await;
    if let Some(item) = answer["data"]["exchangePublicToken"]["item"]["id"].as_str() {
        return Some(item.to_owned());
    }
    let told = &answer["errors"][0];
    assert_eq!(told["extensions"]["code"], "UNAVAILABLE", "{answer}");
    assert!(told["extensions"]["retryAfterSeconds"].is_u64(), "{answer}");
    assert!(told["message"].as_str().unwrap().contains("disk"), "{answer}");
    None
}

/// How many hundredths of a core the server uses. What was asked of it before may still run for a moment.
async fn busy(bed: &Bed) -> u128 {
    const LOOK: Duration = Duration::from_secs(2);
    let mut least = u128::MAX;
    for _ in 0..3 {
        let before = ticks(bed.servers[0].id());
        let began = Instant::now();
        tokio::time::sleep(LOOK).await;
        // Linux counts in hundredths of a second.
        let used = u128::from(ticks(bed.servers[0].id()) - before) * 10;
        least = least.min(used * 100 / began.elapsed().as_millis());
    }
    least
}

/// What a process has used of the machine's cores.
fn ticks(process: u32) -> u32 {
    let told = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    let (_, rest) = told.rsplit_once(") ").expect("the name is in brackets");
    let fields: Vec<&str> = rest.split(' ').collect();
    fields[11..13].iter().map(|field| field.parse::<u32>().unwrap()).sum()
}

async fn items(person: &Person) -> Vec<Linked> {
    let told = person.api.ask("{ items { id plaidItemId } }", json!({})).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let listed = told["items"].as_array().unwrap().iter();
    listed
        .map(|item| Linked {
            item: text(&item["id"]),
            plaid_item: text(&item["plaidItemId"]),
            job: String::new(),
            day: String::new(),
        })
        .collect()
}
