//! S15: an id of another's is an id of nothing.
//!
//! The places where an id may be given are read from the schema by introspection. At each, another
//! user gives an id of the victim's, and then one that was never given to anything: the answers are
//! the same to the letter, the victim's rows are what they were, and nobody who watches hears of it. A
//! place that has no fixture here fails the test: whoever adds an argument says what it names.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::rows::{rows_of, settled_rows_of};
use crate::support::{Api, Server, each_database};

/// A place where an id may be given, what it may name, and how it is asked with `$id`.
struct Fixture {
    place: &'static str,
    names: &'static [&'static str],
    document: &'static str,
}

/// The kinds of ids, by their prefix. `cat` is of categories, which are nobody's own.
const OWNED: &[&str] = &["usr", "ses", "key", "evt", "item", "acc", "txn", "job"];

const FIXTURES: &[Fixture] = &[
    Fixture {
        place: "Query.node(id)",
        names: OWNED,
        document: "query ($id: ID!) { node(id: $id) { __typename id } }",
    },
    Fixture {
        place: "Query.accounts(filter.itemIds)",
        names: &["item"],
        document: "query ($id: ID!) { accounts(filter: { itemIds: [$id] }) { id name } }",
    },
    Fixture {
        place: "Query.transactions(filter.accountIds)",
        names: &["acc"],
        document: "query ($id: ID!) { transactions(filter: { accountIds: [$id] }) {
            totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        } }",
    },
    Fixture {
        place: "Account.transactions(filter.accountIds)",
        names: &["acc"],
        document: "query ($id: ID!) { accounts { transactions(filter: { accountIds: [$id] }) {
            totalCount nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
        } } }",
    },
    Fixture { place: "Query.transactions(filter.categoryIds)", names: &[], document: "" },
    Fixture { place: "Account.transactions(filter.categoryIds)", names: &[], document: "" },
    Fixture {
        place: "Query.syncJob(id)",
        names: &["job"],
        document: "query ($id: ID!) { syncJob(id: $id) { id status item { id } } }",
    },
    Fixture {
        place: "Query.syncJobs(itemId)",
        names: &["item"],
        document: "query ($id: ID!) { syncJobs(itemId: $id) {
            nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } } }",
    },
    Fixture {
        place: "Mutation.createLinkToken(input.itemId)",
        names: &["item"],
        document: "mutation ($id: ID!) { createLinkToken(input: { itemId: $id }) {
            linkToken hostedLinkUrl userErrors { code message path } } }",
    },
    Fixture {
        place: "Mutation.syncItem(input.itemId)",
        names: &["item"],
        document: "mutation ($id: ID!) { syncItem(input: { itemId: $id, refreshAtBank: true }) {
            syncJob { id } allowedAt userErrors { code message path } } }",
    },
    Fixture {
        place: "Mutation.removeItem(input.itemId)",
        names: &["item"],
        document: "mutation ($id: ID!) { removeItem(input: { itemId: $id }) {
            item { id } userErrors { code message path } } }",
    },
    Fixture {
        place: "Mutation.endSession(input.sessionId)",
        names: &["ses"],
        document: "mutation ($id: ID!) { endSession(input: { sessionId: $id }) {
            endedSessionId userErrors { code message path } } }",
    },
    Fixture {
        place: "Mutation.createApiKey(input.accountIds)",
        names: &["acc"],
        document: "mutation ($id: ID!) { createApiKey(input: {
            name: \"a key\", scopes: [TRANSACTIONS_READ], accountIds: [$id]
        }) { apiKey { id accounts { id } } userErrors { code message path } } }",
    },
    Fixture {
        place: "Mutation.revokeApiKey(input.apiKeyId)",
        names: &["key"],
        document: "mutation ($id: ID!) { revokeApiKey(input: { apiKeyId: $id }) {
            apiKey { id } userErrors { code message path } } }",
    },
    Fixture {
        place: "Mutation.updateTransaction(input.transactionId)",
        names: &["txn"],
        document: "mutation ($id: ID!) { updateTransaction(input: {
            transactionId: $id, name: \"Mine\", note: \"Mine\", categoryId: \"cat_INCOME_WAGES\"
        }) { transaction { id } userErrors { code message path } } }",
    },
    Fixture { place: "Mutation.updateTransaction(input.categoryId)", names: &[], document: "" },
    Fixture {
        place: "Subscription.syncJob(id)",
        names: &["job"],
        document: "subscription ($id: ID!) { syncJob(id: $id) { id status } }",
    },
    // It is no error to watch an item that isn't there: that nothing is heard is told below.
    Fixture { place: "Subscription.syncJobs(itemId)", names: &[], document: "" },
];

each_database!(async fn s15_a_foreign_id_is_no_id(database) {
    let server = Server::start(database).await;
    let (alice, mallory) = (server.signed_up("alice").await, server.signed_up("mallory").await);
    let hers = alice.link("ins_109508", "user_good").await;
    mallory.link("ins_109509", "user_good").await;
    every_place_has_a_fixture(&mallory).await;
    let key = "mutation { createApiKey(input: { name: \"hers\", scopes: [TRANSACTIONS_READ] }) {
        apiKey { id } userErrors { code } } }";
    alice.ask(key, json!({})).await;
    let ids = ids_of(&alice).await;
    let db = server.behind().await;
    let owner = ids["usr"].clone();
    let before = settled_rows_of(&db, &owner).await;
    let mut watching = alice.socket().await;
    watching.subscribe("all", "subscription { syncJobs { id } }", json!({})).await;
    let mut mallorys = mallory.socket().await;

    for Fixture { place, names, document } in FIXTURES {
        for kind in *names {
            // The kinds that nothing has yet are asked for by an id alone.
            let Some(foreign) = ids.get(*kind) else { continue };
            let mut answers = Vec::new();
            for id in [foreign.as_str(), &never_given(kind)] {
                let variables = json!({ "id": id });
                let answer = if place.starts_with("Subscription") {
                    mallorys.subscribe(id, document, variables).await;
                    mallorys.refusal(id).await
                } else {
                    mallory.send(document, variables).await
                };
                answers.push(normalised(&answer, id));
            }
            assert_eq!(answers[0], answers[1], "{place} with {kind}");
            let told = answers[0].to_string();
            for (kind, id) in &ids {
                assert!(!told.contains(id.as_str()), "{place} tells a {kind} of alice's: {told}");
            }
            assert_eq!(rows_of(&db, &owner).await, before, "{place} with {kind}");
        }
    }
    nothing_is_heard(&server, &alice, &mallory, &hers.item).await;
    let heard = watching.next_state("all").await.unwrap();
    let newest = alice.ask("{ syncJobs(first: 1) { nodes { id } } }", json!({})).await;
    assert_eq!(heard["syncJobs"]["id"], newest["syncJobs"]["nodes"][0]["id"], "her own, and no other");
    db.close().await.unwrap();
});

/// Who watches another's item hears as much as who watches none, while it is synced.
async fn nothing_is_heard(server: &Server, alice: &Api, mallory: &Api, item: &str) {
    let query = "subscription ($id: ID) { syncJobs(itemId: $id) { id } }";
    let mut socket = mallory.socket().await;
    socket.subscribe("foreign", query, json!({ "id": item })).await;
    socket.subscribe("none", query, json!({ "id": never_given("item") })).await;
    socket.subscribe("own", query, json!({ "id": null })).await;
    alice.sync(item).await;
    let own = mallory.ask("{ items { id } }", json!({})).await["items"][0]["id"].clone();
    let asked = "mutation ($id: ID!) { syncItem(input: { itemId: $id }) { syncJob { id } } }";
    let job = mallory.ask(asked, json!({ "id": own })).await["syncItem"]["syncJob"]["id"].clone();
    // The first that is heard on any of the three is mallory's own sync.
    let first = socket.next().await;
    assert_eq!((&first["id"], &first["type"]), (&json!("own"), &json!("next")), "{first}");
    assert_eq!(first["payload"]["data"]["syncJobs"]["id"], job);
    assert!(server.id() > 0, "it still runs");
}

/// The places of the schema, by introspection, are those of the fixtures.
async fn every_place_has_a_fixture(api: &Api) {
    let introspection = "{ __schema { types { kind name
        fields(includeDeprecated: true) { name args(includeDeprecated: true) { ...Input } }
        inputFields(includeDeprecated: true) { ...Input }
    } } } fragment Input on __InputValue {
        name type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }
    }";
    let schema = api.ask(introspection, json!({})).await;
    let types: BTreeMap<_, _> = schema["__schema"]["types"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kind| (kind["name"].as_str().unwrap(), kind))
        .collect();
    let mut places = BTreeSet::new();
    for (name, kind) in &types {
        if kind["kind"] != "OBJECT" || name.starts_with("__") {
            continue;
        }
        for field in kind["fields"].as_array().unwrap() {
            for argument in field["args"].as_array().unwrap() {
                for path in id_paths(&types, argument, 0) {
                    places.insert(format!("{name}.{}({path})", field["name"].as_str().unwrap()));
                }
            }
        }
    }
    let known: BTreeSet<_> = FIXTURES.iter().map(|fixture| fixture.place.to_owned()).collect();
    assert_eq!(places, known, "each place of an id in the schema has a fixture, and no more");
}

/// The paths below an argument or an input field at which an id may be given.
fn id_paths(types: &BTreeMap<&str, &Value>, input: &Value, depth: usize) -> Vec<String> {
    assert!(depth < 8, "an input that holds itself");
    let name = input["name"].as_str().unwrap();
    let mut kind = &input["type"];
    while kind["name"].is_null() {
        kind = &kind["ofType"];
    }
    if kind["name"] == "ID" {
        return vec![name.to_owned()];
    }
    if kind["kind"] != "INPUT_OBJECT" {
        return Vec::new();
    }
    let fields = types[kind["name"].as_str().unwrap()]["inputFields"].as_array().unwrap();
    let below = fields.iter().flat_map(|field| id_paths(types, field, depth + 1));
    below.map(|path| format!("{name}.{path}")).collect()
}

/// One id of each kind of the victim's.
async fn ids_of(alice: &Api) -> BTreeMap<&'static str, String> {
    let data = alice
        .ask(
            "{ viewer { id } items { id } accounts { id } transactions(first: 1) { nodes { id } }
               syncJobs(first: 1) { nodes { id } } auditLog(first: 1) { nodes { id actorId } }
               apiKeys { id } }",
            json!({}),
        )
        .await;
    let found = [
        ("usr", &data["viewer"]["id"]),
        ("item", &data["items"][0]["id"]),
        ("acc", &data["accounts"][0]["id"]),
        ("txn", &data["transactions"]["nodes"][0]["id"]),
        ("job", &data["syncJobs"]["nodes"][0]["id"]),
        ("key", &data["apiKeys"][0]["id"]),
        ("evt", &data["auditLog"]["nodes"][0]["id"]),
        ("ses", &data["auditLog"]["nodes"][0]["actorId"]),
    ];
    found.map(|(kind, id)| (kind, id.as_str().unwrap().to_owned())).into()
}

/// An id of this kind that nothing has.
fn never_given(kind: &str) -> String {
    format!("{kind}_01a1fe63222870008004fec1f68ad71a")
}

/// The answer without what each answer has for itself: the request's id, and the id that was asked for.
fn normalised(answer: &Value, asked: &str) -> Value {
    let text = answer.to_string().replace(asked, "the id");
    let mut answer: Value = serde_json::from_str(&text).unwrap();
    let errors = answer.pointer_mut("/errors").and_then(Value::as_array_mut);
    for error in errors.into_iter().flatten() {
        error["extensions"]["requestId"].take();
    }
    if let Some(id) = answer.pointer_mut("/extensions/requestId") {
        id.take();
    }
    answer
}
