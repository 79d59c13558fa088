//! What holds whatever happens: a client that follows any cursor it was ever given ends with the
//! bank's own ledger, and equal seeds and commands give equal bytes.
//!
//! A walk is a bank, a list of steps and the places at which a client stood: each cursor that was
//! handed out, with the rows that a client held who got there. Faults, days and lost sign-ins come
//! between the pages as they like. At the end every place is followed to its end. A page that is
//! refused because the rows moved sends the client back to where its loop began, as Plaid says.
//! More cases than the usual few are had by `PROPTEST_CASES`.

use std::collections::BTreeMap;
use std::env;
use std::sync::Arc;

use chrono::TimeDelta;
use plaid_sim::{Config, SeededChance};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config as Runs, TestRunner};
use serde_json::{Value, json};

use crate::bed::{Bed, Linked, text};

const PERSONS: [&str; 3] = ["user_good", "user_household", "user_transactions_dynamic"];
/// Those that leave a mark on an answer, and none that makes the test wait.
const FAULTS: [&str; 8] = [
    "INTERNAL_SERVER_ERROR",
    "INSTITUTION_DOWN",
    "garbage",
    "http_500",
    "mutation_during_pagination",
    "not_ready",
    "rate_limit",
    "reset",
];
const MOVED: &str = "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION";
/// How a step may be refused.
const REFUSALS: [&str; 4] =
    [MOVED, "INTERNAL_SERVER_ERROR", "INSTITUTION_DOWN", "TRANSACTIONS_SYNC_LIMIT"];
/// A loop within a walk goes on for this long; the rest of it is left lying.
const LOOP_PAGES_MAX: usize = 12;
/// A place is followed for this many pages and restarts.
const FOLLOWED_MAX: usize = 60;

#[derive(Clone, Debug)]
enum Step {
    /// Days pass at the bank.
    Days(u32),
    /// Seconds pass everywhere.
    Seconds(i64),
    /// Plaid asks the bank again.
    Refresh,
    /// The sign-in is lost, pages are refused, and it is mended.
    Login,
    /// A fault is ordered for the next pages.
    Fault(&'static str, u32),
    /// A client of one account alone begins.
    Account(Index),
    /// A page is asked for from any place.
    Page(Index, u32),
    /// All pages are asked for from any place.
    Loop(Index, u32),
}

#[derive(Clone, Debug)]
struct Story {
    person: &'static str,
    days: u32,
    steps: Vec<Step>,
    /// How many rows a page has when all places are followed in the end.
    count: u32,
}

/// Where a client stood: a cursor, and the rows of one who got there.
#[derive(Clone)]
struct Place {
    cursor: String,
    account: Option<String>,
    rows: BTreeMap<String, Value>,
    /// In the middle of a loop, the place where the loop began.
    begin: Option<usize>,
}

/// What came of asking for a page.
enum Turned {
    /// The client stands there now, and whether there is more.
    Gone(Place, bool),
    /// The rows moved under the loop.
    Moved,
    /// A fault, or nothing is extracted yet.
    Stayed,
}

struct Walk {
    bed: Bed,
    item: Linked,
    accounts: Vec<String>,
    places: Vec<Place>,
    /// Every answer, byte for byte.
    said: Vec<String>,
}

#[test]
fn every_cursor_ever_given_leads_to_the_true_ledger() {
    check(24, |story| async move {
        let mut walk = Walk::begin(&story, 1).await;
        walk.go(&story.steps).await;
        walk.end(story.count).await;
    });
}

#[test]
fn equal_seeds_and_commands_give_byte_equal_answers() {
    check(6, |story| async move {
        let mut said = Vec::new();
        for _ in 0..2 {
            let mut walk = Walk::begin(&story, 5).await;
            walk.go(&story.steps).await;
            said.push(walk.said);
        }
        assert_eq!(said[0], said[1]);
    });
}

/// Checks a property of that many stories, unless another number is asked for.
fn check<F: Future<Output = ()>>(cases: u32, property: impl Fn(Story) -> F) {
    let usual = Runs { max_shrink_iters: 100, failure_persistence: None, ..Runs::default() };
    let is_asked = env::var_os("PROPTEST_CASES").is_some();
    let runs = if is_asked { usual } else { Runs { cases, ..usual } };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let checked = TestRunner::new(runs).run(&stories(), |story| {
        runtime.block_on(property(story));
        Ok(())
    });
    if let Err(error) = checked {
        panic!("{error}");
    }
}

fn stories() -> impl Strategy<Value = Story> {
    let count = || prop_oneof![1..=20_u32, 21..=500_u32];
    let place = any::<Index>;
    let step = prop_oneof![
        3 => (1..=9_u32).prop_map(Step::Days),
        2 => (1..=3_i64).prop_map(Step::Seconds),
        2 => Just(Step::Refresh),
        1 => Just(Step::Login),
        2 => (select(&FAULTS), 1..=3_u32).prop_map(|(name, times)| Step::Fault(name, times)),
        1 => place().prop_map(Step::Account),
        6 => (place(), count()).prop_map(|(place, count)| Step::Page(place, count)),
        3 => (place(), count()).prop_map(|(place, count)| Step::Loop(place, count)),
    ];
    let steps = prop::collection::vec(step, 1..=16);
    let story = (select(&PERSONS), 1..=60_u32, steps, 60..=500_u32);
    story.prop_map(|(person, days, steps, count)| Story { person, days, steps, count })
}

impl Walk {
    async fn begin(story: &Story, chance: u64) -> Self {
        let chance = Arc::new(SeededChance::new(chance));
        let bed = Bed::start(|config| Config { seed: 7, chance, ..config }).await.unwrap();
        let item = bed.link(story.person, story.days).await;
        let accounts = bed.ledger(&item).await["accounts"].clone();
        let accounts = accounts.as_array().unwrap().iter();
        let accounts = accounts.map(|account| text(&account["account_id"])).collect();
        let mut walk = Self { bed, item, accounts, places: Vec::new(), said: Vec::new() };
        walk.open(None);
        walk
    }

    /// A client with nothing yet.
    fn open(&mut self, account: Option<String>) {
        let cursor = String::new();
        self.places.push(Place { cursor, account, rows: BTreeMap::new(), begin: None });
    }

    async fn go(&mut self, steps: &[Step]) {
        for step in steps {
            let token = json!({ "access_token": self.item.access_token });
            match step {
                Step::Days(days) => self.order("advance", json!({ "days": days })).await,
                Step::Seconds(seconds) => self.bed.wait(TimeDelta::seconds(*seconds)),
                Step::Refresh => {
                    // Plaid takes two of these a minute.
                    self.bed.wait(TimeDelta::minutes(1));
                    self.call("/transactions/refresh", token).await;
                }
                Step::Login => {
                    self.call("/sandbox/item/reset_login", token.clone()).await;
                    let answer = self.call("/transactions/sync", token).await.unwrap_or_default();
                    assert!(answer["added"].as_array().is_none_or(Vec::is_empty), "{answer}");
                    self.order("repair", json!({})).await;
                }
                Step::Fault(name, times) => {
                    let path = "/transactions/sync";
                    let fault = json!({ "path": path, "fault": name, "times": times });
                    assert_eq!(self.bed.order("/sim/faults", fault).await.0, 200);
                }
                Step::Account(which) => {
                    let account = which.get(&self.accounts).clone();
                    self.open(Some(account));
                }
                Step::Page(place, count) => {
                    let at = place.index(self.places.len());
                    self.turn(at, *count).await;
                }
                Step::Loop(place, count) => {
                    let mut at = place.index(self.places.len());
                    for _ in 0..LOOP_PAGES_MAX {
                        let Some(true) = self.turn(at, *count).await else { break };
                        at = self.places.len() - 1;
                    }
                }
            }
        }
    }

    /// Asks for a page and keeps the place it leads to. Says whether there is more, if it came.
    async fn turn(&mut self, at: usize, count: u32) -> Option<bool> {
        match self.page(&self.places[at].clone(), at, count).await {
            Turned::Gone(place, has_more) => {
                self.places.push(place);
                Some(has_more)
            }
            Turned::Moved | Turned::Stayed => None,
        }
    }

    async fn page(&mut self, from: &Place, at: usize, count: u32) -> Turned {
        let mut body = json!({
            "access_token": self.item.access_token,
            "cursor": from.cursor,
            "count": count,
        });
        if let Some(account) = &from.account {
            body["options"] = json!({ "account_id": account });
        }
        let Some(answer) = self.call("/transactions/sync", body).await else {
            return Turned::Stayed;
        };
        if let Some(code) = answer["error_code"].as_str() {
            assert!(REFUSALS.contains(&code), "{answer}");
            assert!(code != MOVED || from.begin.is_some(), "nothing moves under a first page");
            return if code == MOVED { Turned::Moved } else { Turned::Stayed };
        }
        let cursor = text(&answer["next_cursor"]);
        if cursor.is_empty() {
            assert_eq!(answer["transactions_update_status"], "NOT_READY");
            return Turned::Stayed;
        }
        let has_more = answer["has_more"] == true;
        let mut rows = from.rows.clone();
        apply(&answer, &mut rows);
        let begin = has_more.then(|| from.begin.unwrap_or(at));
        Turned::Gone(Place { cursor, account: from.account.clone(), rows, begin }, has_more)
    }

    /// Follows every place to its end.
    async fn end(mut self, count: u32) {
        let faults = self.bed.client.delete(self.bed.url("/sim/faults"));
        assert_eq!(faults.send().await.unwrap().status(), 200);
        // The dynamic person takes the longest, 4.4 seconds.
        self.bed.wait(TimeDelta::seconds(5));
        let ledger = self.bed.ledger(&self.item).await;
        let ledger: BTreeMap<String, Value> = by_id(&ledger["transactions"]);
        for at in 0..self.places.len() {
            let reached = self.follow(at, count).await;
            let account = self.places[at].account.clone();
            let is_its = |row: &Value| account.as_ref().is_none_or(|id| row["account_id"] == **id);
            let mut expected = ledger.clone();
            expected.retain(|_, row| is_its(row));
            assert_eq!(reached, expected, "from place {at}");
        }
    }

    async fn follow(&mut self, at: usize, count: u32) -> BTreeMap<String, Value> {
        let mut begin = at;
        let mut place = self.places[at].clone();
        for _ in 0..FOLLOWED_MAX {
            match self.page(&place, begin, count).await {
                Turned::Gone(next, true) => place = next,
                Turned::Gone(next, false) => return next.rows,
                Turned::Moved => {
                    begin = place.begin.expect("only a loop is moved under");
                    place = self.places[begin].clone();
                }
                Turned::Stayed => panic!("nothing stands in the way any more"),
            }
        }
        panic!("a loop has an end");
    }

    /// An answer of Plaid's, unless a fault made something else of it.
    async fn call(&mut self, path: &str, body: Value) -> Option<Value> {
        let answer = match self.bed.send(path, &body).await {
            Ok(response) => response.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        };
        self.said.push(answer);
        serde_json::from_str(self.said.last()?).ok()
    }

    async fn order(&mut self, order: &str, body: Value) {
        let path = format!("/sim/items/{}/{order}", self.item.item_id);
        let (status, answer) = self.bed.order(&path, body).await;
        assert_eq!(status, 200, "{answer}");
        self.said.push(answer.to_string());
    }
}

/// Applies a page to the rows of a client that misses none.
fn apply(page: &Value, rows: &mut BTreeMap<String, Value>) {
    for (id, row) in by_id(&page["added"]) {
        assert_eq!(rows.insert(id, row), None, "added twice");
    }
    for (id, row) in by_id(&page["modified"]) {
        assert!(rows.insert(id, row).is_some(), "modified before it was added");
    }
    for id in by_id(&page["removed"]).into_keys() {
        assert!(rows.remove(&id).is_some(), "removed before it was added");
    }
}

fn by_id(rows: &Value) -> BTreeMap<String, Value> {
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| (text(&row["transaction_id"]), row.clone())).collect()
}
