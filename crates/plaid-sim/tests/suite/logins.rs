//! A sign-in that is lost, what the item answers meanwhile, and how it is mended.

use std::time::Duration;

use plaid_sim::Config;
use serde_json::{Value, json};

use crate::bed::{Bed, Linked};

const MESSAGE: &str = "the login details of this item have changed (credentials, MFA, or required user action) and a user login is required to update this information. use Link's update mode to restore the item to a good state";

fn token(item: &Linked) -> Value {
    json!({ "access_token": item.access_token })
}

async fn repair(bed: &Bed, item: &Linked) -> Value {
    let path = format!("/sim/items/{}/repair", item.item_id);
    let (status, answer) = bed.order(&path, json!({})).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

#[tokio::test]
async fn a_reset_item_refuses_its_data_and_keeps_the_rest() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    let healthy = bed.ask("/item/get", token(&item)).await;
    assert_eq!(healthy["item"]["error"], Value::Null);
    assert_eq!(bed.ask("/sandbox/item/reset_login", token(&item)).await["reset_login"], true);
    for path in [
        "/accounts/get",
        "/accounts/balance/get",
        "/auth/get",
        "/identity/get",
        "/transactions/sync",
    ] {
        bed.refuses(path, token(&item), "ITEM_LOGIN_REQUIRED", MESSAGE).await;
    }
    let error = bed.ask("/item/get", token(&item)).await["item"]["error"].clone();
    assert_eq!(error["error_code"], "ITEM_LOGIN_REQUIRED");
    assert_eq!(error["error_type"], "ITEM_ERROR");
    assert_eq!(error["status"], 400);
    assert!(error["display_message"].is_string());
    assert_eq!(bed.control("/sim/items").await["items"][0]["status"], "LOGIN_REQUIRED");
    let update = json!({
        "client_name": "Florin",
        "language": "en",
        "country_codes": ["US"],
        "user": { "client_user_id": "user-1" },
        "access_token": item.access_token,
    });
    bed.ask("/link/token/create", update).await;
    bed.ask("/item/webhook/update", token(&item)).await;
    bed.ask("/item/remove", token(&item)).await;
}

#[tokio::test]
async fn a_mended_item_goes_on_from_its_cursor() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 90).await;
    let cursor = bed.sync(&item, "", 500).await.cursor;
    bed.ask("/sandbox/item/reset_login", token(&item)).await;
    bed.advance(&item, 3).await;
    assert_eq!(repair(&bed, &item).await["error"], Value::Null);
    assert_eq!(bed.ask("/item/get", token(&item)).await["item"]["error"], Value::Null);
    assert!(!bed.sync(&item, &cursor, 500).await.added.is_empty());
}

#[tokio::test]
async fn a_sign_in_ends_by_itself_where_it_is_made_to() {
    let days = Duration::from_hours(30 * 24);
    let bed = Bed::start(|config| Config { logins_last: Some(days), ..config }).await.unwrap();
    let item = bed.link_and_wait("user_good", 90).await;
    bed.advance(&item, 29).await;
    bed.ask("/accounts/get", token(&item)).await;
    bed.advance(&item, 1).await;
    bed.refuses("/accounts/get", token(&item), "ITEM_LOGIN_REQUIRED", MESSAGE).await;
    repair(&bed, &item).await;
    bed.advance(&item, 29).await;
    bed.ask("/accounts/get", token(&item)).await;
    bed.advance(&item, 1).await;
    bed.refuses("/accounts/get", token(&item), "ITEM_LOGIN_REQUIRED", MESSAGE).await;
}

#[tokio::test]
async fn a_sign_in_lasts_for_ever_otherwise() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    bed.advance(&item, 360).await;
    bed.ask("/accounts/get", token(&item)).await;
}

#[tokio::test]
async fn only_a_live_item_can_be_mended() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let (status, _) = bed.order("/sim/items/x/repair", json!({})).await;
    assert_eq!(status, 404);
    bed.ask("/item/remove", token(&item)).await;
    let (status, _) = bed.order(&format!("/sim/items/{}/repair", item.item_id), json!({})).await;
    assert_eq!(status, 400);
}
