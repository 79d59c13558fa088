//! Switches: each point that no source settles, both ways.

use plaid_sim::{Config, Switches};
use serde_json::{Value, json};

use crate::bed::{Bed, Linked};

const PATH: &str = "/sim/switches";

fn token(item: &Linked) -> Value {
    json!({ "access_token": item.access_token })
}

#[tokio::test]
async fn cached_data_ends_with_the_day_on_which_the_sign_in_was_lost() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 90).await;
    let cursor = bed.sync(&item, "", 500).await.cursor;
    bed.advance(&item, 2).await;
    let (status, _) = bed.order(PATH, json!({ "login_required_data": "cached" })).await;
    assert_eq!(status, 200);
    bed.ask("/sandbox/item/reset_login", token(&item)).await;
    let rows = bed.sync(&item, &cursor, 500).await;
    assert!(!rows.added.is_empty());
    bed.advance(&item, 5).await;
    let again = bed.sync(&item, &rows.cursor, 500).await;
    assert!(again.added.is_empty() && again.modified.is_empty() && again.removed.is_empty());
    let accounts = bed.ask("/accounts/get", token(&item)).await;
    assert_eq!(accounts["item"]["error"]["error_code"], "ITEM_LOGIN_REQUIRED");
    let live = bed.refused("/accounts/balance/get", token(&item)).await;
    assert_eq!(live["error_code"], "ITEM_LOGIN_REQUIRED");
    bed.order(&format!("/sim/items/{}/repair", item.item_id), json!({})).await;
    assert!(!bed.sync(&item, &rows.cursor, 500).await.added.is_empty());
}

#[tokio::test]
async fn sign_ins_end_after_thirty_days_where_it_is_wanted() {
    let mut switches = Switches::default();
    switches.set_text("login_lifetime=30_days").unwrap();
    let bed = Bed::start(|config| Config { switches, ..config }).await.unwrap();
    let item = bed.link_and_wait("user_good", 30).await;
    bed.advance(&item, 29).await;
    bed.ask("/accounts/get", token(&item)).await;
    bed.advance(&item, 1).await;
    let refused = bed.refused("/accounts/get", token(&item)).await;
    assert_eq!(refused["error_code"], "ITEM_LOGIN_REQUIRED");
}

#[tokio::test]
async fn a_dead_item_gets_no_link_token() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 30).await;
    let update = json!({
        "client_name": "Florin",
        "language": "en",
        "country_codes": ["US"],
        "user": { "client_user_id": "user-1" },
        "access_token": item.access_token,
    });
    bed.order(&format!("/sim/items/{}/revoke", item.item_id), json!({})).await;
    bed.ask("/link/token/create", update.clone()).await;
    bed.order(PATH, json!({ "revoked_items": "dead" })).await;
    let refused = bed.refused("/link/token/create", update).await;
    assert_eq!(refused["error_code"], "USER_PERMISSION_REVOKED");
    bed.order(&format!("/sim/items/{}/repair", item.item_id), json!({})).await;
    let refused = bed.refused("/accounts/get", token(&item)).await;
    assert_eq!(refused["error_code"], "USER_PERMISSION_REVOKED");
}

#[tokio::test]
async fn the_extraction_begins_with_the_link_or_with_the_exchange() {
    let bed = Bed::new().await;
    for (choice, status) in
        [("from_link", "HISTORICAL_UPDATE_COMPLETE"), ("from_exchange", "NOT_READY")]
    {
        bed.order(PATH, json!({ "extraction": choice })).await;
        let public_token = bed.public_token("ins_109508", json!({})).await;
        bed.wait(chrono::TimeDelta::seconds(3));
        let item = bed.exchange(&public_token).await;
        assert_eq!(bed.page(&item, "", 1).await["transactions_update_status"], status);
    }
}

#[tokio::test]
async fn switches_are_listed_and_set_all_or_none() {
    let bed = Bed::new().await;
    let listed = bed.control(PATH).await;
    for switch in listed["switches"].as_array().unwrap() {
        assert_eq!(switch["choice"], switch["choices"][0], "{switch}");
    }
    for order in [
        json!({ "extraction": "from_exchange", "colour": "red" }),
        json!({ "extraction": "from_exchange", "login_lifetime": "1_day" }),
        json!({ "extraction": 1 }),
        json!([]),
    ] {
        let (status, answer) = bed.order(PATH, order).await;
        assert_eq!((status, &answer["error"]["code"]), (400, &json!("BAD_REQUEST")));
        assert_eq!(bed.control(PATH).await, listed);
    }
    for text in ["extraction", "x=y", "extraction=never"] {
        assert!(Switches::default().set_text(text).is_err());
    }
}
