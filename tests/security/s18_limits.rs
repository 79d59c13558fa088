//! S18: what an API key may see. A key that is held to accounts and to days finds nothing else, by
//! whichever way it asks.

use serde_json::{Value, json};

use crate::support::program::SCOPES;
use crate::support::{Api, Server, each_database};

/// Everything that shows rows.
const EVERYTHING: &str = "query ($account: [ID!]) {
    accounts { id balance { current { amount } } balanceHistory { date } item { id }
               transactions(first: 500) { totalCount nodes { id date } } }
    items { id accounts { id } latestSyncJob { id } duplicateOf { id } }
    transactions(first: 500) { totalCount nodes { id date account { id } } edges { node { id } } }
    narrowed: transactions(filter: { accountIds: $account }) { totalCount nodes { id } }
    syncJobs { nodes { id item { id } } }
}";

each_database!(async fn s18_a_key_sees_its_accounts_only(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let first = alice.link("ins_109508", "user_good").await;
    let second = alice.link("ins_109509", "user_good").await;
    let whole = alice.ask(EVERYTHING, json!({ "account": null })).await;
    let (own, other) = two_accounts(&whole, &first.item);
    let input = json!({ "name": "one", "scopes": SCOPES, "accountIds": [own],
                        "requestsPerMinute": 6000 });
    let (program, key) = alice.program(input).await;

    let seen = program.ask(EVERYTHING, json!({ "account": [other] })).await;
    let expected = rows_of(&whole, &own);
    assert!(!expected.is_empty() && whole["transactions"]["totalCount"] != expected.len());
    assert_eq!(ids(&seen["accounts"]), [own.as_str()]);
    assert_eq!(ids(&seen["items"]), [first.item.as_str()]);
    assert_eq!(ids(&seen["items"][0]["accounts"]), [own.as_str()]);
    assert_eq!(ids(&seen["transactions"]["nodes"]), expected);
    assert_eq!(seen["transactions"]["totalCount"], expected.len());
    assert_eq!(seen["transactions"]["edges"].as_array().unwrap().len(), expected.len());
    assert_eq!(seen["accounts"][0]["transactions"]["totalCount"], expected.len());
    assert_eq!(seen["narrowed"], json!({ "totalCount": 0, "nodes": [] }));
    let jobs = seen["syncJobs"]["nodes"].as_array().unwrap();
    assert!(!jobs.is_empty() && jobs.iter().all(|job| job["item"]["id"] == *first.item));

    let foreign = row_of(&whole, &other);
    nothing_by_id(&program, &[&other, &second.item, &second.job, &foreign]).await;
    for id in [&own, &first.item, &first.job, &expected[0]] {
        assert_eq!(node(&program, id).await["id"], **id);
    }
    nothing_watched(&program, &second.job).await;
    nothing_changed(&program, &foreign, &second.item).await;
    let renamed = rename(&program, &expected[0]).await;
    assert_eq!(renamed["userErrors"], json!([]));

    // When the last of its accounts goes, the key sees nothing, and not everything.
    let remove = "mutation ($id: ID!) { removeItem(input: { itemId: $id }) { userErrors { code } } }";
    alice.ask(remove, json!({ "id": first.item })).await;
    let seen = program.ask(EVERYTHING, json!({ "account": null })).await;
    assert_eq!(seen["accounts"], json!([]));
    assert_eq!(seen["items"], json!([]));
    assert_eq!(seen["transactions"]["totalCount"], 0);
    assert_eq!(seen["syncJobs"]["nodes"], json!([]));
    let told = "query ($id: ID!) { node(id: $id) { ... on ApiKey { accounts { id } } } }";
    assert_eq!(alice.ask(told, json!({ "id": key })).await["node"]["accounts"], json!([]));
});

each_database!(async fn s18_a_key_sees_its_days_only(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    alice.link("ins_109508", "user_good").await;
    let whole = alice.ask(EVERYTHING, json!({ "account": null })).await;
    let rows = whole["transactions"]["nodes"].as_array().unwrap();
    let mut days: Vec<_> = rows.iter().map(|row| row["date"].as_str().unwrap()).collect();
    days.dedup();
    assert!(days.len() > 4, "{days:?}");
    let (to, from) = (days[1], days[days.len() - 2]);
    let inside = |row: &&Value| (from..=to).contains(&row["date"].as_str().unwrap());
    let expected: Vec<_> = rows.iter().filter(inside).map(|row| row["id"].clone()).collect();
    let outside = rows.iter().find(|row| !inside(row)).unwrap()["id"].as_str().unwrap();

    let input = json!({ "name": "days", "scopes": SCOPES, "dateFrom": from, "dateTo": to,
                        "requestsPerMinute": 6000 });
    let (program, _) = alice.program(input).await;
    let seen = program.ask(EVERYTHING, json!({ "account": null })).await;
    assert_eq!(ids(&seen["transactions"]["nodes"]), expected);
    assert_eq!(seen["transactions"]["totalCount"], expected.len());
    assert_eq!(seen["accounts"].as_array().unwrap().len(), whole["accounts"].as_array().unwrap().len());
    for account in seen["accounts"].as_array().unwrap() {
        // What is on it today lies behind the last day.
        assert_eq!(account["balance"]["current"], Value::Null, "{account}");
        assert_eq!(account["balanceHistory"], json!([]), "{account}");
    }
    assert!(whole["accounts"][0]["balanceHistory"].as_array().is_some_and(|days| !days.is_empty()));
    nothing_by_id(&program, &[outside]).await;
    assert_eq!(rename(&program, outside).await["userErrors"][0]["code"], "NOT_FOUND");

    // A wider filter, and a cursor from before the key's days, lead no further.
    let query = "query ($after: String) {
        transactions(first: 500, after: $after, filter: { dateFrom: \"1990-01-01\" }) { nodes { id } }
    }";
    let cursor = "{ transactions(first: 1) { pageInfo { endCursor } } }";
    let cursor = alice.ask(cursor, json!({})).await["transactions"]["pageInfo"]["endCursor"].clone();
    let told = program.ask(query, json!({ "after": cursor })).await;
    assert_eq!(ids(&told["transactions"]["nodes"]), expected);

    // Days that take in today show what is on the accounts today.
    let input = json!({ "name": "since", "scopes": SCOPES, "dateFrom": from });
    let (program, _) = alice.program(input).await;
    let seen = program.ask(EVERYTHING, json!({ "account": null })).await;
    assert_eq!(seen["accounts"][0]["balance"], whole["accounts"][0]["balance"]);
    assert_eq!(seen["accounts"][0]["balanceHistory"], whole["accounts"][0]["balanceHistory"]);
});

fn ids(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap_or_else(|| panic!("not a list: {list}")).iter();
    list.map(|object| object["id"].as_str().unwrap().to_owned()).collect()
}

/// Two accounts of an item that have transactions.
fn two_accounts(whole: &Value, item: &str) -> (String, String) {
    let accounts = whole["accounts"].as_array().unwrap().iter();
    let with_rows = accounts.filter(|account| {
        account["item"]["id"] == *item && account["transactions"]["totalCount"] != 0
    });
    let mut found = with_rows.map(|account| account["id"].as_str().unwrap().to_owned());
    (found.next().unwrap(), found.next().unwrap())
}

/// The rows of an account: the whole list has more than one page.
fn rows_of(whole: &Value, account: &str) -> Vec<String> {
    let accounts = whole["accounts"].as_array().unwrap();
    let own = accounts.iter().find(|own| own["id"] == *account).unwrap();
    ids(&own["transactions"]["nodes"])
}

fn row_of(whole: &Value, account: &str) -> String {
    rows_of(whole, account).remove(0)
}

async fn node(program: &Api, id: &str) -> Value {
    let query = "query ($id: ID!) { node(id: $id) { id } }";
    program.ask(query, json!({ "id": id })).await["node"].clone()
}

async fn nothing_by_id(program: &Api, ids: &[&str]) {
    for id in ids {
        assert_eq!(node(program, id).await, Value::Null, "{id}");
    }
    let job = "query ($id: ID!) { syncJob(id: $id) { id } syncJobs(itemId: $id) { nodes { id } } }";
    for id in ids.iter().filter(|id| id.starts_with("job_")) {
        let query = "query ($id: ID!) { syncJob(id: $id) { id } }";
        assert_eq!(program.ask(query, json!({ "id": id })).await["syncJob"], Value::Null);
    }
    for id in ids.iter().filter(|id| id.starts_with("item_")) {
        let told = program.ask(job, json!({ "id": id })).await;
        assert_eq!(told["syncJobs"]["nodes"], json!([]));
        let query = "query ($id: [ID!]) { accounts(filter: { itemIds: $id }) { id } }";
        assert_eq!(program.ask(query, json!({ "id": [id] })).await["accounts"], json!([]));
    }
}

async fn nothing_watched(program: &Api, job: &str) {
    let mut socket = program.socket().await;
    let query = "subscription ($id: ID!) { syncJob(id: $id) { id } }";
    socket.subscribe("1", query, json!({ "id": job })).await;
    let error = socket.refusal("1").await;
    assert_eq!(error["extensions"]["code"], "BAD_USER_INPUT", "{error}");
}

async fn nothing_changed(program: &Api, row: &str, item: &str) {
    assert_eq!(rename(program, row).await["userErrors"][0]["code"], "NOT_FOUND");
    for refresh in [false, true] {
        let query = "mutation ($id: ID!, $refresh: Boolean) {
            syncItem(input: { itemId: $id, refreshAtBank: $refresh }) { userErrors { code } } }";
        let told = program.ask(query, json!({ "id": item, "refresh": refresh })).await;
        assert_eq!(told["syncItem"]["userErrors"], json!([{ "code": "NOT_FOUND" }]));
    }
}

async fn rename(program: &Api, row: &str) -> Value {
    let query = "mutation ($id: ID!) {
        updateTransaction(input: { transactionId: $id, name: \"Lunch\" }) {
            transaction { id } userErrors { code }
        }
    }";
    program.ask(query, json!({ "id": row })).await["updateTransaction"].clone()
}

each_database!(async fn s18_what_a_key_watches_is_what_it_sees(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let first = alice.link("ins_109508", "user_good").await;
    let second = alice.link("ins_109509", "user_good").await;
    let whole = alice.ask(EVERYTHING, json!({ "account": null })).await;
    let (own, _) = two_accounts(&whole, &first.item);
    let input = json!({ "name": "one", "scopes": SCOPES, "accountIds": [own] });
    let (program, _) = alice.program(input).await;
    let mut watching = program.socket().await;
    let query = "subscription { syncJobs { id item { id } } }";
    watching.subscribe("all", query, json!({})).await;
    // The other bank's sync comes first, and is not told.
    alice.sync(&second.item).await;
    alice.sync(&first.item).await;
    let state = watching.next_state("all").await.unwrap();
    assert_eq!(state["syncJobs"]["item"]["id"], *first.item);
});
