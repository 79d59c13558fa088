//! Bad input: every mutation with missing, empty, over-long, malformed and foreign arguments answers
//! with a typed error and changes nothing.

use serde_json::{Value, json};

use crate::support::api::PASSWORD;
use crate::support::{Api, Server, each_database};

each_database!(async fn a_bad_signup_makes_no_user(database) {
    let server = Server::start(database).await;
    let anonymous = server.anonymous();
    anonymous.sign_up("alice").await;
    let good = json!({ "username": "bob", "email": "bob@example.com", "password": PASSWORD });
    let with = |field: &str, value: String| {
        let mut input = good.clone();
        input[field] = Value::from(value);
        input
    };
    let cases = [
        (with("username", String::new()), "INVALID_INPUT", "username"),
        (with("username", "b".repeat(33)), "INVALID_INPUT", "username"),
        (with("username", "bob smith".into()), "INVALID_INPUT", "username"),
        (with("username", "ALICE".into()), "USERNAME_TAKEN", "username"),
        (with("email", String::new()), "INVALID_INPUT", "email"),
        (with("email", "bob".into()), "INVALID_INPUT", "email"),
        (with("email", format!("{}@example.com", "b".repeat(255))), "INVALID_INPUT", "email"),
        (with("email", "Alice@Example.com".into()), "EMAIL_TAKEN", "email"),
        (with("password", String::new()), "PASSWORD_TOO_WEAK", "password"),
        (with("password", "short".into()), "PASSWORD_TOO_WEAK", "password"),
        (with("password", "ab".repeat(513)), "INVALID_INPUT", "password"),
    ];
    let query = "mutation ($input: SignupInput!) {
        signup(input: $input) { user { id } token userErrors { code path message } }
    }";
    for (input, code, field) in cases {
        let payload = anonymous.ask(query, json!({ "input": input })).await["signup"].clone();
        refused(&payload, code, field);
        assert_eq!(payload["token"], Value::Null);
    }
    for field in ["username", "email", "password"] {
        let mut missing = good.clone();
        missing.as_object_mut().unwrap().remove(field);
        let code = anonymous.error_code(query, json!({ "input": missing })).await;
        assert_eq!(code, "BAD_USER_INPUT", "{field}");
    }
    anonymous.sign_up("bob").await;
});

each_database!(async fn a_bad_exchange_links_nothing(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let token = alice.public_token("ins_109508", "user_good").await;
    let foreign = "public-sandbox-00000000-0000-4000-8000-000000000000";
    let cases = [
        (json!({ "publicToken": "" }), "PUBLIC_TOKEN_REQUIRED", "publicToken"),
        (json!({ "publicToken": "  " }), "PUBLIC_TOKEN_REQUIRED", "publicToken"),
        (json!({ "publicToken": "nonsense" }), "INVALID_PUBLIC_TOKEN", "publicToken"),
        (json!({ "publicToken": foreign }), "INVALID_PUBLIC_TOKEN", "publicToken"),
        (json!({ "publicToken": "p".repeat(5000) }), "INVALID_PUBLIC_TOKEN", "publicToken"),
        (json!({ "publicToken": token, "accountIds": [] }), "ACCOUNT_REQUIRED", "accountIds"),
        (json!({ "publicToken": token, "accountIds": [""] }), "INVALID_INPUT", "accountIds"),
        (
            json!({ "publicToken": token, "accountIds": ["a".repeat(500)] }),
            "INVALID_INPUT",
            "accountIds",
        ),
        (
            json!({ "publicToken": token, "institutionName": "x".repeat(201) }),
            "INVALID_INPUT",
            "institutionName",
        ),
        (json!({ "publicToken": token, "idempotencyKey": "" }), "INVALID_INPUT", "idempotencyKey"),
    ];
    for (input, code, field) in cases {
        refused(&exchange(&alice, &input).await, code, field);
    }
    assert_eq!(alice.error_code(EXCHANGE, json!({ "input": {} })).await, "BAD_USER_INPUT");
    assert_eq!(alice.ask("{ items { id } }", json!({})).await["items"], json!([]));

    // Nothing of all that has used the good token up; its second use is refused.
    let input = json!({ "publicToken": token });
    let linked = exchange(&alice, &input).await;
    assert_eq!(linked["userErrors"], json!([]));
    refused(&exchange(&alice, &input).await, "INVALID_PUBLIC_TOKEN", "publicToken");
    let items = alice.ask("{ items { id } }", json!({})).await;
    assert_eq!(items["items"], json!([{ "id": linked["item"]["id"] }]));
});

each_database!(async fn the_same_key_links_the_same_item(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let token = alice.public_token("ins_109508", "user_good").await;
    let input = json!({ "publicToken": token, "idempotencyKey": "once" });
    let calls = (0..8).map(|_| exchange(&alice, &input));
    let answers = futures_util::future::join_all(calls).await;
    for answer in &answers {
        assert_eq!(answer["userErrors"], json!([]), "{answer}");
        assert_eq!(answer["item"]["id"], answers[0]["item"]["id"]);
        assert_eq!(answer["syncJob"]["id"], answers[0]["syncJob"]["id"]);
    }
    let other = json!({ "publicToken": "public-sandbox-x", "idempotencyKey": "once" });
    refused(&exchange(&alice, &other).await, "IDEMPOTENCY_MISMATCH", "idempotencyKey");
});

each_database!(async fn the_item_limit_holds(database) {
    let server = Server::start_with(database, &[("FLORIN_ITEM_LIMIT", "1")]).await;
    let alice = server.signed_up("alice").await;
    alice.link("ins_109508", "user_good").await;
    let token = alice.public_token("ins_109509", "user_good").await;
    let payload = exchange(&alice, &json!({ "publicToken": token })).await;
    assert_eq!(payload["userErrors"][0]["code"], "ITEM_LIMIT_REACHED");
    let query = "mutation { createLinkToken { linkToken userErrors { code } } }";
    let payload = alice.ask(query, json!({})).await["createLinkToken"].clone();
    assert_eq!(payload["userErrors"][0]["code"], "ITEM_LIMIT_REACHED");
    assert_eq!(payload["linkToken"], Value::Null);
});

each_database!(async fn plaids_failures_are_told_apart(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let query = "mutation { createLinkToken { linkToken userErrors { code } } }";
    alice.fault("/link/token/create", "INSTITUTION_DOWN", 1).await;
    let payload = alice.ask(query, json!({})).await["createLinkToken"].clone();
    assert_eq!(payload["userErrors"][0]["code"], "PLAID_UNAVAILABLE");
    alice.fault("/link/token/create", "INVALID_API_KEYS", 1).await;
    assert_eq!(alice.error_code(query, json!({})).await, "PLAID_ERROR");
});

each_database!(async fn an_item_of_nobody_is_not_found(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let long = "item_".repeat(1000);
    let malformed = ["", "nonsense", "item_0", "acc_00000000000070008000000000000000", &long];
    let unknown = ["item_00000000000070008000000000000000"];
    for id in malformed.into_iter().chain(unknown) {
        for mutation in ["syncItem", "removeItem", "createLinkToken"] {
            let query = format!(
                "mutation ($id: ID!) {{ {mutation}(input: {{ itemId: $id }}) {{
                    userErrors {{ code path }}
                }} }}"
            );
            let payload = alice.ask(&query, json!({ "id": id })).await[mutation].clone();
            refused(&payload, "NOT_FOUND", "itemId");
        }
        let read = "query ($id: ID!) { node(id: $id) { id } syncJob(id: $id) { id } }";
        let data = alice.ask(read, json!({ "id": id })).await;
        assert_eq!(data, json!({ "node": null, "syncJob": null }));
    }
    let query =
        "mutation { createLinkToken(input: { products: [] }) { userErrors { code path } } }";
    let payload = alice.ask(query, json!({})).await["createLinkToken"].clone();
    refused(&payload, "INVALID_INPUT", "products");
});

each_database!(async fn bad_words_change_nothing(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    alice.link("ins_109508", "user_good").await;
    let shown = "{ transactions(first: 1) { nodes { id name note category { id } } } }";
    let before = alice.ask(shown, json!({})).await;
    let id = &before["transactions"]["nodes"][0]["id"];
    let long = "x".repeat(5_000);
    let cases = [
        (json!({ "name": "" }), "INVALID_INPUT", "name"),
        (json!({ "name": "  " }), "INVALID_INPUT", "name"),
        (json!({ "name": "x".repeat(201) }), "INVALID_INPUT", "name"),
        (json!({ "name": "a\nb" }), "INVALID_INPUT", "name"),
        (json!({ "name": "a\0b" }), "INVALID_INPUT", "name"),
        (json!({ "note": "x".repeat(2_001) }), "INVALID_INPUT", "note"),
        (json!({ "note": "a\0b" }), "INVALID_INPUT", "note"),
        (json!({ "name": "Good", "note": long }), "INVALID_INPUT", "note"),
        (json!({ "categoryId": "" }), "NOT_FOUND", "categoryId"),
        (json!({ "categoryId": "nonsense" }), "NOT_FOUND", "categoryId"),
        (json!({ "categoryId": "cat_NONSENSE" }), "NOT_FOUND", "categoryId"),
        (json!({ "categoryId": "cat_FOOD_AND_DRINK" }), "NOT_FOUND", "categoryId"),
        (json!({ "transactionId": "" }), "NOT_FOUND", "transactionId"),
        (json!({ "transactionId": "nonsense" }), "NOT_FOUND", "transactionId"),
        (json!({ "transactionId": long }), "NOT_FOUND", "transactionId"),
        (
            json!({ "transactionId": "txn_00000000000070008000000000000000", "name": "x" }),
            "NOT_FOUND",
            "transactionId",
        ),
    ];
    let query = "mutation ($input: UpdateTransactionInput!) {
        updateTransaction(input: $input) { transaction { id } userErrors { code path message } }
    }";
    for (mut input, code, field) in cases {
        if input["transactionId"].is_null() {
            input["transactionId"] = id.clone();
        }
        let payload = alice.ask(query, json!({ "input": input })).await["updateTransaction"].clone();
        refused(&payload, code, field);
        assert_eq!(payload["transaction"], Value::Null);
    }
    assert_eq!(alice.error_code(query, json!({ "input": {} })).await, "BAD_USER_INPUT");
    assert_eq!(alice.ask(shown, json!({})).await, before);
});

each_database!(async fn nothing_is_told_to_nobody(database) {
    let server = Server::start(database).await;
    let anonymous = server.anonymous();
    for query in [
        "{ accounts { id } }",
        "{ items { id } }",
        "{ transactions { totalCount } }",
        "{ syncJobs { nodes { id } } }",
        "{ syncJob(id: \"job_x\") { id } }",
        "{ node(id: \"item_x\") { id } }",
        "mutation { logout { userErrors { code } } }",
        "mutation { createLinkToken { linkToken } }",
        "mutation { exchangePublicToken(input: { publicToken: \"x\" }) { item { id } } }",
        "mutation { syncItem(input: { itemId: \"x\" }) { userErrors { code } } }",
        "mutation { removeItem(input: { itemId: \"x\" }) { userErrors { code } } }",
        "mutation { updateTransaction(input: { transactionId: \"x\" }) { userErrors { code } } }",
    ] {
        assert_eq!(anonymous.error_code(query, json!({})).await, "UNAUTHENTICATED", "{query}");
    }
});

const EXCHANGE: &str = "mutation ($input: ExchangePublicTokenInput!) {
    exchangePublicToken(input: $input) {
        item { id } syncJob { id } duplicateOf { id } userErrors { code path message }
    }
}";

async fn exchange(api: &Api, input: &Value) -> Value {
    api.ask(EXCHANGE, json!({ "input": input })).await["exchangePublicToken"].clone()
}

fn refused(payload: &Value, code: &str, field: &str) {
    assert_eq!(payload["userErrors"][0]["code"], code, "{payload}");
    assert_eq!(payload["userErrors"][0]["path"], json!(["input", field]), "{payload}");
}
