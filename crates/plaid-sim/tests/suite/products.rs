//! Live balances, numbers, owners and processors' tokens of an item's accounts.

use serde_json::{Value, json};

use crate::bed::{Bed, Linked, text};

fn token(item: &Linked) -> Value {
    json!({ "access_token": item.access_token })
}

fn masks(answer: &Value) -> Vec<String> {
    answer["accounts"].as_array().unwrap().iter().map(|account| text(&account["mask"])).collect()
}

#[tokio::test]
async fn live_balances_are_those_of_the_bank() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let path = "/accounts/balance/get";
    let live = bed.ask(path, token(&item)).await;
    let cached = bed.ask("/accounts/get", token(&item)).await;
    assert_eq!(live["accounts"], cached["accounts"]);
    let since = |moment: &str| {
        let options = json!({ "min_last_updated_datetime": moment });
        json!({ "access_token": item.access_token, "options": options })
    };
    bed.ask(path, since("2026-06-15T00:00:00Z")).await;
    let message = "options.min_last_updated_datetime must be an RFC 3339 date and time";
    bed.refuses(path, since("2026-06-15"), "INVALID_FIELD", message).await;
}

#[tokio::test]
async fn american_accounts_have_routing_numbers() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let answer = bed.ask("/auth/get", token(&item)).await;
    assert_eq!(masks(&answer), ["0000", "1111", "9002"]);
    let numbers = &answer["numbers"];
    let expected = json!({
        "account": "1111222233330000",
        "account_id": answer["accounts"][0]["account_id"],
        "is_tokenized_account_number": false,
        "routing": "011401533",
        "wire_routing": "021000021",
    });
    assert_eq!(numbers["ach"][0], expected);
    assert_eq!(numbers["ach"].as_array().unwrap().len(), 3);
    for empty in ["eft", "international", "bacs"] {
        assert_eq!(numbers[empty], json!([]));
    }
    assert_eq!(answer["item"]["billed_products"], json!(["transactions", "auth"]));
}

#[tokio::test]
async fn accounts_abroad_have_the_numbers_of_their_country() {
    let bed = Bed::new().await;
    let canadian = bed.link_at("ins_43", "user_good", 90).await;
    let numbers = bed.ask("/auth/get", token(&canadian)).await["numbers"].clone();
    assert_eq!(numbers["eft"].as_array().unwrap().len(), 3);
    assert_eq!(numbers["ach"], json!([]));
    let british = bed.link_at("ins_117650", "user_good", 90).await;
    let numbers = bed.ask("/auth/get", token(&british)).await["numbers"].clone();
    assert_eq!(numbers["bacs"].as_array().unwrap().len(), 3);
    assert!(text(&numbers["international"][0]["iban"]).starts_with("GB"));
}

#[tokio::test]
async fn accounts_without_numbers_are_refused() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let all = bed.ask("/accounts/get", token(&item)).await;
    let ira = all["accounts"].as_array().unwrap().iter().find(|one| one["mask"] == "5555").unwrap();
    let only = |id: &Value| json!({ "access_token": item.access_token, "options": { "account_ids": [id] } });
    let answer = bed.refused("/auth/get", only(&ira["account_id"])).await;
    assert_eq!(answer["error_code"], "NO_AUTH_ACCOUNTS");
    let unknown = bed.refused("/auth/get", only(&json!("x"))).await;
    assert_eq!(unknown["error_code"], "INVALID_ACCOUNT_ID");
}

#[tokio::test]
async fn every_account_shows_its_owners() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let answer = bed.ask("/identity/get", token(&item)).await;
    let accounts = answer["accounts"].as_array().unwrap();
    assert_eq!(accounts.len(), 12);
    let owner = &accounts[0]["owners"][0];
    assert_eq!(owner["names"], json!(["Alberta Bobbeth Charleson"]));
    assert_eq!(owner["addresses"][0]["data"]["city"], "Malakoff");
    assert_eq!(owner["emails"][0]["primary"], true);
    assert!(accounts.iter().all(|account| account["owners"] == accounts[0]["owners"]));
    let family = bed.link("user_household", 90).await;
    let answer = bed.ask("/identity/get", token(&family)).await;
    assert_eq!(answer["accounts"][0]["owners"][0]["names"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_processor_gets_a_token_for_one_account() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let all = bed.ask("/accounts/get", token(&item)).await;
    let order = |account: &Value, processor: &str| json!({ "access_token": item.access_token, "account_id": account, "processor": processor });
    let path = "/processor/token/create";
    let answer = bed.ask(path, order(&all["accounts"][0]["account_id"], "dwolla")).await;
    assert!(text(&answer["processor_token"]).starts_with("processor-sandbox-"));
    let message = "failed to find requested account ID for requested item";
    bed.refuses(path, order(&json!("x"), "dwolla"), "INVALID_ACCOUNT_ID", message).await;
    let stranger = bed.refused(path, order(&all["accounts"][0]["account_id"], "acme")).await;
    assert_eq!(stranger["error_code"], "INVALID_FIELD");
}

#[tokio::test]
async fn a_rotated_token_goes_on_where_the_old_one_ends() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    let cursor = bed.sync(&item, "", 500).await.cursor;
    let answer = bed.ask("/item/access_token/invalidate", token(&item)).await;
    let fresh = Linked { access_token: text(&answer["new_access_token"]), ..item.clone() };
    let message = "could not find matching access token";
    bed.refuses("/item/get", token(&item), "INVALID_ACCESS_TOKEN", message).await;
    let got = bed.ask("/item/get", token(&fresh)).await;
    assert_eq!(got["item"]["item_id"], item.item_id);
    assert!(bed.sync(&fresh, &cursor, 500).await.added.is_empty());
}

#[tokio::test]
async fn an_items_webhook_can_be_moved_and_cleared() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let path = "/item/webhook/update";
    let to = |webhook: Value| json!({ "access_token": item.access_token, "webhook": webhook });
    let address = "http://127.0.0.1:9/hook";
    let moved = bed.ask(path, to(json!(address))).await;
    assert_eq!(moved["item"]["webhook"], address);
    for nowhere in [json!(""), Value::Null] {
        bed.ask(path, to(json!(address))).await;
        assert_eq!(bed.ask(path, to(nowhere)).await["item"]["webhook"], "");
    }
    let message = "webhook must be a non-empty string URL";
    bed.refuses(path, to(json!("nowhere")), "INVALID_FIELD", message).await;
}
