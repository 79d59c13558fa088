//! `/transactions/sync`: readiness, pages, cursors, deltas, and the ledger that moves.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::bed::{Bed, rows, sorted, text};

const STATUS: &str = "transactions_update_status";

#[tokio::test]
async fn transactions_come_in_two_steps() {
    let bed = Bed::new().await;
    let item = bed.link("user_good", 90).await;
    let early = bed.page(&item, "", 100).await;
    assert_eq!(early[STATUS], "NOT_READY");
    assert_eq!(early["next_cursor"], "");
    assert_eq!(early["has_more"], false);
    assert_eq!(early["added"], json!([]));
    assert_eq!(early["accounts"], json!([]));

    bed.wait(TimeDelta::seconds(1));
    let initial = bed.page(&item, "", 100).await;
    assert_eq!(initial[STATUS], "INITIAL_UPDATE_COMPLETE");
    assert_eq!(initial["added"].as_array().unwrap().len(), 16);

    bed.wait(TimeDelta::seconds(2));
    let rest = bed.page(&item, initial["next_cursor"].as_str().unwrap(), 100).await;
    assert_eq!(rest[STATUS], "HISTORICAL_UPDATE_COMPLETE");
    assert_eq!(rest["added"].as_array().unwrap().len(), 32);
}

#[tokio::test]
async fn pages_of_every_size_give_exactly_the_ledger() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 60).await;
    let ledger = rows(&bed.ledger(&item).await);
    for count in [1, 7, 500] {
        let gathered = bed.sync(&item, "", count).await;
        assert_eq!(gathered.pages, ledger.len().div_ceil(count as usize));
        assert_eq!(sorted(&gathered.added), ledger);
        assert!(gathered.modified.is_empty() && gathered.removed.is_empty());
    }
}

#[tokio::test]
async fn two_years_of_a_household_are_some_thousand_rows() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 730).await;
    let rows = bed.sync(&item, "", 500).await.added.len();
    assert!((2200..=3500).contains(&rows), "{rows} rows");
}

#[tokio::test]
async fn deltas_over_many_days_end_in_the_ledger() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 90).await;
    let first = bed.sync(&item, "", 500).await;
    let mut held = Vec::new();
    first.apply(&mut held);
    let (mut cursor, mut modified, mut removed) = (first.cursor, 0, 0);
    for days in [1, 2, 3, 7, 30] {
        bed.advance(&item, days).await;
        let delta = bed.sync(&item, &cursor, 7).await;
        delta.apply(&mut held);
        assert_eq!(sorted(&held), rows(&bed.ledger(&item).await));
        cursor = delta.cursor;
        modified += delta.modified.len();
        removed += delta.removed.len();
    }
    assert!(modified > 0 && removed > 0);
}

#[tokio::test]
async fn a_cursor_can_be_asked_again() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 90).await;
    let start = bed.sync(&item, "", 500).await.cursor;
    bed.advance(&item, 3).await;
    let without_id = |mut page: Value| {
        page["request_id"] = Value::Null;
        page
    };
    let once = without_id(bed.page(&item, &start, 500).await);
    assert_eq!(without_id(bed.page(&item, &start, 500).await), once);
    assert!(!once["added"].as_array().unwrap().is_empty());
    let rested = text(&once["next_cursor"]);
    let nothing = bed.page(&item, &rested, 500).await;
    assert_eq!(text(&nothing["next_cursor"]), rested);
    assert_eq!(nothing["added"], json!([]));
}

#[tokio::test]
async fn a_pending_row_is_replaced_by_its_posted_one() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 30).await;
    let first = bed.sync(&item, "", 500).await;
    let pending: Vec<&Value> = first.added.iter().filter(|row| row["pending"] == true).collect();
    assert!(!pending.is_empty());
    assert!(pending.iter().all(|row| row["pending_transaction_id"].is_null()));
    bed.advance(&item, 6).await;
    let delta = bed.sync(&item, &first.cursor, 500).await;
    let mut replaced = 0;
    for row in pending {
        let id = &row["transaction_id"];
        assert!(delta.removed.iter().any(|gone| gone["transaction_id"] == *id));
        let posted = delta.added.iter().find(|posted| posted["pending_transaction_id"] == *id);
        if let Some(posted) = posted {
            replaced += 1;
            assert_ne!(posted["transaction_id"], *id);
            assert_eq!(posted["pending"], false);
            assert_eq!(posted["account_id"], row["account_id"]);
        }
    }
    assert!(replaced > 0);
    let keys = |row: &Value| row.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert!(delta.removed.iter().all(|row| keys(row) == ["account_id", "transaction_id"]));
}

#[tokio::test]
async fn a_loop_is_refused_when_the_ledger_moves_under_it() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 90).await;
    let page = bed.page(&item, "", 10).await;
    assert_eq!(page["has_more"], true);
    let cursor = text(&page["next_cursor"]);
    bed.advance(&item, 3).await;
    let body = json!({ "access_token": item.access_token, "cursor": cursor });
    let message = "Underlying transaction data changed since last page was fetched. Please restart pagination from last update.";
    let code = "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION";
    bed.refuses("/transactions/sync", body, code, message).await;
    let again = bed.sync(&item, "", 10).await;
    assert_eq!(sorted(&again.added), rows(&bed.ledger(&item).await));
}

#[tokio::test]
async fn cursors_belong_to_one_stream() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 90).await;
    let other = bed.link_and_wait("user_good", 90).await;
    let cursor = bed.sync(&item, "", 500).await.cursor;
    let refusal = "cursor not associated with access_token";
    let foreign = json!({ "access_token": other.access_token, "cursor": cursor });
    bed.refuses("/transactions/sync", foreign, "INVALID_FIELD", refusal).await;
    let garbage = json!({ "access_token": item.access_token, "cursor": "bm9uc2Vuc2U=" });
    bed.refuses("/transactions/sync", garbage, "INVALID_FIELD", refusal).await;

    let ledger = bed.ledger(&item).await;
    let account = &ledger["accounts"][0]["account_id"];
    let options = json!({ "account_id": account });
    let of_account = json!({ "access_token": item.access_token, "count": 500, "options": options });
    let page = bed.ask("/transactions/sync", of_account.clone()).await;
    let own = rows(&ledger).into_iter().filter(|row| row["account_id"] == *account);
    assert_eq!(sorted(page["added"].as_array().unwrap()), own.collect::<Vec<_>>());
    let mixed = json!({ "access_token": item.access_token, "cursor": page["next_cursor"] });
    bed.refuses("/transactions/sync", mixed, "INVALID_FIELD", refusal).await;
}

#[tokio::test]
async fn the_cursor_now_gives_nothing_but_what_comes_after() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 90).await;
    let now = bed.sync(&item, "now", 500).await;
    assert!(now.added.is_empty());
    bed.advance(&item, 5).await;
    let later = bed.sync(&item, &now.cursor, 500).await;
    assert!(!later.added.is_empty() && later.added.len() < 60);
}

#[tokio::test]
async fn the_first_call_starts_transactions_on_an_item_without() {
    let bed = Bed::new().await;
    let body = json!({ "institution_id": "ins_109509", "initial_products": ["auth"] });
    let token = text(&bed.ask("/sandbox/public_token/create", body).await["public_token"]);
    let item = bed.exchange(&token).await;
    bed.wait(TimeDelta::minutes(1));
    let options = json!({ "days_requested": 60 });
    let body = json!({ "access_token": item.access_token, "options": options });
    assert_eq!(bed.ask("/transactions/sync", body.clone()).await[STATUS], "NOT_READY");
    bed.wait(TimeDelta::seconds(3));
    assert_eq!(bed.sync(&item, "", 500).await.added.len(), 32);
    let shown = bed.ask("/item/get", json!({ "access_token": item.access_token })).await;
    assert_eq!(shown["item"]["billed_products"], json!(["auth", "transactions"]));

    let body = json!({ "institution_id": "ins_133502", "initial_products": ["auth"] });
    let token = text(&bed.ask("/sandbox/public_token/create", body).await["public_token"]);
    let item = bed.exchange(&token).await;
    let body = json!({ "access_token": item.access_token });
    let message =
        "the following products are not supported by this institution: [\"transactions\"]";
    bed.refuses("/transactions/sync", body, "PRODUCTS_NOT_SUPPORTED", message).await;
}

#[tokio::test]
async fn the_bank_moves_on_when_the_clock_does() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 30).await;
    let cursor = bed.sync(&item, "", 500).await.cursor;
    bed.wait(TimeDelta::days(2));
    let delta = bed.sync(&item, &cursor, 500).await;
    assert!(!delta.added.is_empty());
    assert_eq!(bed.ledger(&item).await["today"], "2026-06-17");
}
