//! The front page: what it shows to whom, and that nothing on it is taken for markup.

use serde_json::json;

use crate::bed::{Bed, PLATYPUS};

async fn page(bed: &Bed, host: &str) -> (String, String) {
    let answer = bed.client.get(bed.url("/")).header("host", host).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    (policy, answer.text().await.unwrap())
}

#[tokio::test]
async fn the_front_page_shows_what_happened_and_how_to_get_in() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 30).await;
    let (policy, page) = page(&bed, "localhost").await;
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
    let ledger = format!("href=\"/sim/items/{}/ledger\"", item.item_id);
    let expected = [
        ledger.as_str(),
        plaid_sim::DEFAULT_SECRET,
        "/item/public_token/exchange",
        "user_household",
        "First Platypus Bank",
        "mutation_during_pagination",
        "login_required_data",
        "POST /sim/webhooks/replay",
        "HISTORICAL_UPDATE_COMPLETE",
    ];
    for text in expected {
        assert!(page.contains(text), "{text} is not on the page");
    }
    assert!(!page.contains(&item.access_token));
    for (path, content_type) in [("/page.css", "text/css"), ("/page.js", "text/javascript")] {
        let file = bed.client.get(bed.url(path)).send().await.unwrap();
        assert!(file.headers()["content-type"].to_str().unwrap().starts_with(content_type));
    }
}

#[tokio::test]
async fn a_foreign_page_learns_neither_keys_nor_items() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 30).await;
    let (_, page) = page(&bed, "bank.example").await;
    assert!(page.contains("POST /transactions/sync"));
    assert!(!page.contains(plaid_sim::DEFAULT_SECRET) && !page.contains(&item.item_id));
    assert!(!page.contains("/item/public_token/exchange</code></td><td data-name=\"Item\""));
}

#[tokio::test]
async fn what_callers_send_is_shown_as_text() {
    let bed = Bed::new().await;
    bed.send("/<img src=x onerror=alert(1)>", &json!({})).await.unwrap();
    let webhook = "http://127.0.0.1:9/\"><script>alert(1)</script>";
    let options = json!({ "webhook": webhook });
    let body = json!({ "institution_id": PLATYPUS, "initial_products": ["transactions"], "options": options });
    bed.send("/sandbox/public_token/create", &body).await.unwrap();
    let (_, page) = page(&bed, "localhost").await;
    assert!(!page.contains("<img") && !page.contains("<script>"), "{page}");
}
