//! Limits of calls: how many a minute takes, for an item and for a client.

use chrono::TimeDelta;
use plaid_sim::Config;
use serde_json::{Value, json};

use crate::bed::{Bed, Linked};

const MESSAGE: &str =
    "rate limit exceeded for attempts to access this item. please try again later";

async fn limited() -> Bed {
    Bed::start(|config| Config { rate_limits: true, ..config }).await.unwrap()
}

fn token(item: &Linked) -> Value {
    json!({ "access_token": item.access_token })
}

#[tokio::test]
async fn each_call_is_refused_with_its_own_code_beyond_its_limit() {
    let bed = limited().await;
    let item = bed.link_and_wait("user_good", 30).await;
    let limits = [
        ("/accounts/balance/get", 25, "ACCOUNTS_BALANCE_GET_LIMIT"),
        ("/item/get", 40, "ITEM_GET_LIMIT"),
        ("/transactions/recurring/get", 20, "TRANSACTIONS_LIMIT"),
        ("/transactions/refresh", 2, "TRANSACTIONS_REFRESH_LIMIT"),
        ("/transactions/sync", 50, "TRANSACTIONS_SYNC_LIMIT"),
    ];
    for (path, limit, code) in limits {
        for _ in 0..limit {
            bed.ask(path, token(&item)).await;
        }
        let response = bed.send(path, &token(&item)).await.unwrap();
        assert_eq!(response.status(), 429);
        assert!(!response.headers().contains_key("retry-after"), "Plaid names no moment");
        bed.refuses(path, token(&item), code, MESSAGE).await;
        let answer = bed.refused(path, token(&item)).await;
        assert_eq!(answer["error_type"], "RATE_LIMIT_EXCEEDED");
    }
}

#[tokio::test]
async fn the_minute_slides_and_refused_calls_do_not_count() {
    let bed = limited().await;
    let item = bed.link_and_wait("user_good", 30).await;
    let path = "/transactions/refresh";
    bed.ask(path, token(&item)).await;
    bed.wait(TimeDelta::seconds(40));
    bed.ask(path, token(&item)).await;
    bed.refuses(path, token(&item), "TRANSACTIONS_REFRESH_LIMIT", MESSAGE).await;
    bed.wait(TimeDelta::seconds(20));
    bed.ask(path, token(&item)).await;
    bed.refuses(path, token(&item), "TRANSACTIONS_REFRESH_LIMIT", MESSAGE).await;
    let other = bed.link_and_wait("user_good", 30).await;
    bed.ask(path, token(&other)).await;
}

#[tokio::test]
async fn a_client_has_limits_of_its_own() {
    let bed = limited().await;
    let path = "/institutions/get";
    let list = json!({ "count": 1, "offset": 0, "country_codes": ["US"] });
    for _ in 0..10 {
        bed.ask(path, list.clone()).await;
    }
    bed.refuses(path, list, "INSTITUTIONS_GET_LIMIT", MESSAGE).await;
}

#[tokio::test]
async fn limits_are_switched_off_by_a_control() {
    let bed = limited().await;
    let item = bed.link_and_wait("user_good", 30).await;
    let (status, answer) = bed.order("/sim/rate_limits", json!({ "are_on": false })).await;
    assert_eq!((status, &answer["are_on"]), (200, &json!(false)));
    for _ in 0..5 {
        bed.ask("/transactions/refresh", token(&item)).await;
    }
    let limits = bed.control("/sim/rate_limits").await["limits"].clone();
    assert_eq!(
        limits[0],
        json!({ "path": "/accounts/balance/get", "per_client": 100, "per_item": 25 })
    );
}
