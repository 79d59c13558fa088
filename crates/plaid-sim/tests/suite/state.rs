//! The state file: what it keeps, and what is refused as one.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::bed::{Bed, PLATYPUS};

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.json");
    (folder, path)
}

#[tokio::test]
async fn everything_survives_a_kill() {
    let (_folder, path) = place();
    let first = Bed::try_start(7, Some(&path)).await.unwrap();
    let item = first.link_and_wait("user_household", 90).await;
    let cursor = first.sync(&item, "", 500).await.cursor;
    first.advance(&item, 4).await;
    let unused = first.public_token(PLATYPUS, json!({})).await;
    let ledger = first.ledger(&item).await;

    // The first one is not asked to stop: what it answered has to be on the disk by now.
    let second = Bed::try_start(7, Some(&path)).await.unwrap();
    second.wait(chrono::TimeDelta::seconds(3));
    assert_eq!(second.ledger(&item).await, ledger);
    let delta = second.sync(&item, &cursor, 500).await;
    assert!(!delta.added.is_empty());
    let relinked = second.exchange(&unused).await;
    let third = second.link("user_household", 90).await;
    assert_ne!(third.item_id, item.item_id, "links go on being counted");
    second.ask("/item/remove", json!({ "access_token": relinked.access_token })).await;
    drop(first);

    let last = Bed::try_start(7, Some(&path)).await.unwrap();
    let removed = json!({ "access_token": relinked.access_token });
    assert_eq!(last.refused("/item/get", removed).await["error_code"], "ITEM_NOT_FOUND");
    let used = json!({ "public_token": unused });
    let answer = last.refused("/item/public_token/exchange", used).await;
    assert_eq!(answer["error_code"], "INVALID_PUBLIC_TOKEN");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_but_the_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt;

    let (_folder, path) = place();
    let bed = Bed::try_start(7, Some(&path)).await.unwrap();
    bed.link("user_good", 30).await;
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn the_secret_and_the_user_are_not_kept() {
    let (_folder, path) = place();
    let bed = Bed::try_start(7, Some(&path)).await.unwrap();
    let body = json!({
        "client_name": "Florin",
        "language": "en",
        "country_codes": ["US"],
        "user": { "client_user_id": "user-1", "email_address": "alice@example.com" },
        "products": ["transactions"],
    });
    bed.ask("/link/token/create", body).await;
    let kept = fs::read_to_string(&path).unwrap();
    assert!(kept.contains("Florin"));
    assert!(!kept.contains("alice@example.com"));
    assert!(!kept.contains(plaid_sim::DEFAULT_SECRET));
}

#[tokio::test]
async fn a_file_that_is_not_ours_is_refused() {
    let (_folder, path) = place();
    let error = async |seed: u64| {
        Bed::try_start(seed, Some(&path)).await.err().expect("the file is refused").to_string()
    };
    fs::write(&path, "{\"format\": 1, \"seed\"").unwrap();
    let damaged = error(7).await;
    assert!(damaged.contains("is damaged") && damaged.contains("bank.json"), "{damaged}");

    fs::remove_file(&path).unwrap();
    drop(Bed::try_start(7, Some(&path)).await.unwrap());
    assert!(error(8).await.contains("was made with seed 7, not 8"));

    let mut state: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    state["format"] = json!(99);
    fs::write(&path, state.to_string()).unwrap();
    assert!(error(7).await.contains("its format is 99"));
}

#[tokio::test]
async fn a_change_that_cannot_be_kept_did_not_happen() {
    let (folder, path) = place();
    let bed = Bed::try_start(7, Some(&path)).await.unwrap();
    let item = bed.link("user_good", 30).await;
    let token = json!({ "access_token": item.access_token });
    fs::remove_dir_all(folder.path()).unwrap();
    let answer = bed.refused("/item/remove", token.clone()).await;
    assert_eq!(answer["error_code"], "INTERNAL_SERVER_ERROR");
    bed.ask("/item/get", token).await;
}
