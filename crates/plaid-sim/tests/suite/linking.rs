//! Link tokens, public tokens, items and their end.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::bed::{Bed, PLATYPUS, text};

fn link_request() -> Value {
    json!({
        "client_name": "Florin",
        "language": "en",
        "country_codes": ["US"],
        "user": { "client_user_id": "user-1" },
        "products": ["transactions"],
    })
}

fn changed(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

#[tokio::test]
async fn a_link_token_lives_four_hours_or_thirty_minutes() {
    let bed = Bed::new().await;
    let fresh = bed.ask("/link/token/create", link_request()).await;
    assert!(text(&fresh["link_token"]).starts_with("link-sandbox-"));
    assert_eq!(fresh["expiration"], "2026-06-15T16:00:00Z");
    assert!(fresh.get("hosted_link_url").is_none());

    let item = bed.link("user_good", 90).await;
    let update = changed(link_request(), "products", Value::Null);
    let update = changed(update, "access_token", json!(item.access_token));
    let update = bed.ask("/link/token/create", update).await;
    assert_eq!(update["expiration"], "2026-06-15T12:30:00Z");
}

#[tokio::test]
async fn a_hosted_link_is_at_the_simulators_own_address() {
    let bed = Bed::new().await;
    let hosted = changed(link_request(), "hosted_link", json!({}));
    let answer = bed.ask("/link/token/create", hosted).await;
    assert!(text(&answer["hosted_link_url"]).starts_with(&bed.url("/")));
    assert_eq!(answer["expiration"], "2026-06-15T12:30:00Z");
}

#[tokio::test]
async fn a_link_token_is_refused_for_what_cannot_be() {
    let bed = Bed::new().await;
    let field = "INVALID_FIELD";
    let days = json!({ "days_requested": 731 });
    let cases = [
        (
            changed(link_request(), "user", json!({})),
            "MISSING_FIELDS",
            "the following required fields are missing: user.client_user_id",
        ),
        (
            changed(link_request(), "user", Value::Null),
            "MISSING_FIELDS",
            "the following required fields are missing: user.client_user_id",
        ),
        (
            changed(link_request(), "webhook", json!("nowhere")),
            field,
            "webhook must be a non-empty string URL",
        ),
        (
            changed(link_request(), "redirect_uri", json!("https://a.example/?b=c")),
            field,
            "redirect_uri must not contain a query string",
        ),
        (
            changed(link_request(), "transactions", days),
            field,
            "transactions.days_requested must be between 1 and 730",
        ),
        (
            changed(link_request(), "optional_products", json!(["transactions"])),
            field,
            "optional_products must not repeat the product \"transactions\"",
        ),
        (
            changed(link_request(), "institution_id", json!("ins_0")),
            "INVALID_INSTITUTION",
            "invalid institution_id provided",
        ),
        (
            changed(link_request(), "link_customization_name", json!("none")),
            "INVALID_LINK_CUSTOMIZATION",
            "no Link customization of that name was found",
        ),
    ];
    for (body, code, message) in cases {
        bed.refuses("/link/token/create", body, code, message).await;
    }
}

#[tokio::test]
async fn a_link_token_is_refused_for_its_products() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let in_update = changed(link_request(), "access_token", json!(item.access_token));
    let products =
        "products must either be null or a list of strings containing at least one valid product";
    let cases = [
        (
            changed(link_request(), "products", json!(["balance"])),
            "INVALID_PRODUCT",
            "invalid product in products: \"balance\"",
        ),
        (changed(link_request(), "products", json!([])), "INVALID_PRODUCT", products),
        (changed(link_request(), "products", json!([1])), "INVALID_PRODUCT", products),
        (
            changed(link_request(), "products", Value::Null),
            "MISSING_FIELDS",
            "the following required fields are missing: products",
        ),
        (in_update, "INVALID_FIELD", "products must not be provided in update mode"),
    ];
    for (body, code, message) in cases {
        bed.refuses("/link/token/create", body, code, message).await;
    }
}

#[tokio::test]
async fn a_public_token_is_exchanged_once() {
    let bed = Bed::new().await;
    let token = bed.public_token(PLATYPUS, json!({})).await;
    let item = bed.exchange(&token).await;
    assert!(item.access_token.starts_with("access-sandbox-"));
    assert_eq!(item.item_id.len(), 37);
    let again = json!({ "public_token": token });
    let message = "could not find matching public token";
    bed.refuses("/item/public_token/exchange", again, "INVALID_PUBLIC_TOKEN", message).await;
    let malformed = json!({ "public_token": "public-production-1" });
    let message = "provided public token is in an invalid format. expected format: public-<environment>-<identifier>";
    bed.refuses("/item/public_token/exchange", malformed, "INVALID_PUBLIC_TOKEN", message).await;
}

#[tokio::test]
async fn a_public_token_expires_after_thirty_minutes() {
    let bed = Bed::new().await;
    let token = bed.public_token(PLATYPUS, json!({})).await;
    bed.wait(TimeDelta::minutes(30));
    let answer = bed.refused("/item/public_token/exchange", json!({ "public_token": token })).await;
    assert_eq!(answer["error_code"], "INVALID_PUBLIC_TOKEN");
}

#[tokio::test]
async fn a_sandbox_token_is_refused_for_what_cannot_be() {
    let bed = Bed::new().await;
    let request = |institution: &str, products: Value, options: Value| json!({ "institution_id": institution, "initial_products": products, "options": options });
    let wanted = json!(["transactions"]);
    let list = "initial_products must be a list of strings containing at least one product";
    let lacking =
        "the following products are not supported by this institution: [\"transactions\"]";
    let credentials = "the provided credentials were not correct";
    let user = |name: &str, password: &str| {
        let options = json!({ "override_username": name, "override_password": password });
        request(PLATYPUS, json!(["transactions"]), options)
    };
    let cases = [
        (
            request("ins_0", wanted.clone(), json!({})),
            "INVALID_INSTITUTION",
            "invalid institution_id provided",
        ),
        (request(PLATYPUS, json!([]), json!({})), "INVALID_FIELD", list),
        (request(PLATYPUS, json!("auth"), json!({})), "INVALID_FIELD", list),
        (
            request(PLATYPUS, json!(["money"]), json!({})),
            "INVALID_PRODUCT",
            "invalid product in products: \"money\"",
        ),
        (request("ins_133502", wanted.clone(), json!({})), "PRODUCTS_NOT_SUPPORTED", lacking),
        (
            request(PLATYPUS, wanted, json!({ "webhook": "" })),
            "INVALID_FIELD",
            "options.webhook must be a non-empty string URL",
        ),
        (user("user_good", "wrong"), "INVALID_CREDENTIALS", credentials),
        (user("nobody", "pass_good"), "INVALID_CREDENTIALS", credentials),
        (
            user("user_good", "error_NO_ACCOUNTS"),
            "NO_ACCOUNTS",
            "no valid accounts exist for this item",
        ),
    ];
    for (body, code, message) in cases {
        bed.refuses("/sandbox/public_token/create", body, code, message).await;
    }
    let down =
        bed.refused("/sandbox/public_token/create", user("user_good", "error_INSTITUTION_DOWN"));
    let down = down.await;
    assert_eq!(down["error_type"], "INSTITUTION_ERROR");
    assert!(down["display_message"].is_string());
}

#[tokio::test]
async fn an_item_shows_its_bank_products_and_updates() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let token = json!({ "access_token": item.access_token });
    let answer = bed.ask("/item/get", token.clone()).await;
    let shown = &answer["item"];
    assert_eq!(shown["item_id"], item.item_id);
    assert_eq!(shown["institution_name"], "First Platypus Bank");
    assert_eq!(shown["billed_products"], json!(["transactions"]));
    let available = shown["available_products"].as_array().unwrap();
    assert!(!available.contains(&json!("transactions")));
    assert_eq!(shown["webhook"], "");
    assert_eq!(shown["created_at"], "2026-06-15T12:00:00Z");
    assert_eq!(answer["status"]["last_webhook"], Value::Null);
    assert_eq!(answer["status"]["transactions"]["last_successful_update"], Value::Null);

    bed.wait(TimeDelta::seconds(5));
    let answer = bed.ask("/item/get", token).await;
    let updated = &answer["status"]["transactions"]["last_successful_update"];
    assert_eq!(updated, "2026-06-15T12:00:03.000Z");
}

#[tokio::test]
async fn a_removed_item_is_not_found_from_then_on() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let token = json!({ "access_token": item.access_token });
    bed.ask("/item/remove", token.clone()).await;
    let message = "The Item you requested cannot be found. This Item does not exist, has been previously removed via /item/remove, or has had access removed by the user.";
    for path in ["/item/remove", "/item/get", "/accounts/get", "/transactions/sync"] {
        bed.refuses(path, token.clone(), "ITEM_NOT_FOUND", message).await;
    }
    let update = changed(link_request(), "products", Value::Null);
    let update = changed(update, "access_token", json!(item.access_token));
    bed.refuses("/link/token/create", update, "ITEM_NOT_FOUND", message).await;
    let items = bed.control("/sim/items").await;
    assert_eq!(items["items"][0]["status"], "REMOVED");
}

#[tokio::test]
async fn a_second_link_gives_new_ids_for_the_same_rows() {
    let bed = Bed::new().await;
    let first = bed.link_and_wait("user_household", 90).await;
    let second = bed.link_and_wait("user_household", 90).await;
    assert_ne!(first.item_id, second.item_id);
    let [first, second] = [bed.ledger(&first).await, bed.ledger(&second).await];
    let bare = |ledger: &Value| {
        let rows = ledger["transactions"].as_array().unwrap().iter();
        let mut rows: Vec<String> =
            rows.map(|row| format!("{} {} {}", row["date"], row["amount"], row["name"])).collect();
        rows.sort();
        rows
    };
    assert_eq!(bare(&first), bare(&second));
    assert_ne!(
        first["transactions"][0]["transaction_id"],
        second["transactions"][0]["transaction_id"]
    );
    assert_ne!(first["accounts"][0]["account_id"], second["accounts"][0]["account_id"]);
}
