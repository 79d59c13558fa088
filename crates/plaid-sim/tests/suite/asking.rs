//! The envelope of every call: credentials, version, fields, bodies; and the two look-ups.

use plaid_sim::{DEFAULT_CLIENT_ID, DEFAULT_SECRET};
use serde_json::{Value, json};

use crate::bed::{Bed, PLATYPUS};

#[tokio::test]
async fn credentials_are_taken_from_the_headers_or_the_body() {
    let bed = Bed::new().await;
    let lookup = json!({ "institution_id": PLATYPUS, "country_codes": ["US"] });
    bed.ask("/institutions/get_by_id", lookup.clone()).await;
    let mut with_keys = lookup.clone();
    with_keys["client_id"] = json!(DEFAULT_CLIENT_ID);
    with_keys["secret"] = json!(DEFAULT_SECRET);
    let url = bed.url("/institutions/get_by_id");
    let answer = bed.client.post(&url).json(&with_keys).send().await.unwrap();
    assert_eq!(answer.status(), 200);

    let refused = async |body: &Value| {
        let answer = bed.client.post(&url).json(body).send().await.unwrap();
        assert_eq!(answer.status(), 400);
        let answer: Value = answer.json().await.unwrap();
        [answer["error_code"].clone(), answer["error_message"].clone()]
    };
    with_keys["secret"] = json!("wrong");
    let wrong = ["INVALID_API_KEYS", "invalid client_id or secret provided"];
    assert_eq!(refused(&with_keys).await, wrong);
    with_keys["client_id"] = json!("short");
    let malformed = ["INVALID_FIELD", "client_id must be a properly formatted, non-empty string"];
    assert_eq!(refused(&with_keys).await, malformed);
    let missing =
        ["MISSING_FIELDS", "the following required fields are missing: client_id, secret"];
    assert_eq!(refused(&lookup).await, missing);
}

#[tokio::test]
async fn the_version_is_echoed_and_an_unknown_one_refused() {
    let bed = Bed::new().await;
    let ask = async |version: &str| {
        let body = json!({ "institution_id": PLATYPUS, "country_codes": ["US"] });
        let request = bed.client.post(bed.url("/institutions/get_by_id")).json(&body);
        let request = request.header("plaid-client-id", DEFAULT_CLIENT_ID);
        let request = request.header("plaid-secret", DEFAULT_SECRET);
        request.header("plaid-version", version).send().await.unwrap()
    };
    let answer = ask("2020-09-14").await;
    assert_eq!(answer.headers()["plaid-version"], "2020-09-14");
    assert_eq!(answer.headers()["content-type"], "application/json; charset=utf-8");
    let answer: Value = ask("1999-01-01").await.json().await.unwrap();
    assert_eq!(answer["error_code"], "INVALID_HEADERS");
}

#[tokio::test]
async fn a_request_is_refused_for_its_form() {
    let bed = Bed::new().await;
    let path = "/transactions/sync";
    let item = bed.link("user_good", 90).await;
    let with = |name: &str, value: Value| {
        let mut body = json!({ "access_token": item.access_token });
        body[name] = value;
        body
    };
    let cases = [
        (json!({}), "MISSING_FIELDS", "the following required fields are missing: access_token"),
        (
            json!({ "access_token": null }),
            "MISSING_FIELDS",
            "the following required fields are missing: access_token",
        ),
        (
            with("options", json!({ "foo": 1 })),
            "UNKNOWN_FIELDS",
            "the following fields are not recognized by this endpoint: options.foo",
        ),
        (with("options", json!("all")), "INVALID_FIELD", "options must be an object"),
        (with("count", json!("ten")), "INVALID_FIELD", "count must be an integer"),
        (with("count", json!(0)), "INVALID_FIELD", "count must be between 1 and 500"),
        (with("count", json!(501)), "INVALID_FIELD", "count must be between 1 and 500"),
        (
            with("options", json!({ "account_id": "x" })),
            "INVALID_FIELD",
            "account_id must be a valid account ID",
        ),
        (
            with("options", json!({ "account_id": item.item_id })),
            "INVALID_ACCOUNT_ID",
            "failed to find requested account ID for requested item",
        ),
        (json!([]), "INVALID_BODY", "body could not be parsed as JSON"),
    ];
    for (body, code, message) in cases {
        bed.refuses(path, body, code, message).await;
    }
    bed.ask("//transactions//sync", with("cursor", Value::Null)).await;
}

#[tokio::test]
async fn an_access_token_is_refused_for_its_form_or_when_it_is_unknown() {
    let bed = Bed::new().await;
    let malformed = "provided access token is in an invalid format. expected format: access-<environment>-<identifier>";
    let unknown = "access-sandbox-00000000-0000-4000-8000-000000000000";
    for path in ["/transactions/sync", "/item/get", "/item/remove", "/accounts/get"] {
        let code = "INVALID_ACCESS_TOKEN";
        bed.refuses(path, json!({ "access_token": "token" }), code, malformed).await;
        let message = "could not find matching access token";
        bed.refuses(path, json!({ "access_token": unknown }), code, message).await;
    }
}

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let bed = Bed::new().await;
    let answer = bed.refused("/transactions/forget", json!({})).await;
    let expected = json!({
        "display_message": null,
        "documentation_url": "https://plaid.com/docs/?ref=error#invalid-request-errors",
        "error_code": "NOT_FOUND",
        "error_message": "not found",
        "error_type": "INVALID_REQUEST",
        "request_id": answer["request_id"],
        "suggested_action": null,
    });
    assert_eq!(answer, expected);
    let got = bed.client.get(bed.url("/item/get")).send().await.unwrap();
    assert_eq!(got.status(), 404);
}

#[tokio::test]
async fn a_body_is_written_with_two_spaces_and_sorted_keys() {
    let bed = Bed::new().await;
    let lookup = json!({ "institution_id": PLATYPUS, "country_codes": ["US"] });
    let body = bed.send("/institutions/get_by_id", &lookup).await.unwrap().text().await.unwrap();
    assert!(
        body.starts_with(
            "{\n  \"institution\": {\n    \"connection_availability\": \"SUPPORTED\",\n"
        )
    );
    assert!(body.ends_with('}'));
}

#[tokio::test]
async fn an_institution_is_found_in_its_own_country() {
    let bed = Bed::new().await;
    let path = "/institutions/get_by_id";
    let lookup = json!({ "institution_id": "ins_43", "country_codes": ["US", "CA"] });
    let answer = bed.ask(path, lookup).await;
    assert_eq!(answer["institution"]["name"], "Tartan-Dominion Bank of Canada");
    assert!(answer["institution"].get("primary_color").is_none());
    let abroad = json!({ "institution_id": "ins_43", "country_codes": ["US"] });
    bed.refuses(path, abroad, "INVALID_INSTITUTION", "invalid institution_id provided").await;
    let options = json!({ "include_optional_metadata": true });
    let detailed =
        json!({ "institution_id": PLATYPUS, "country_codes": ["US"], "options": options });
    let answer = bed.ask(path, detailed).await;
    assert_eq!(answer["institution"]["primary_color"], "#0075a3");
    assert_eq!(answer["institution"]["logo"], Value::Null);
}

#[tokio::test]
async fn accounts_can_be_asked_for_by_id() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let all = bed.ask("/accounts/get", json!({ "access_token": item.access_token })).await;
    assert_eq!(all["accounts"].as_array().unwrap().len(), 12);
    let wanted = &all["accounts"][3];
    let with = |ids: Value| json!({ "access_token": item.access_token, "options": { "account_ids": ids } });
    let one = bed.ask("/accounts/get", with(json!([wanted["account_id"]]))).await;
    assert_eq!(one["accounts"], json!([wanted]));
    let message = "failed to find requested account ID for requested item";
    bed.refuses("/accounts/get", with(json!(["x"])), "INVALID_ACCOUNT_ID", message).await;
    let message = "options.account_ids must be a non-empty array of valid account ids";
    bed.refuses("/accounts/get", with(json!([])), "INVALID_FIELD", message).await;
}
