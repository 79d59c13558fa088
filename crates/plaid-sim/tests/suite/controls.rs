//! The control side under `/sim`, and the front page.

use http::{Method, StatusCode};
use plaid_sim::{Config, start};
use serde_json::json;

use crate::bed::Bed;

#[tokio::test]
async fn calls_are_listed_with_item_cursor_and_outcome() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 30).await;
    let cursor = bed.sync(&item, "", 500).await.cursor;
    bed.page(&item, &cursor, 10).await;
    bed.refused("/accounts/get", json!({})).await;
    let calls = bed.control("/sim/calls").await;
    let calls = calls["calls"].as_array().unwrap();
    let paths: Vec<&str> = calls.iter().map(|call| call["path"].as_str().unwrap()).collect();
    let expected = [
        "/sandbox/public_token/create",
        "/item/public_token/exchange",
        "/transactions/sync",
        "/transactions/sync",
        "/accounts/get",
    ];
    assert_eq!(paths, expected);
    assert_eq!(calls[3]["item_id"], item.item_id);
    assert_eq!(calls[3]["cursor"], cursor);
    assert_eq!(calls[3]["outcome"], "ok");
    assert_eq!(calls[3]["status"], 200);
    assert_eq!(calls[4]["outcome"], "MISSING_FIELDS");
    assert_eq!(calls[4]["status"], 400);
}

#[tokio::test]
async fn items_are_listed_with_what_they_hold() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 30).await;
    let items = bed.control("/sim/items").await;
    let expected = json!([{
        "accounts": 12,
        "created_at": "2026-06-15T12:00:00Z",
        "institution_id": "ins_109508",
        "item_id": item.item_id,
        "status": "NOT_READY",
        "today": "2026-06-15",
        "transactions": 16,
        "username": "user_good",
    }]);
    assert_eq!(items["items"], expected);
}

#[tokio::test]
async fn three_days_add_change_and_remove_rows() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 30).await;
    let mut cursor = bed.sync(&item, "", 500).await.cursor;
    for _ in 0..10 {
        let answer = bed.advance(&item, 3).await;
        let count = |name: &str| answer[name].as_u64().unwrap();
        assert!(count("added") > 0 && count("modified") > 0 && count("removed") > 0, "{answer}");
        let delta = bed.sync(&item, &cursor, 500).await;
        assert!(!delta.modified.is_empty() && !delta.removed.is_empty(), "a client sees them too");
        cursor = delta.cursor;
    }
    assert_eq!(bed.ledger(&item).await["today"], "2026-07-15");
}

#[tokio::test]
async fn bad_orders_are_refused_with_a_typed_error() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 30).await;
    let advance = format!("/sim/items/{}/advance", item.item_id);
    let fault = |path: &str, name: &str, times: i64| json!({ "path": path, "item_id": null, "fault": name, "times": times });
    let foreign_item = json!({ "path": "/item/get", "item_id": "x", "fault": "reset" });
    let cases = [
        (advance.as_str(), json!({ "days": 0 }), 400, "BAD_REQUEST"),
        (&advance, json!({ "days": 367 }), 400, "BAD_REQUEST"),
        (&advance, json!({ "days": "three" }), 400, "BAD_REQUEST"),
        (&advance, json!({ "weeks": 1 }), 400, "BAD_REQUEST"),
        ("/sim/items/x/advance", json!({ "days": 1 }), 404, "NOT_FOUND"),
        ("/sim/faults", fault("/item/get", "NO_SUCH_CODE", 1), 400, "BAD_FAULT"),
        ("/sim/faults", fault("/item/get", "not_ready", 1), 400, "BAD_FAULT"),
        ("/sim/faults", fault("/item/take", "reset", 1), 400, "BAD_FAULT"),
        ("/sim/faults", fault("/item/get", "reset", 0), 400, "BAD_FAULT"),
        ("/sim/faults", foreign_item, 404, "NOT_FOUND"),
        ("/sim/nothing", json!({}), 404, "NOT_FOUND"),
    ];
    for (path, body, status, code) in cases {
        let (answered, answer) = bed.order(path, body.clone()).await;
        assert_eq!((answered, answer["error"]["code"].as_str()), (status, Some(code)), "{body}");
        assert!(answer["error"]["message"].is_string());
    }
    let unknown = bed.control("/sim/items/x/ledger").await;
    assert_eq!(unknown["error"]["code"], "NOT_FOUND");
}

#[tokio::test]
async fn a_page_of_this_machine_may_use_the_control_side() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 30).await;
    let reset = bed.url(&format!("/sim/items/{}/reset_login", item.item_id));
    let allowed = async |method: Method, origin: &str| {
        let request = bed.client.request(method, &reset).header("origin", origin);
        let response = request.send().await.unwrap();
        let page = response.headers().get("access-control-allow-origin").cloned();
        (response.status(), page.map(|page| page.to_str().unwrap().to_owned()))
    };
    let local = "http://localhost:8080";
    for method in [Method::OPTIONS, Method::POST] {
        assert_eq!(allowed(method, local).await, (StatusCode::OK, Some(local.to_owned())));
    }
    let foreign = allowed(Method::POST, "https://florin.example").await;
    assert_eq!(foreign, (StatusCode::FORBIDDEN, None));
    let answer = bed.order(&format!("/sim/items/{}/reset_login", item.item_id), json!({})).await.1;
    assert_eq!(answer["error"]["error_code"], "ITEM_LOGIN_REQUIRED", "{answer}");
}

#[tokio::test]
async fn the_control_side_is_for_this_machine_alone() {
    let bed = Bed::new().await;
    let ask = async |header: &str, value: &str| {
        let request = bed.client.get(bed.url("/sim/items")).header(header, value);
        request.send().await.unwrap().status()
    };
    assert_eq!(ask("host", "localhost:8090").await, StatusCode::OK);
    assert_eq!(ask("host", "[::1]:8090").await, StatusCode::OK);
    assert_eq!(ask("host", "bank.example").await, StatusCode::FORBIDDEN);
    assert_eq!(ask("host", "127.0.0.1.bank.example").await, StatusCode::FORBIDDEN);
    assert_eq!(ask("origin", "http://localhost:5173").await, StatusCode::OK);
    assert_eq!(ask("origin", "https://bank.example").await, StatusCode::FORBIDDEN);
    assert_eq!(ask("origin", "null").await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_front_page_lists_calls_and_controls() {
    let bed = Bed::new().await;
    let page = bed.client.get(bed.url("/")).send().await.unwrap();
    assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    let page = page.text().await.unwrap();
    assert!(page.contains("POST /transactions/sync"));
    assert!(page.contains("GET /sim/items/{item_id}/ledger"));
}

#[tokio::test]
async fn a_taken_address_is_a_clear_error() {
    let bed = Bed::new().await;
    let taken = start(Config::new(bed.simulator.address())).await;
    let error = taken.err().unwrap().to_string();
    assert!(error.contains(&bed.simulator.address().to_string()), "{error}");
}

#[tokio::test]
async fn a_stopped_simulator_is_gone() {
    let bed = Bed::new().await;
    let url = bed.url("/");
    bed.simulator.stop().await;
    assert!(bed.client.get(url).send().await.is_err());
}
