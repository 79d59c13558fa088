//! Institutions by pages and by name, the retired categories, and what a link token was made with.

use plaid_sim::DEFAULT_CLIENT_ID;
use serde_json::{Value, json};

use crate::bed::{Bed, text};

fn names(answer: &Value) -> Vec<String> {
    let institutions = answer["institutions"].as_array().unwrap();
    institutions.iter().map(|institution| text(&institution["name"])).collect()
}

#[tokio::test]
async fn institutions_come_by_pages_with_their_total() {
    let bed = Bed::new().await;
    let page = async |offset: u32| {
        let body = json!({ "count": 5, "offset": offset, "country_codes": ["US", "CA", "GB"] });
        bed.ask("/institutions/get", body).await
    };
    let mut all = Vec::new();
    for offset in [0, 5, 10, 15] {
        let answer = page(offset).await;
        assert_eq!(answer["total"], 18);
        all.extend(names(&answer));
    }
    assert_eq!(all.len(), 18);
    assert_eq!(all[0], "First Platypus Bank");
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 18, "no page repeats another's");
}

#[tokio::test]
async fn institutions_are_filtered_by_country_product_and_oauth() {
    let bed = Bed::new().await;
    let list = async |countries: Value, options: Value| {
        let body =
            json!({ "count": 500, "offset": 0, "country_codes": countries, "options": options });
        names(&bed.ask("/institutions/get", body).await)
    };
    let canada = list(json!(["CA"]), json!({})).await;
    assert_eq!(canada, ["Tartan-Dominion Bank of Canada"]);
    let british = list(json!(["GB"]), json!({ "products": ["investments"] })).await;
    assert!(british.is_empty());
    let oauth = list(json!(["US"]), json!({ "oauth": true, "products": ["balance"] })).await;
    assert_eq!(oauth, ["Platypus OAuth Bank", "First Platypus OAuth App2App Bank"]);
    let nobody = list(json!(["US"]), json!({ "routing_numbers": ["011401533"] })).await;
    assert!(nobody.is_empty());
}

#[tokio::test]
async fn an_institution_is_searched_by_words_of_its_name() {
    let bed = Bed::new().await;
    let search = async |query: &str| {
        let body = json!({ "query": query, "products": null, "country_codes": ["US"] });
        names(&bed.ask("/institutions/search", body).await)
    };
    assert_eq!(search("GINGHAM credit").await, ["First Gingham Credit Union"]);
    assert!(search("no such bank").await.is_empty());
    assert_eq!(search("a").await.len(), 10);
    let path = "/institutions/search";
    let empty = json!({ "query": "", "country_codes": ["US"] });
    bed.refuses(path, empty, "INVALID_FIELD", "query must be a non-empty string").await;
    let product = json!({ "query": "a", "products": ["gold"], "country_codes": ["US"] });
    let message = "invalid product in products: \"gold\"";
    bed.refuses(path, product, "INVALID_PRODUCT", message).await;
}

#[tokio::test]
async fn a_page_of_institutions_is_refused_for_its_bounds() {
    let bed = Bed::new().await;
    let path = "/institutions/get";
    let none = json!({ "count": 0, "offset": 0, "country_codes": ["US"] });
    bed.refuses(path, none, "INVALID_FIELD", "count must be between 1 and 500").await;
    let nowhere = json!({ "count": 1, "offset": 0, "country_codes": [] });
    assert_eq!(bed.refused(path, nowhere).await["error_code"], "INVALID_FIELD");
    let message = "the following required fields are missing: offset";
    let unplaced = json!({ "count": 1, "country_codes": ["US"] });
    bed.refuses(path, unplaced, "MISSING_FIELDS", message).await;
}

#[tokio::test]
async fn the_retired_categories_need_no_credentials() {
    let bed = Bed::new().await;
    for body in [json!({}), json!({ "client_id": DEFAULT_CLIENT_ID, "secret": "wrong" })] {
        let request = bed.client.post(bed.url("/categories/get")).json(&body);
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let categories = answer["categories"].as_array().unwrap();
        assert_eq!(categories.len(), 602);
        let overdraft = json!({
            "category_id": "10001000",
            "group": "special",
            "hierarchy": ["Bank Fees", "Overdraft"],
        });
        assert_eq!(categories[1], overdraft);
    }
}

#[tokio::test]
async fn a_link_token_tells_what_it_was_made_with() {
    let bed = Bed::new().await;
    let filters = json!({ "depository": { "account_subtypes": ["checking"] } });
    let request = json!({
        "client_name": "Florin",
        "language": "en",
        "country_codes": ["US", "CA"],
        "user": { "client_user_id": "user-1" },
        "products": ["transactions", "auth"],
        "account_filters": filters,
        "webhook": "https://florin.example/hook",
    });
    let made = bed.ask("/link/token/create", request).await;
    let got = bed.ask("/link/token/get", json!({ "link_token": made["link_token"] })).await;
    let expected = json!({
        "created_at": "2026-06-15T12:00:00Z",
        "expiration": made["expiration"],
        "link_sessions": [],
        "link_token": made["link_token"],
        "metadata": {
            "account_filters": filters,
            "client_name": "Florin",
            "country_codes": ["US", "CA"],
            "initial_products": ["transactions", "auth"],
            "language": "en",
            "redirect_uri": null,
            "webhook": "https://florin.example/hook",
        },
        "request_id": got["request_id"],
    });
    assert_eq!(got, expected);
    let unknown = json!({ "link_token": "link-sandbox-0" });
    let message = "invalid link_token provided";
    bed.refuses("/link/token/get", unknown, "INVALID_LINK_TOKEN", message).await;
}
