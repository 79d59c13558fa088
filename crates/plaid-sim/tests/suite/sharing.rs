//! Accounts that an item does not share: they are nowhere, until its person chooses them.

use serde_json::{Value, json};

use crate::bed::{Bed, Linked, PLATYPUS, rows, sorted, text};
use crate::receiver::Receiver;

fn token(item: &Linked) -> Value {
    json!({ "access_token": item.access_token })
}

fn ids(accounts: &Value) -> Vec<String> {
    let accounts = accounts.as_array().unwrap().iter();
    accounts.map(|account| text(&account["account_id"])).collect()
}

/// Chooses accounts as a person does in update mode, and gives the ledger as it is then.
async fn choose(bed: &Bed, item: &Linked, ids: &[String]) -> Value {
    let path = format!("/sim/items/{}/accounts", item.item_id);
    let (status, ledger) = bed.order(&path, json!({ "account_ids": ids })).await;
    assert_eq!(status, 200, "{ledger}");
    ledger
}

#[tokio::test]
async fn an_account_that_is_not_shared_is_in_no_call() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    let all = ids(&bed.ledger(&item).await["accounts"]);
    let ledger = choose(&bed, &item, &all[1..3]).await;
    assert_eq!(ledger["other_accounts"].as_array().unwrap().len(), 10);
    assert_eq!(ledger["other_accounts"][0]["standing"], "NOT_SHARED");
    for path in ["/accounts/get", "/accounts/balance/get", "/identity/get", "/transactions/sync"] {
        assert_eq!(ids(&bed.ask(path, token(&item)).await["accounts"]), all[1..3], "{path}");
    }
    assert_eq!(ids(&bed.ask("/auth/get", token(&item)).await["accounts"]), all[1..2]);
    let synced = bed.sync(&item, "", 500).await;
    assert_eq!(sorted(&synced.added), rows(&ledger));
    assert_eq!(synced.added.len(), 9);
    let range = json!({ "access_token": item.access_token, "start_date": "2026-01-01", "end_date": "2026-06-15" });
    let got = bed.ask("/transactions/get", range).await;
    assert_eq!(got["total_transactions"], 9);
    let streams = bed.ask("/transactions/recurring/get", token(&item)).await;
    let streams = ["inflow_streams", "outflow_streams"].map(|name| ids(&streams[name]));
    assert!(streams.concat().iter().all(|id| all[1..3].contains(id)));
    let code = "INVALID_ACCOUNT_ID";
    let message = "failed to find requested account ID for requested item";
    let of_it = |options: Value| json!({ "access_token": item.access_token, "options": options });
    for path in ["/accounts/get", "/auth/get", "/identity/get"] {
        bed.refuses(path, of_it(json!({ "account_ids": [all[0]] })), code, message).await;
    }
    let stream = of_it(json!({ "account_id": all[0] }));
    bed.refuses("/transactions/sync", stream, code, message).await;
    let order =
        json!({ "access_token": item.access_token, "account_id": all[0], "processor": "dwolla" });
    bed.refuses("/processor/token/create", order, code, message).await;
}

#[tokio::test]
async fn every_cursor_leads_through_changes_of_the_choice_to_the_ledger() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 90).await;
    let all = ids(&bed.ledger(&item).await["accounts"]);
    // Every cursor that was ever given, with what its holder had then.
    let mut readers: Vec<(String, Vec<Value>)> = Vec::new();
    let choices: [&[usize]; 5] = [&[0], &[0, 1, 2], &[2, 3], &[0, 2, 3], &[0, 1, 2, 3]];
    for choice in choices {
        let chosen: Vec<String> = choice.iter().map(|place| all[*place].clone()).collect();
        assert_eq!(ids(&choose(&bed, &item, &chosen).await["accounts"]), chosen);
        for days in [0, 4] {
            if days > 0 {
                bed.advance(&item, days).await;
            }
            let ledger = rows(&bed.ledger(&item).await);
            for (cursor, held) in &readers {
                let mut held = held.clone();
                bed.sync(&item, cursor, 500).await.apply(&mut held);
                assert_eq!(sorted(&held), ledger);
            }
            let fresh = bed.sync(&item, "", 500).await;
            assert_eq!(sorted(&fresh.added), ledger);
            assert!(fresh.modified.is_empty() && fresh.removed.is_empty());
            readers.push((fresh.cursor, fresh.added));
        }
    }
}

#[tokio::test]
async fn what_a_new_choice_brings_is_told_as_a_first_extraction_is() {
    let bed = Bed::new().await;
    let mut receiver = Receiver::start().await;
    let options = json!({ "override_username": "user_household", "webhook": receiver.address });
    let item = bed.exchange(&bed.public_token(PLATYPUS, options).await).await;
    bed.wait(chrono::TimeDelta::seconds(3));
    receiver.expect(["INITIAL_UPDATE", "HISTORICAL_UPDATE"]).await;
    let cursor = bed.sync(&item, "", 500).await.cursor;
    let all = ids(&bed.ledger(&item).await["accounts"]);

    choose(&bed, &item, &all[1..]).await;
    let codes =
        ["INITIAL_UPDATE", "HISTORICAL_UPDATE", "TRANSACTIONS_REMOVED", "SYNC_UPDATES_AVAILABLE"];
    let [initial, historical, removed, _] = receiver.expect(codes).await;
    assert_eq!(
        (&initial["new_transactions"], &historical["new_transactions"]),
        (&json!(0), &json!(0))
    );
    let delta = bed.sync(&item, &cursor, 500).await;
    let gone: Vec<&Value> = delta.removed.iter().map(|row| &row["transaction_id"]).collect();
    assert!(!gone.is_empty() && delta.added.is_empty() && delta.modified.is_empty());
    assert_eq!(removed["removed_transactions"].as_array().unwrap().len(), gone.len());

    choose(&bed, &item, &all).await;
    let codes = ["INITIAL_UPDATE", "HISTORICAL_UPDATE", "SYNC_UPDATES_AVAILABLE"];
    let [initial, historical, _] = receiver.expect(codes).await;
    let told = [initial, historical].map(|news| news["new_transactions"].as_u64().unwrap());
    let back = bed.sync(&item, &delta.cursor, 500).await;
    assert_eq!(back.added.len() as u64, told[0] + told[1]);
    assert_eq!(back.added.len(), gone.len());
    choose(&bed, &item, &all).await;
    assert!(receiver.is_empty(), "the same choice again is no news");
}

#[tokio::test]
async fn a_choice_survives_a_restart_with_everything_around_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.json");
    let bed = Bed::try_start(7, Some(&path)).await.unwrap();
    let item = bed.link_and_wait("user_transactions_dynamic", 90).await;
    let all = ids(&bed.ledger(&item).await["accounts"]);
    bed.ask("/transactions/refresh", token(&item)).await;
    choose(&bed, &item, &all[..1]).await;
    let cursor = bed.sync(&item, "", 500).await.cursor;
    bed.ask("/transactions/refresh", token(&item)).await;
    choose(&bed, &item, &all).await;
    let ledger = bed.ledger(&item).await;
    let delta = bed.sync(&item, &cursor, 500).await;

    let again = Bed::try_start(7, Some(&path)).await.unwrap();
    again.wait(chrono::TimeDelta::seconds(5));
    assert_eq!(again.ledger(&item).await, ledger);
    let same = again.sync(&item, &cursor, 500).await;
    assert_eq!(
        (same.added, same.modified, same.removed),
        (delta.added, delta.modified, delta.removed)
    );
}

#[tokio::test]
async fn a_state_file_of_an_older_build_keeps_its_refreshes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.json");
    let bed = Bed::try_start(7, Some(&path)).await.unwrap();
    let item = bed.link_and_wait("user_transactions_dynamic", 90).await;
    bed.ask("/transactions/refresh", token(&item)).await;
    let ledger = bed.ledger(&item).await;
    let mut state: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let kept = state["items"][&item.item_id].as_object_mut().unwrap();
    assert!(kept.remove("events").is_some());
    kept.insert("refreshed_on".to_owned(), json!(["2026-06-15"]));
    std::fs::write(&path, state.to_string()).unwrap();
    let again = Bed::try_start(7, Some(&path)).await.unwrap();
    again.wait(chrono::TimeDelta::seconds(5));
    assert_eq!(again.ledger(&item).await, ledger);
}

#[tokio::test]
async fn a_choice_of_nothing_or_of_strangers_is_refused() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 30).await;
    let path = format!("/sim/items/{}/accounts", item.item_id);
    let (status, answer) = bed.order(&path, json!({ "account_ids": [] })).await;
    assert_eq!((status, &answer["error"]["code"]), (400, &json!("REFUSED")));
    let (status, _) = bed.order(&path, json!({ "account_ids": ["x"] })).await;
    assert_eq!(status, 404);
}
