//! The owner's own words on transactions: shown, searched, and never lost to the bank's doings.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use florin::config::Config;
use florin::entities::{kept_words, user};
use florin::features::transactions;
use florin::kernel::ids::UserId;
use florin::platform::clock::{Clock, SystemClock};
use florin::platform::ids::{Ids, SystemRandomness};
use florin::platform::{Platform, World};
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};

use crate::support::bank::{self, Bank, Item, Page, account, pending, posted, replacing};
use crate::support::{Api, Server, each_database};

each_database!(async fn what_is_shown_is_the_owners_word_where_there_is_one(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    alice.link("ins_109508", "user_good").await;
    let before = find(&alice, json!({ "search": "uber" })).await;
    let id = before[0]["id"].clone();
    let bank_category = before[0]["category"]["id"].clone();
    assert_eq!(before[0]["bankCategory"]["id"], bank_category);
    let wages = "cat_INCOME_WAGES";
    assert_ne!(bank_category, wages);

    let words = json!({ "name": "  Würzburg trip ", "note": "with Bob\nand Eve", "categoryId": wages });
    let row = say(&alice, &id, words).await;
    assert_eq!(row["name"], "Würzburg trip");
    assert_eq!(row["bankName"], before[0]["bankName"]);
    assert_eq!(row["note"], "with Bob\nand Eve");
    assert_eq!(row["category"], json!({ "id": wages, "name": "Wages", "groupCode": "INCOME" }));
    assert_eq!(row["bankCategory"]["id"], bank_category);
    for (filter, found) in [
        (json!({ "search": "würzburg TRIP" }), true),
        (json!({ "search": "AND EVE" }), true),
        (json!({ "categoryIds": [wages] }), true),
        (json!({ "categoryIds": [bank_category] }), false),
    ] {
        let rows = find(&alice, filter.clone()).await;
        assert_eq!(rows.iter().any(|row| row["id"] == id), found, "{filter}");
    }

    // What is left out stays, null goes back to the bank's word.
    let row = say(&alice, &id, json!({ "name": null })).await;
    assert_eq!(row["name"], before[0]["bankName"]);
    assert_eq!(row["note"], "with Bob\nand Eve");
    assert_eq!(say(&alice, &id, json!({})).await, row);
    let row = say(&alice, &id, json!({ "note": "", "categoryId": null })).await;
    assert_eq!(row, before[0]);
});

each_database!(async fn every_category_that_is_told_can_be_said(database) {
    let server = Server::start(database).await;
    let told = server.anonymous().ask("{ categories { id name groupName } }", json!({})).await;
    let told = told["categories"].as_array().expect("a list").clone();
    let coffee = json!({ "id": "cat_FOOD_AND_DRINK_COFFEE", "name": "Coffee", "groupName": "Food and drink" });
    assert!(told.contains(&coffee));

    let alice = server.signed_up("alice").await;
    alice.link("ins_109508", "user_good").await;
    let id = find(&alice, json!({ "search": "uber" })).await[0]["id"].clone();
    for category in [&told[0], &coffee, &told[told.len() - 1]] {
        let row = say(&alice, &id, json!({ "categoryId": category["id"] })).await;
        assert_eq!(row["category"]["id"], category["id"]);
    }
});

each_database!(async fn a_search_finds_what_is_shown_and_not_what_is_behind_it(database) {
    let bank = Bank::open().await;
    let server = bank.serve(database).await;
    let alice = server.signed_up("alice").await;
    let row = bank::with(posted("one", "a"), "merchant_name", Value::Null);
    link(&bank, &alice, vec![row]).await;
    let id = only(&alice).await["id"].clone();
    assert_eq!(find(&alice, json!({ "search": "bistro" })).await.len(), 1);
    say(&alice, &id, json!({ "name": "Lunch" })).await;
    assert_eq!(find(&alice, json!({ "search": "bistro" })).await.len(), 0);
    assert_eq!(find(&alice, json!({ "search": "lunch" })).await.len(), 1);
});

each_database!(async fn a_sync_never_writes_the_owners_words(database) {
    let bank = Bank::open().await;
    let server = bank.serve(database).await;
    let alice = server.signed_up("alice").await;
    let item = link(&bank, &alice, vec![posted("one", "a")]).await;
    let id = only(&alice).await["id"].clone();
    let said = words_of(&say(&alice, &id, lunch()).await);
    let changed = bank::with(posted("one", "a"), "name", "CARD 4711 BISTRO LTD");
    bank.tell(&alice, &item, &[Page { modified: vec![changed], ..Page::default() }]).await;
    let row = only(&alice).await;
    assert_eq!(row["bankName"], "CARD 4711 BISTRO LTD");
    let syncs = alice.ask("{ syncJobs(first: 1) { nodes { trigger } } }", json!({})).await;
    assert_eq!(syncs["syncJobs"]["nodes"][0]["trigger"], "MANUAL");
    assert_eq!((&row["id"], words_of(&row)), (&id, said));
});

/// What the bank tells, sync by sync and page by page, from a pending row to a posted one.
type News = Vec<Vec<Page>>;

/// Every order in which a bank may tell that a pending row was posted.
fn ways_to_post() -> Vec<(&'static str, News)> {
    let gone = || Page { removed: vec!["pending".into()], ..Page::default() };
    let came = || Page { added: vec![replacing("posted", "pending", "a")], ..Page::default() };
    let other = || Page { added: vec![posted("other", "b")], ..Page::default() };
    let modified = Page { modified: came().added, removed: gone().removed, ..Page::default() };
    let both = Page { added: came().added, removed: gone().removed, ..Page::default() };
    let replaced = |id: &str| Page {
        added: vec![replacing("posted", "pending", "a")],
        removed: vec![id.to_owned()],
        ..Page::default()
    };
    let first = Page { added: vec![replacing("first", "pending", "a")], ..gone() };
    let back = Page { added: vec![pending("pending", "a")], ..Page::default() };
    vec![
        ("on one page", vec![vec![both]]),
        ("on one page, as modified", vec![vec![modified]]),
        ("removed on an earlier page", vec![vec![gone(), came()]]),
        ("removed on a later page", vec![vec![came(), gone()]]),
        ("with a page between", vec![vec![gone(), other(), came()]]),
        ("removed in an earlier sync", vec![vec![gone()], vec![came()]]),
        ("removed in a later sync", vec![vec![came()], vec![gone()]]),
        ("with a sync between", vec![vec![gone()], vec![other()], vec![came()]]),
        ("taken back and posted anew", vec![vec![first.clone()], vec![replaced("first")]]),
        ("the same on two pages", vec![vec![first, replaced("first")]]),
        ("pending again meanwhile", vec![vec![gone()], vec![back.clone()], vec![gone(), came()]]),
        (
            "unposted meanwhile",
            vec![
                vec![gone(), came()],
                vec![Page { removed: vec!["posted".into()], ..back }],
                vec![came(), gone()],
            ],
        ),
    ]
}

each_database!(async fn words_follow_a_transaction_that_is_posted(database) {
    let bank = Bank::open().await;
    let server = bank.serve(database).await;
    for (number, (way, news)) in ways_to_post().into_iter().enumerate() {
        let alice = server.signed_up(&format!("alice{number}")).await;
        let item = link(&bank, &alice, vec![pending("pending", "a")]).await;
        let row = only(&alice).await;
        let said = words_of(&say(&alice, &row["id"], lunch()).await);
        for update in &news {
            bank.tell(&alice, &item, update).await;
        }
        let rows = find(&alice, json!({ "accountIds": [row["account"]["id"]] })).await;
        assert_eq!(rows.len(), 1, "{way}: {rows:?}");
        assert_eq!(rows[0]["plaidTransactionId"], "posted", "{way}");
        assert_eq!(words_of(&rows[0]), said, "{way}");
    }
});

each_database!(async fn words_on_the_pending_rows_of_a_family_survive_the_week(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link("ins_109508", "user_household").await;
    let pending = find(&alice, json!({ "pending": true })).await;
    assert!(!pending.is_empty());
    for row in &pending {
        say(&alice, &row["id"], json!({ "note": row["plaidTransactionId"] })).await;
    }
    alice.advance(&linked.plaid_item, 7).await;
    alice.sync(&linked.item).await;
    let query = "{ transactions(first: 500) { nodes {
        note pending plaidTransactionId plaidPendingTransactionId
    } } }";
    let data = alice.ask(query, json!({})).await;
    let named = |row: &&Value| pending.iter().any(|one| {
        one["plaidTransactionId"] == row["plaidPendingTransactionId"]
    });
    let rows = data["transactions"]["nodes"].as_array().unwrap();
    let posted: Vec<_> = rows.iter().filter(named).collect();
    assert!(!posted.is_empty());
    assert!(posted.iter().all(|row| row["note"] == row["plaidPendingTransactionId"]));
    let others = rows.iter().filter(|row| !named(row) && row["pending"] == false);
    assert!(others.clone().all(|row| row["note"].is_null()));
});

each_database!(async fn words_of_the_posted_row_are_not_overwritten(database) {
    let bank = Bank::open().await;
    let server = bank.serve(database).await;
    let alice = server.signed_up("alice").await;
    let item = link(&bank, &alice, vec![pending("pending", "a")]).await;
    let id = only(&alice).await["id"].clone();
    say(&alice, &id, lunch()).await;
    // For a while the bank tells both.
    let came = Page { added: vec![replacing("posted", "pending", "a")], ..Page::default() };
    bank.tell(&alice, &item, &[came]).await;
    let rows = find(&alice, json!({})).await;
    let row = |plaid_id: &str| {
        let found = rows.iter().find(|row| row["plaidTransactionId"] == plaid_id);
        found.unwrap_or_else(|| panic!("no {plaid_id} in {rows:?}")).clone()
    };
    assert_eq!((&row("posted")["name"], &row("pending")["note"]), (&json!("Lunch"), &Value::Null));
    say(&alice, &row("posted")["id"], json!({ "name": "Dinner", "note": null })).await;
    say(&alice, &row("pending")["id"], json!({ "name": "Supper", "note": "late" })).await;
    let gone = Page { removed: vec!["pending".into()], ..Page::default() };
    bank.tell(&alice, &item, &[gone]).await;
    let row = only(&alice).await;
    assert_eq!((&row["name"], &row["note"]), (&json!("Dinner"), &json!("late")));

    // What the owner takes back does not come back from the row that is gone.
    say(&alice, &row["id"], json!({ "name": null, "note": null, "categoryId": null })).await;
    let again = bank::with(replacing("posted", "pending", "a"), "amount", 13);
    bank.tell(&alice, &item, &[Page { modified: vec![again], ..Page::default() }]).await;
    assert_eq!(words_of(&only(&alice).await), json!(["CARD 4711 BISTRO", null, RESTAURANT]));
});

each_database!(async fn a_transaction_that_comes_back_has_its_words(database) {
    let bank = Bank::open().await;
    let server = bank.serve(database).await;
    let alice = server.signed_up("alice").await;
    let item = link(&bank, &alice, vec![posted("one", "a")]).await;
    let row = only(&alice).await;
    let said = words_of(&say(&alice, &row["id"], lunch()).await);
    let gone = Page { removed: vec!["one".into()], ..Page::default() };
    bank.tell(&alice, &item, &[gone]).await;
    assert_eq!(find(&alice, json!({})).await, Vec::<Value>::new());
    let rename = json!({ "transactionId": row["id"], "name": "Ghost" });
    let refused = update(&alice, rename).await;
    assert_eq!(refused["userErrors"][0]["code"], "NOT_FOUND", "it is gone");
    bank.tell(&alice, &item, &[Page { added: vec![posted("one", "a")], ..Page::default() }]).await;
    let again = only(&alice).await;
    assert_eq!((&again["id"], words_of(&again)), (&row["id"], said));
});

each_database!(async fn a_bank_that_is_linked_again_has_its_words(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link("ins_109508", "user_good").await;
    let rows = find(&alice, json!({})).await;
    let worded: Vec<_> = rows.iter().step_by(7).collect();
    assert!(worded.len() > 3);
    for (number, row) in worded.iter().enumerate() {
        say(&alice, &row["id"], json!({ "name": format!("Mine {number}"), "note": "x" })).await;
    }
    let before = find(&alice, json!({})).await;
    remove(&alice, &linked.item).await;

    // Whoever looks at the database finds nothing of the bank's.
    let kept = kept_rows(&server).await;
    assert_eq!(kept.len(), worded.len());
    let look = |row: &kept_words::Model| (row.fingerprint.len(), row.salt.len());
    assert!(kept.iter().all(|row| look(row) == (32, 16)));

    // Another person's same bank gets none of them.
    let mallory = server.signed_up("mallory").await;
    mallory.link("ins_109508", "user_good").await;
    assert_eq!(find(&mallory, json!({ "search": "mine" })).await, Vec::<Value>::new());

    alice.link("ins_109508", "user_good").await;
    let after = find(&alice, json!({})).await;
    let told = |rows: &[Value]| {
        let mut told: Vec<_> = rows
            .iter()
            .map(|row| json!([row["date"], row["bankName"], row["amount"], words_of(row)]).to_string())
            .collect();
        told.sort();
        told
    };
    assert_eq!(told(&after), told(&before));
    let ids = |rows: &[Value]| rows.iter().map(|row| row["id"].to_string()).collect::<Vec<_>>();
    assert!(ids(&after).iter().all(|id| !ids(&before).contains(id)));
    assert_eq!(kept_rows(&server).await, [], "words are given back once");
});

each_database!(async fn equal_twins_get_their_words_in_order_and_others_none(database) {
    let bank = Bank::open().await;
    let server = bank.serve(database).await;
    let alice = server.signed_up("alice").await;
    let other_day = bank::with(posted("c", "a"), "date", "2026-11-02");
    let item =
        link(&bank, &alice, vec![posted("a", "a"), posted("b", "a"), other_day]).await;
    let mut rows = find(&alice, json!({})).await;
    rows.sort_by_key(|row| row["plaidTransactionId"].to_string());
    for (row, name) in rows.iter().zip(["first", "second", "other"]) {
        say(&alice, &row["id"], json!({ "name": name })).await;
    }
    remove(&alice, &item.id).await;
    let differing = [
        ("date", json!("2026-11-03")),
        ("amount", json!(12.51)),
        ("iso_currency_code", json!("EUR")),
        ("name", json!("CARD 4711 BISTRO ")),
    ];
    let mut rows: Vec<_> = (1..)
        .zip(differing)
        .map(|(at, (member, to))| bank::with(posted(&format!("y{at}"), "a"), member, to))
        .collect();
    // On another account, of another kind.
    rows.push(posted("z", "b"));
    rows.extend(["x1", "x2", "x3"].map(|id| posted(id, "a")));
    let item = link(&bank, &alice, rows).await;
    let mut named = find(&alice, json!({ "dateTo": "2026-11-01", "search": "s" })).await;
    named.retain(|row| row["name"] != row["bankName"]);
    named.sort_by_key(|row| row["plaidTransactionId"].to_string());
    let named: Vec<_> =
        named.iter().map(|row| (row["plaidTransactionId"].clone(), row["name"].clone())).collect();
    assert_eq!(named, [(json!("x1"), json!("first")), (json!("x2"), json!("second"))]);
    assert_eq!(kept_rows(&server).await.len(), 1, "what has not come yet is waited for");

    // It comes with a later sync. A word that the owner has taken back isn't given again.
    let late = bank::with(posted("w", "a"), "date", "2026-11-02");
    bank.tell(&alice, &item, &[Page { added: vec![late.clone()], ..Page::default() }]).await;
    let found = find(&alice, json!({ "search": "other" })).await;
    assert_eq!(found.len(), 1);
    say(&alice, &found[0]["id"], json!({ "name": null })).await;
    let again = bank::with(late, "merchant_name", "Bistro Ltd");
    bank.tell(&alice, &item, &[Page { modified: vec![again], ..Page::default() }]).await;
    assert_eq!(find(&alice, json!({ "search": "other" })).await, Vec::<Value>::new());
});

each_database!(async fn kept_words_go_with_their_owner_and_after_400_days(database) {
    let bank = Bank::open().await;
    let server = bank.serve(database).await;
    let [alice, bob] = [server.signed_up("alice").await, server.signed_up("bob").await];
    for api in [&alice, &bob] {
        let item = link(&bank, api, vec![posted("one", "a")]).await;
        say(api, &only(api).await["id"], lunch()).await;
        remove(api, &item.id).await;
    }
    assert_eq!(kept_rows(&server).await.len(), 2);
    let viewer = alice.ask("{ viewer { id } }", json!({})).await;
    let id = UserId::parse(viewer["viewer"]["id"].as_str().unwrap()).unwrap();
    let db = sea_orm::Database::connect(server.database_url()).await.unwrap();
    user::Entity::delete_by_id(id).exec(&db).await.unwrap();
    let left = kept_rows(&server).await;
    assert_eq!(left.len(), 1);
    assert_ne!(left[0].user_id, id);

    for (days, forgotten) in [(399, 0), (401, 1), (402, 0)] {
        let platform = later(&server, TimeDelta::days(days)).await;
        let count = transactions::forget_kept_words(&platform).await.unwrap();
        assert_eq!(count, forgotten, "after {days} days");
    }
    assert_eq!(kept_rows(&server).await, []);
});

const RESTAURANT: &str = "cat_FOOD_AND_DRINK_RESTAURANT";

/// The owner's words for a test.
fn lunch() -> Value {
    json!({ "name": "Lunch", "note": "with Bob", "categoryId": "cat_INCOME_WAGES" })
}

/// Links the bank with two accounts of different kinds.
async fn link(bank: &Bank, api: &Api, added: Vec<Value>) -> Item {
    let savings = bank::with(account("b", &json!(1)), "subtype", "savings");
    let accounts = vec![account("a", &json!(1)), savings];
    bank.link(api, accounts, Page { added, ..Page::default() }).await
}

async fn remove(api: &Api, item: &str) {
    let query =
        "mutation ($id: ID!) { removeItem(input: { itemId: $id }) { userErrors { code } } }";
    let data = api.ask(query, json!({ "id": item })).await;
    assert_eq!(data["removeItem"]["userErrors"], json!([]));
}

const ROW: &str = "id plaidTransactionId date name bankName note amount { amount }
    category { id name groupCode } bankCategory { id } account { id }";

async fn find(api: &Api, filter: Value) -> Vec<Value> {
    let query = format!(
        "query ($filter: TransactionFilter) {{
            transactions(first: 500, filter: $filter) {{ nodes {{ {ROW} }} }}
        }}"
    );
    let data = api.ask(&query, json!({ "filter": filter })).await;
    data["transactions"]["nodes"].as_array().unwrap().clone()
}

async fn only(api: &Api) -> Value {
    let mut rows = find(api, json!({})).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0)
}

/// What is shown of the owner's words.
fn words_of(row: &Value) -> Value {
    json!([row["name"], row["note"], row["category"]["id"]])
}

async fn say(api: &Api, id: &Value, words: Value) -> Value {
    let payload = update(api, bank::with(words, "transactionId", id.clone())).await;
    assert_eq!(payload["userErrors"], json!([]));
    payload["transaction"].clone()
}

async fn update(api: &Api, input: Value) -> Value {
    let query = format!(
        "mutation ($input: UpdateTransactionInput!) {{
            updateTransaction(input: $input) {{ transaction {{ {ROW} }} userErrors {{ code }} }}
        }}"
    );
    api.ask(&query, json!({ "input": input })).await["updateTransaction"].clone()
}

/// The words that are kept, whoever their owner is.
#[expect(clippy::disallowed_methods, reason = "the test looks at the whole table")]
async fn kept_rows(server: &Server) -> Vec<kept_words::Model> {
    let db = sea_orm::Database::connect(server.database_url()).await.unwrap();
    let rows = kept_words::Entity::find().all(&db).await.unwrap();
    db.close().await.unwrap();
    rows
}

/// A clock that is ahead.
#[derive(Debug)]
struct Ahead(TimeDelta);

impl Clock for Ahead {
    fn now(&self) -> DateTime<Utc> {
        SystemClock.now() + self.0
    }
}

/// The server's own platform, some time later.
async fn later(server: &Server, by: TimeDelta) -> Platform {
    let folder = server.data().join("later").display().to_string();
    let settings = [
        ("DATABASE_URL", server.database_url()),
        ("FLORIN_DATA_DIR", folder),
        ("FLORIN_KEYS", "MnGzkfb1S1faiSMXz4xKU0lN4i704U9Z2FPl6tKfhbI=".to_owned()),
    ];
    let settings = settings.map(|(name, value)| (name.to_owned(), value));
    let config = Config::from_map(settings.into()).unwrap();
    let credentials = plaid::Credentials { client_id: "test".into(), secret: "test".into() };
    let url = "http://127.0.0.1:9".parse().unwrap();
    let plaid = plaid::Client::new(plaid::Config::new(url, credentials)).unwrap();
    let world = World { clock: Arc::new(Ahead(by)), ids: Ids::new(Arc::new(SystemRandomness)) };
    Platform::open(config, plaid, world).await.unwrap()
}
