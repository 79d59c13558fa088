//! A second user sees nothing of the first: not by list, not by id, not by filter, not by watching.

use serde_json::{Value, json};

use crate::support::{Api, Server, each_database};

each_database!(async fn a_second_user_sees_nothing(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let mallory = server.signed_up("mallory").await;

    let mut watching = mallory.socket().await;
    watching.subscribe("all", "subscription { syncJobs { id } }", json!({})).await;
    let linked = alice.link("ins_109508", "user_good").await;
    let owned = alice
        .ask(
            "{ viewer { id } items { id } accounts { id }
               transactions(first: 1) { nodes { id } pageInfo { endCursor } } }",
            json!({}),
        )
        .await;

    nothing_listed(&mallory).await;
    let ids = [
        &owned["viewer"]["id"],
        &owned["items"][0]["id"],
        &owned["accounts"][0]["id"],
        &owned["transactions"]["nodes"][0]["id"],
        &Value::from(linked.job.as_str()),
    ];
    for id in ids {
        let query = "query ($id: ID!) { node(id: $id) { id } }";
        assert_eq!(alice.ask(query, json!({ "id": id })).await["node"]["id"], *id);
        assert_eq!(mallory.ask(query, json!({ "id": id })).await["node"], Value::Null);
    }
    nothing_by_argument(&mallory, &owned, &linked.job).await;
    nothing_changed(&mallory, &linked.item).await;
    nothing_renamed(&alice, &mallory, &owned["transactions"]["nodes"][0]["id"]).await;
    assert_eq!(alice.ask("{ items { id } }", json!({})).await["items"], owned["items"]);

    // What was watched all along tells mallory's own sync first: nothing of alice's came before.
    let own = mallory.exchange(&mallory.public_token("ins_109509", "user_good").await).await;
    let state = watching.next_state("all").await.unwrap();
    assert_eq!(state["syncJobs"]["id"], Value::from(own.job));
});

async fn nothing_listed(mallory: &Api) {
    let query = "{ items { id } accounts { id } transactions { totalCount nodes { id } }
                   syncJobs { nodes { id } } }";
    let nothing = json!({
        "items": [], "accounts": [], "transactions": { "totalCount": 0, "nodes": [] },
        "syncJobs": { "nodes": [] },
    });
    assert_eq!(mallory.ask(query, json!({})).await, nothing);
}

async fn nothing_by_argument(mallory: &Api, owned: &Value, job: &str) {
    let query = "query ($accounts: [ID!], $items: [ID!], $item: ID, $job: ID!, $after: String) {
        accounts(filter: { itemIds: $items }) { id }
        transactions(filter: { accountIds: $accounts }) { totalCount nodes { id } }
        after: transactions(after: $after) { nodes { id } }
        syncJobs(itemId: $item) { nodes { id } }
        syncJob(id: $job) { id }
    }";
    let variables = json!({
        "accounts": [owned["accounts"][0]["id"]],
        "items": [owned["items"][0]["id"]],
        "item": owned["items"][0]["id"],
        "after": owned["transactions"]["pageInfo"]["endCursor"],
        "job": job,
    });
    let nothing = json!({
        "accounts": [], "transactions": { "totalCount": 0, "nodes": [] }, "after": { "nodes": [] },
        "syncJobs": { "nodes": [] }, "syncJob": null,
    });
    assert_eq!(mallory.ask(query, variables).await, nothing);

    // Watching another's sync is refused in the same words as watching none.
    let watch = "subscription ($id: ID!) { syncJob(id: $id) { id } }";
    let mut socket = mallory.socket().await;
    let mut refusals = Vec::new();
    for id in [job, "job_00000000000070008000000000000000", "nonsense"] {
        socket.subscribe(id, watch, json!({ "id": id })).await;
        let mut refused = socket.refusal(id).await;
        refused["extensions"]["requestId"].take();
        refusals.push(refused);
    }
    assert_eq!(refusals[0], refusals[1]);
    assert_eq!(refusals[0], refusals[2]);
}

async fn nothing_changed(mallory: &Api, item: &str) {
    for query in [
        "mutation ($id: ID!) { p: syncItem(input: { itemId: $id }) { userErrors { code } } }",
        "mutation ($id: ID!) { p: removeItem(input: { itemId: $id }) { userErrors { code } } }",
        "mutation ($id: ID!) { p: createLinkToken(input: { itemId: $id }) { userErrors { code } } }",
    ] {
        let data = mallory.ask(query, json!({ "id": item })).await;
        assert_eq!(data["p"]["userErrors"][0]["code"], "NOT_FOUND", "{query}");
    }
}

async fn nothing_renamed(alice: &Api, mallory: &Api, transaction: &Value) {
    let rename = "mutation ($id: ID!) {
        updateTransaction(input: {
            transactionId: $id, name: \"Mine\", note: \"Mine\", categoryId: \"cat_INCOME_WAGES\"
        }) { transaction { id } userErrors { code path } }
    }";
    let refused = mallory.ask(rename, json!({ "id": transaction })).await;
    let error = json!({ "code": "NOT_FOUND", "path": ["input", "transactionId"] });
    let nothing = json!({ "transaction": null, "userErrors": [error] });
    assert_eq!(refused["updateTransaction"], nothing);
    let words = "query ($id: ID!) { node(id: $id) { ... on Transaction { name bankName note } } }";
    let row = alice.ask(words, json!({ "id": transaction })).await["node"].clone();
    assert_eq!(row["name"], row["bankName"]);
    assert_eq!(row["note"], Value::Null);
}
