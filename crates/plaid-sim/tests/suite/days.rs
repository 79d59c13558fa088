//! What days bring to `user_household`: all that can happen to a row and to an account.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::bed::{Bed, Linked, Loop, PLATYPUS, rows, sorted, text};
use crate::receiver::Receiver;

fn token(item: &Linked) -> Value {
    json!({ "access_token": item.access_token })
}

fn names(accounts: &Value) -> Vec<String> {
    accounts.as_array().unwrap().iter().map(|account| text(&account["name"])).collect()
}

async fn linked(bed: &Bed, receiver: &mut Receiver) -> Linked {
    let options = json!({ "override_username": "user_household", "webhook": receiver.address });
    let item = bed.exchange(&bed.public_token(PLATYPUS, options).await).await;
    bed.wait(TimeDelta::seconds(3));
    receiver.expect(["INITIAL_UPDATE", "HISTORICAL_UPDATE"]).await;
    item
}

const HAPPENINGS: [&str; 9] = [
    "a pending row appears",
    "it is posted",
    "it is posted with another amount",
    "it is dropped",
    "a posted row is corrected",
    "a posted row is removed",
    "a refund comes",
    "euros are spent",
    "money moves between own accounts",
];

#[tokio::test]
async fn everything_happens_that_can_happen_to_a_row() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 30).await;
    let first = bed.sync(&item, "", 500).await;
    let mut held = first.added.clone();
    let mut cursor = first.cursor;
    let mut seen = BTreeSet::new();
    for day in 0.. {
        assert!(day < 150, "after {day} days there was nothing but {seen:?}");
        bed.advance(&item, 1).await;
        let delta = bed.sync(&item, &cursor, 500).await;
        seen.extend(happenings(&delta, &held));
        delta.apply(&mut held);
        cursor.clone_from(&delta.cursor);
        if HAPPENINGS.iter().all(|happening| seen.contains(happening)) {
            break;
        }
    }
    assert_eq!(sorted(&held), rows(&bed.ledger(&item).await));
}

/// What a day did to rows of which these were held before.
fn happenings(delta: &Loop, held: &[Value]) -> Vec<&'static str> {
    let mut seen = Vec::new();
    let held = |id: &Value| held.iter().find(|row| row["transaction_id"] == *id);
    for row in &delta.added {
        if row["pending"] == true {
            seen.push(HAPPENINGS[0]);
        }
        if let Some(pending) = held(&row["pending_transaction_id"]) {
            let is_gone = |gone: &Value| gone["transaction_id"] == pending["transaction_id"];
            assert!(delta.removed.iter().any(is_gone) && pending["pending"] == true);
            seen.push(HAPPENINGS[if row["amount"] == pending["amount"] { 1 } else { 2 }]);
        }
        let is_transfer =
            row["personal_finance_category"]["detailed"] == "TRANSFER_OUT_ACCOUNT_TRANSFER";
        seen.extend(row["name"].as_str().unwrap().ends_with("RETURN").then_some(HAPPENINGS[6]));
        seen.extend((row["iso_currency_code"] == "EUR").then_some(HAPPENINGS[7]));
        seen.extend(is_transfer.then_some(HAPPENINGS[8]));
    }
    for gone in delta.removed.iter().map(|gone| &gone["transaction_id"]) {
        let is_replaced = delta.added.iter().any(|row| row["pending_transaction_id"] == *gone);
        match held(gone).unwrap()["pending"] == true {
            true if is_replaced => {}
            true => seen.push(HAPPENINGS[3]),
            false => seen.push(HAPPENINGS[5]),
        }
    }
    // The bank may think again about a name that cannot be written in another way.
    let corrected = |row: &&Value| held(&row["transaction_id"]) != Some(*row);
    seen.extend(delta.modified.iter().find(corrected).map(|_| HAPPENINGS[4]));
    seen
}

#[tokio::test]
async fn an_account_that_the_bank_opens_is_told_and_waits_to_be_chosen() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = linked(&bed, &mut receiver).await;
    bed.ask("/item/webhook/update", json!({ "access_token": item.access_token, "webhook": null }))
        .await;
    bed.advance(&item, 49).await;
    let before = bed.ledger(&item).await;
    assert_eq!((names(&before["accounts"]).len(), &before["other_accounts"]), (6, &json!([])));
    let order = json!({ "access_token": item.access_token, "webhook": receiver.address });
    bed.ask("/item/webhook/update", order).await;
    receiver.expect(["WEBHOOK_UPDATE_ACKNOWLEDGED"]).await;
    let mut held = bed.sync(&item, "", 500).await;

    bed.advance(&item, 1).await;
    let codes = [
        "NEW_ACCOUNTS_AVAILABLE",
        "DEFAULT_UPDATE",
        "TRANSACTIONS_REMOVED",
        "SYNC_UPDATES_AVAILABLE",
    ];
    let [news, ..] = receiver.expect(codes).await;
    assert_eq!((&news["webhook_type"], &news["error"]), (&json!("ITEM"), &Value::Null));
    let ledger = bed.ledger(&item).await;
    let new = &ledger["other_accounts"][0];
    assert_eq!((&new["name"], &new["standing"]), (&json!("Holiday Savings"), &json!("NOT_SHARED")));
    assert_eq!(names(&bed.ask("/accounts/get", token(&item)).await["accounts"]).len(), 6);
    let is_new = |row: &&Value| row["account_id"] == new["account_id"];
    let delta = bed.sync(&item, &held.cursor, 500).await;
    assert!(!delta.added.iter().any(|row| is_new(&row)));
    delta.apply(&mut held.added);

    bed.advance(&item, 20).await;
    let mut ids: Vec<&Value> = Vec::new();
    ids.extend(ledger["accounts"].as_array().unwrap().iter().map(|account| &account["account_id"]));
    ids.push(&new["account_id"]);
    let path = format!("/sim/items/{}/accounts", item.item_id);
    bed.order(&path, json!({ "account_ids": ids })).await;
    let late = bed.sync(&item, &delta.cursor, 500).await;
    late.apply(&mut held.added);
    let ledger = bed.ledger(&item).await;
    assert_eq!(sorted(&held.added), rows(&ledger));
    assert_eq!(held.added.iter().filter(is_new).count(), 2);
    assert_eq!(ledger["accounts"][6]["balances"]["current"], 150);
}

#[tokio::test]
async fn a_card_that_is_closed_is_gone_and_its_rows_stay() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 90).await;
    bed.advance(&item, 84).await;
    let before = bed.ledger(&item).await;
    let card = before["accounts"][3].clone();
    assert_eq!(card["name"], "Travel Card");
    assert_eq!(card["balances"]["current"], 0);
    let of_card = |rows: &[Value]| {
        let of_card = rows.iter().filter(|row| row["account_id"] == card["account_id"]);
        of_card.cloned().collect::<Vec<_>>()
    };
    let history = of_card(&rows(&before));
    assert!(history.len() > 30 && history.iter().all(|row| row["pending"] == false));
    let synced = bed.sync(&item, "", 500).await;

    bed.advance(&item, 1).await;
    let after = bed.ledger(&item).await;
    assert!(!names(&after["accounts"]).contains(&"Travel Card".to_owned()));
    let standing = |account: &&Value| account["standing"] == "CLOSED";
    let others = after["other_accounts"].as_array().unwrap();
    assert_eq!(others.iter().find(standing).unwrap()["account_id"], card["account_id"]);
    let shown = bed.ask("/accounts/get", token(&item)).await;
    assert_eq!(names(&shown["accounts"]).len(), 5);
    let stream = json!({ "access_token": item.access_token, "options": { "account_ids": [card["account_id"]] } });
    assert_eq!(bed.refused("/accounts/get", stream).await["error_code"], "INVALID_ACCOUNT_ID");
    let mut held = synced.added.clone();
    bed.sync(&item, &synced.cursor, 500).await.apply(&mut held);
    assert_eq!(of_card(&sorted(&held)), history);
    bed.advance(&item, 30).await;
    let path = format!("/sim/items/{}/accounts", item.item_id);
    let order = json!({ "account_ids": [after["accounts"][0]["account_id"]] });
    assert_eq!(bed.order(&path, order).await.0, 200);
    let mut held = synced.added.clone();
    bed.sync(&item, &synced.cursor, 500).await.apply(&mut held);
    assert_eq!(sorted(&held), rows(&bed.ledger(&item).await));
    assert_eq!(of_card(&sorted(&held)), history, "another choice of accounts leaves it alone");
}

#[tokio::test]
async fn changed_streams_are_told_once_somebody_asked_for_them() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let item = linked(&bed, &mut receiver).await;
    bed.advance(&item, 7).await;
    receiver.expect(["DEFAULT_UPDATE", "TRANSACTIONS_REMOVED"]).await;
    bed.ask("/transactions/recurring/get", token(&item)).await;
    bed.advance(&item, 7).await;
    let codes = ["DEFAULT_UPDATE", "TRANSACTIONS_REMOVED", "RECURRING_TRANSACTIONS_UPDATE"];
    let [_, _, streams] = receiver.expect(codes).await;
    assert_eq!(streams["webhook_type"], "TRANSACTIONS");
    let known = bed.ledger(&item).await["accounts"].clone();
    let is_known =
        |id: &Value| known.as_array().unwrap().iter().any(|one| one["account_id"] == *id);
    let ids = streams["account_ids"].as_array().unwrap();
    assert!(!ids.is_empty() && ids.iter().all(is_known));
    bed.ask("/transactions/recurring/get", token(&item)).await;
    assert!(receiver.is_empty());
}
