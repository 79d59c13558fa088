//! `/transactions/recurring/get` and `/transactions/refresh`.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::bed::{Bed, Linked, PLATYPUS, decimal, rows, sorted, text};

const PATH: &str = "/transactions/recurring/get";

fn token(item: &Linked) -> Value {
    json!({ "access_token": item.access_token })
}

#[tokio::test]
async fn streams_are_not_ready_before_all_days_are_there() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 180).await;
    bed.wait(TimeDelta::seconds(1));
    assert_eq!(bed.refused(PATH, token(&item)).await["error_code"], "PRODUCT_NOT_READY");
}

#[tokio::test]
async fn what_comes_every_month_is_a_stream() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 180).await;
    let answer = bed.ask(PATH, token(&item)).await;
    let inflow = answer["inflow_streams"].as_array().unwrap();
    let interest = inflow.iter().find(|one| one["description"] == "INTRST PYMNT").unwrap();
    assert_eq!(interest["frequency"], "MONTHLY");
    assert_eq!(interest["status"], "MATURE");
    assert_eq!(interest["is_active"], true);
    assert_eq!(interest["average_amount"]["amount"], -4.22);
    assert_eq!(interest["average_amount"], interest["last_amount"]);
    assert_eq!(interest["merchant_name"], Value::Null);
    assert_eq!(text(&interest["stream_id"]).len(), 37);
    assert_eq!(interest["transaction_ids"].as_array().unwrap().len(), 6);
    let outflow = answer["outflow_streams"].as_array().unwrap();
    assert!(outflow.iter().all(|one| decimal(&one["last_amount"]["amount"]).is_sign_positive()));
    assert!(outflow.iter().any(|one| one["merchant_name"] == "McDonald's"));
}

#[tokio::test]
async fn a_household_has_salaries_and_bills_and_every_id_is_in_its_ledger() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 365).await;
    let answer = bed.ask(PATH, token(&item)).await;
    let ledger = bed.ledger(&item).await;
    let rows = ledger["transactions"].as_array().unwrap();
    let known = |id: &Value| rows.iter().any(|row| row["transaction_id"] == *id);
    for name in ["inflow_streams", "outflow_streams"] {
        let streams = answer[name].as_array().unwrap();
        assert!(!streams.is_empty(), "{name}");
        for stream in streams {
            assert!(stream["transaction_ids"].as_array().unwrap().iter().all(known));
        }
    }
    assert_eq!(answer["inflow_streams"], bed.ask(PATH, token(&item)).await["inflow_streams"]);
    let first = &answer["outflow_streams"][0]["account_id"];
    let chosen = json!({ "access_token": item.access_token, "account_ids": [first] });
    let of_it = bed.ask(PATH, chosen).await;
    let streams = of_it["outflow_streams"].as_array().unwrap();
    assert!(streams.iter().all(|stream| stream["account_id"] == *first));
}

#[tokio::test]
async fn a_refresh_needs_transactions_and_changes_nothing_for_user_good() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    let cursor = bed.sync(&item, "", 500).await.cursor;
    bed.ask("/transactions/refresh", token(&item)).await;
    let delta = bed.sync(&item, &cursor, 500).await;
    assert!(delta.added.is_empty() && delta.modified.is_empty() && delta.removed.is_empty());
    let request = json!({ "institution_id": PLATYPUS, "initial_products": ["auth"] });
    let public = bed.ask("/sandbox/public_token/create", request).await["public_token"].clone();
    let without = bed.exchange(&text(&public)).await;
    let answer = bed.refused("/transactions/refresh", token(&without)).await;
    assert_eq!(answer["error_code"], "PRODUCT_NOT_ENABLED");
}

#[tokio::test]
async fn a_refresh_books_adds_corrects_and_repeats_the_dynamic_rows() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_transactions_dynamic", 90).await;
    let first = bed.sync(&item, "", 500).await;
    let is_pending = |row: &&Value| row["pending"] == true;
    assert_eq!(first.added.len(), 108);
    assert_eq!(first.added.iter().filter(is_pending).count(), 4);
    let mut held = first.added.clone();
    let mut cursor = first.cursor;
    for booked in [104, 108] {
        bed.ask("/transactions/refresh", token(&item)).await;
        let delta = bed.sync(&item, &cursor, 500).await;
        assert_eq!((delta.removed.len(), delta.added.len()), (4, 8));
        assert_eq!(delta.modified.len(), booked);
        let same = delta.modified.iter().filter(|row| held.contains(row)).count();
        assert_eq!(same, booked - 1);
        delta.apply(&mut held);
        cursor = delta.cursor;
    }
    assert_eq!(sorted(&held), rows(&bed.ledger(&item).await));
    bed.advance(&item, 3).await;
    assert!(bed.sync(&item, &cursor, 500).await.added.is_empty());
}
