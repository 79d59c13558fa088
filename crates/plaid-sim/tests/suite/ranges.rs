//! `/transactions/get`: the transactions between two days, by pages.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::bed::{Bed, Linked, rows, sorted};

const PATH: &str = "/transactions/get";

fn between(item: &Linked, first: &str, last: &str, options: &Value) -> Value {
    let token = &item.access_token;
    json!({ "access_token": token, "start_date": first, "end_date": last, "options": options })
}

fn ever(item: &Linked, options: &Value) -> Value {
    between(item, "2020-01-01", "2026-06-15", options)
}

#[tokio::test]
async fn nothing_is_there_before_the_first_extraction_and_a_month_before_the_second() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let message = "the requested product is not yet ready. please provide a webhook or try the request again later";
    bed.refuses(PATH, ever(&item, &json!({})), "PRODUCT_NOT_READY", message).await;
    bed.wait(TimeDelta::seconds(1));
    assert_eq!(bed.ask(PATH, ever(&item, &json!({}))).await["total_transactions"], 16);
    bed.wait(TimeDelta::seconds(2));
    let answer = bed.ask(PATH, ever(&item, &json!({}))).await;
    assert_eq!(answer["total_transactions"], 48);
    assert_eq!(answer["item"]["item_id"], item.item_id);
}

#[tokio::test]
async fn pages_by_offset_give_exactly_the_ledger_newest_first() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 60).await;
    let ledger = rows(&bed.ledger(&item).await);
    let mut gathered = Vec::new();
    loop {
        let options = json!({ "count": 50, "offset": gathered.len() });
        let answer = bed.ask(PATH, ever(&item, &options)).await;
        assert_eq!(answer["total_transactions"], ledger.len());
        let page = answer["transactions"].as_array().unwrap();
        if page.is_empty() {
            break;
        }
        gathered.extend(page.iter().cloned());
    }
    assert!(gathered.is_sorted_by(|a, b| a["date"].as_str() >= b["date"].as_str()));
    assert_eq!(sorted(&gathered), ledger);
}

#[tokio::test]
async fn days_and_accounts_narrow_the_answer() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    let all = bed.ask(PATH, ever(&item, &json!({}))).await;
    let all = all["transactions"].as_array().unwrap();
    let day = all[0]["date"].as_str().unwrap();
    let of_the_day = bed.ask(PATH, between(&item, day, day, &json!({}))).await;
    let expected = all.iter().filter(|row| row["date"] == day).count();
    assert_eq!(of_the_day["total_transactions"], expected);
    let account = &all[0]["account_id"];
    let of_it = bed.ask(PATH, ever(&item, &json!({ "account_ids": [account] }))).await;
    let expected = all.iter().filter(|row| row["account_id"] == *account).count();
    assert_eq!(of_it["total_transactions"], expected);
    assert_eq!(of_it["accounts"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_range_is_refused_for_its_form() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    let cases = [
        (
            between(&item, "2026-1-1", "2026-06-15", &json!({})),
            "start_date must be a string of the format 'YYYY-MM-DD'",
        ),
        (
            between(&item, "2026-06-15", "2026-06-14", &json!({})),
            "start_date must not be after end_date",
        ),
        (ever(&item, &json!({ "count": "ten" })), "options.count must be an integer"),
        (ever(&item, &json!({ "count": 501 })), "options.count must be between 1 and 500"),
        (ever(&item, &json!({ "offset": -1 })), "options.offset must be between 0 and 1000000"),
    ];
    for (body, message) in cases {
        bed.refuses(PATH, body, "INVALID_FIELD", message).await;
    }
}
