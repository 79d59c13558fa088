//! S16: each user reads what came of their own acts, and nothing of anybody else's.
//!
//! Three users act in turn, as chance has it: they link, sync and remove banks, rename transactions,
//! try each other's ids, and let programs ask, with keys of chance's scopes, accounts and days. Then each
//! reads everything there is to read, and it equals what the banks say of that user's own connections and
//! the names that this user gave; a program reads of that what its key opens, and nothing else. `make
//! test` runs a sample, `make prove` the full number.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::stream::{self, StreamExt as _};
use proptest::option;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinSet;

use super::s16_programs::{Plan, Program};
use crate::support::api::Linked;
use crate::support::ledger::Ledger;
use crate::support::scale::{self, count, is_full, reached, size};
use crate::support::{Api, Database, Server, each_database};

/// Banks of a user beyond which a wish for one more changes nothing.
const BANKS_MAX: usize = 4;

/// How many acts there are between two times at which everybody reads everything.
const ACTS_BETWEEN_READS: usize = 250;

/// Most of a life is waiting for a bank, so some are lived at once.
const WORLDS_AT_ONCE: usize = 6;

/// What a user does next. The numbers choose among what is there.
#[derive(Clone, Debug)]
enum Act {
    Link,
    Sync(usize),
    Rename(usize),
    Remove(usize),
    TryIdsOf(usize),
    Program(usize),
}

/// How many programs each user has.
const PROGRAMS: usize = 3;

fn plans() -> impl Strategy<Value = Vec<Plan>> {
    let days = option::of((any::<usize>(), any::<usize>()));
    let plan = (0..8_u8, option::of(any::<usize>()), days);
    let plan = plan.prop_map(|(scopes, account, days)| Plan { scopes, account, days });
    proptest::collection::vec(plan, 3 * PROGRAMS)
}

fn acts(number: usize) -> impl Strategy<Value = Vec<(usize, Act)>> {
    let act = prop_oneof![
        2 => Just(Act::Link),
        3 => any::<usize>().prop_map(Act::Sync),
        4 => any::<usize>().prop_map(Act::Rename),
        1 => any::<usize>().prop_map(Act::Remove),
        3 => any::<usize>().prop_map(Act::TryIdsOf),
        3 => any::<usize>().prop_map(Act::Program),
    ];
    proptest::collection::vec((0..3_usize, act), number)
}

/// A user, and what they have done that lasts.
struct Person {
    name: &'static str,
    api: Api,
    /// The states of syncs that they hear of, all along.
    heard: UnboundedReceiver<Value>,
    /// Ends with the person.
    _listening: JoinSet<()>,
    linked: Vec<Linked>,
    /// Every connection that they ever had.
    ever: BTreeSet<String>,
    /// The names they gave, by Plaid's id of the transaction, with ours.
    names: BTreeMap<String, (String, String)>,
    programs: Vec<Program>,
}

each_database!(async fn s16_each_user_reads_their_own_acts_only(database) {
    let (kind, is_sqlite) = (database.clone(), matches!(database, Database::Sqlite));
    // In `make test` the acts are the same ones each time.
    let seed = if is_full() { scale::seed("s16") } else { 16 };
    let (worlds, number) = (count(1, 20), size(10, 1_000));
    let mut given = Some(database);
    let mut databases = Vec::new();
    for _ in 0..worlds {
        databases.push(match given.take() {
            Some(given) => given,
            None if is_sqlite => Database::Sqlite,
            None => Database::new_postgres().await,
        });
    }
    let lives = databases.into_iter().enumerate().map(async |(world, database)| {
        let server = Server::start(database).await;
        let mut chance = chance_of(seed, world);
        let acts = acts(number).new_tree(&mut chance).unwrap().current();
        let plans = plans().new_tree(&mut chance).unwrap().current();
        live(&server, &acts, plans).await
    });
    let reads: Vec<_> = stream::iter(lives).buffer_unordered(WORLDS_AT_ONCE).collect().await;
    let reads: usize = reads.into_iter().sum();
    reached("S16", &kind, format!(
        "{} random acts of 3 users in {worlds} worlds: {reads} times everything that one of them or their \
         programs can read was what came of their own acts; seed {seed}", worlds * number
    ));
});

/// What decides in a world.
fn chance_of(seed: u64, world: usize) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..16].copy_from_slice(&(world as u64).to_le_bytes());
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    TestRunner::new_with_rng(proptest::test_runner::Config::default(), random)
}

/// Three users act, and read every now and then. Gives how often that was.
async fn live(server: &Server, acts: &[(usize, Act)], plans: Vec<Plan>) -> usize {
    let mut persons = Vec::new();
    for name in ["alice", "bob", "carol"] {
        let api = server.signed_up(name).await;
        let (heard, listening) = listen(&api).await;
        persons.push(Person {
            name,
            api,
            heard,
            _listening: listening,
            linked: Vec::new(),
            ever: BTreeSet::new(),
            names: BTreeMap::new(),
            programs: Vec::new(),
        });
    }
    // Everybody has something that the others could see.
    for person in 0..3 {
        carry_out(&mut persons, person, &Act::Link, 0).await;
    }
    for (number, plan) in plans.into_iter().enumerate() {
        let person = &mut persons[number % 3];
        person.programs.push(Program::new(&person.api, plan).await);
    }
    let (mut place, mut reads) = (0, 0);
    for acts in acts.chunks(ACTS_BETWEEN_READS) {
        for (person, act) in acts {
            carry_out(&mut persons, *person, act, place).await;
            place += 1;
        }
        for person in &mut persons {
            for program in &person.programs {
                program.reads_what_its_key_opens(&person.api).await;
                reads += 1;
            }
            reads_own_acts(person, acts).await;
            reads += 1;
        }
    }
    reads
}

/// Hears of every sync from now on, also while nobody asks what was heard.
async fn listen(api: &Api) -> (UnboundedReceiver<Value>, JoinSet<()>) {
    let mut socket = api.socket().await;
    socket.subscribe("all", "subscription { syncJobs { item { id } } }", json!({})).await;
    let (tell, heard) = unbounded_channel();
    let mut listening = JoinSet::new();
    listening.spawn(async move {
        while let Some(state) = socket.next_state("all").await {
            if tell.send(state).is_err() {
                return;
            }
        }
    });
    (heard, listening)
}

async fn carry_out(persons: &mut [Person], who: usize, act: &Act, place: usize) {
    if let Act::TryIdsOf(other) = act {
        let other = (who + 1 + other % 2) % 3;
        return try_ids(&persons[who], &persons[other]).await;
    }
    if let Act::Program(number) = act {
        let program = &persons[who].programs[number % PROGRAMS];
        return program.reads_what_its_key_opens(&persons[who].api).await;
    }
    let person = &mut persons[who];
    let chosen = |number: &usize, linked: &[Linked]| {
        (!linked.is_empty()).then(|| number % linked.len().max(1))
    };
    match act {
        Act::Link if person.linked.len() >= BANKS_MAX => {}
        Act::Link => {
            let linked = person.api.link("ins_109508", "user_good").await;
            person.ever.insert(linked.item.clone());
            person.linked.push(linked);
        }
        Act::Sync(number) => {
            let Some(chosen) = chosen(number, &person.linked) else { return };
            let query = "mutation ($id: ID!) { syncItem(input: { itemId: $id }) {
                syncJob { id } userErrors { code } } }";
            let item = json!({ "id": person.linked[chosen].item });
            let data = person.api.ask(query, item).await["syncItem"].clone();
            // Six in a minute may be asked for.
            match data["syncJob"]["id"].as_str() {
                Some(job) => person.api.wait_for(job).await,
                None => assert_eq!(data["userErrors"][0]["code"], "SYNC_NOT_ALLOWED"),
            }
        }
        Act::Rename(number) => {
            let rows = "{ transactions(first: 40) { nodes { id plaidTransactionId } } }";
            let data = person.api.ask(rows, json!({})).await;
            let rows = data["transactions"]["nodes"].as_array().unwrap();
            let Some(row) = rows.get(number % rows.len().max(1)) else { return };
            let name = format!("{} {place}", person.name);
            rename(&person.api, &row["id"], Value::from(name.as_str())).await;
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            person.names.insert(text(&row["plaidTransactionId"]), (text(&row["id"]), name));
        }
        Act::Remove(number) => {
            let Some(chosen) = chosen(number, &person.linked) else { return };
            let gone = person.linked.remove(chosen);
            // Words come back with the bank: that is tests/words.rs' to tell.
            for (_, (id, _)) in std::mem::take(&mut person.names) {
                rename(&person.api, &Value::from(id), Value::Null).await;
            }
            let query = "mutation ($id: ID!) { removeItem(input: { itemId: $id }) {
                item { id } userErrors { code } } }";
            let data = person.api.ask(query, json!({ "id": gone.item })).await;
            assert_eq!(data["removeItem"]["item"]["id"], gone.item.as_str());
        }
        Act::TryIdsOf(_) | Act::Program(_) => unreachable!("told above"),
    }
}

async fn rename(api: &Api, id: &Value, name: Value) {
    let query = "mutation ($id: ID!, $name: String) {
        updateTransaction(input: { transactionId: $id, name: $name }) { userErrors { code } } }";
    let data = api.ask(query, json!({ "id": id, "name": name })).await;
    assert_eq!(data["updateTransaction"]["userErrors"], json!([]));
}

/// Whatever somebody tries with another's ids, nothing is there.
async fn try_ids(person: &Person, other: &Person) {
    let query = "{ items { id } accounts { id } transactions(first: 3) { nodes { id } }
        syncJobs(first: 1) { nodes { id } } }";
    let theirs = other.api.ask(query, json!({})).await;
    let mut ids = vec![&theirs["syncJobs"]["nodes"][0]["id"], &theirs["items"][0]["id"]];
    ids.push(&theirs["accounts"][0]["id"]);
    ids.push(&theirs["transactions"]["nodes"][0]["id"]);
    let node = "query ($id: ID!) { node(id: $id) { id } }";
    for id in ids.into_iter().filter(|id| id.is_string()) {
        let found = person.api.ask(node, json!({ "id": id })).await;
        assert_eq!(found["node"], Value::Null, "{} saw {id} of {}", person.name, other.name);
        for program in &person.programs {
            program.does_not_find(id).await;
        }
    }
    let Some(linked) = other.linked.first() else { return };
    for query in [
        "mutation ($id: ID!) { p: syncItem(input: { itemId: $id }) { userErrors { code } } }",
        "mutation ($id: ID!) { p: removeItem(input: { itemId: $id }) { userErrors { code } } }",
    ] {
        let data = person.api.ask(query, json!({ "id": linked.item })).await;
        assert_eq!(data["p"]["userErrors"][0]["code"], "NOT_FOUND", "{query}");
    }
}

/// Everything that a user can read is what their own acts have led to.
async fn reads_own_acts(person: &mut Person, acts: &[(usize, Act)]) {
    let (mut accounts, mut rows) = (BTreeMap::new(), Vec::new());
    for linked in &person.linked {
        let bank = Ledger::of_synced_bank(&person.api, linked).await;
        accounts.extend(bank.accounts);
        rows.extend(bank.rows);
    }
    for row in &mut rows {
        if let Some((_, name)) = person.names.get(&row.id) {
            row.name.clone_from(name);
        }
    }
    rows.sort_by(|a, b| (&b.date, &b.id).cmp(&(&a.date, &a.id)));
    let expected = Ledger { accounts, rows };
    let read = Ledger::of_ours(&person.api, 100).await;
    assert!(read == expected, "{} reads {read:?}, not {expected:?}, after {acts:?}", person.name);

    let query = "{ items { id } syncJobs(first: 500) { nodes { item { id } } }
        transactions { totalCount } auditLog(first: 500) { nodes { subject kind } } }";
    let told = person.api.ask(query, json!({})).await;
    let ids = |value: &Value, at: &str| -> BTreeSet<String> {
        let found = value.as_array().unwrap().iter().filter_map(|one| one.pointer(at)?.as_str());
        found.map(|text| text.split(' ').next().unwrap().to_owned()).collect()
    };
    let living: BTreeSet<_> = person.linked.iter().map(|linked| linked.item.clone()).collect();
    assert_eq!(ids(&told["items"], "/id"), living);
    assert_eq!(told["transactions"]["totalCount"], expected.rows.len());
    assert_eq!(ids(&told["syncJobs"]["nodes"], "/item/id"), person.ever);
    let keys = person.programs.iter().map(|program| &program.key);
    let subjects = person.ever.iter().chain(keys).cloned().collect();
    assert_eq!(ids(&told["auditLog"]["nodes"], "/subject"), subjects);

    // What was heard all along is of their own connections, up to a last one.
    let last = person.api.link("ins_109509", "user_good").await;
    person.ever.insert(last.item.clone());
    loop {
        let state = person.heard.recv().await.unwrap();
        let item = state["syncJobs"]["item"]["id"].as_str().unwrap().to_owned();
        assert!(person.ever.contains(&item), "{} heard of {item}", person.name);
        if item == last.item {
            break;
        }
    }
    person.linked.push(last);
}
