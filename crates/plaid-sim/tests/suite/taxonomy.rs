//! Every category that a person's rows have is one of Plaid's, in both of its taxonomies.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::bed::Bed;

/// Plaid's taxonomies, where this machine has them.
fn taxonomies() -> Option<Value> {
    let folder = std::env::var_os("FLORIN_SHARED").map(PathBuf::from);
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let path = folder.unwrap_or_else(beside).join("plaid/pfc-taxonomy.json");
    let text = std::fs::read(path).ok()?;
    Some(serde_json::from_slice(&text).unwrap())
}

#[expect(clippy::print_stdout, reason = "a test that is skipped says so")]
fn skipped() {
    println!("skipped: Plaid's taxonomies are not on this machine");
}

#[tokio::test]
async fn every_category_is_one_of_plaids() {
    let Some(taxonomies) = taxonomies() else {
        return skipped();
    };
    let bed = Bed::new().await;
    for username in [
        "user_good",
        "user_transactions_dynamic",
        "user_household",
        "user_ewa_user",
        "user_yuppie",
        "user_small_business",
    ] {
        let item = bed.link_and_wait(username, 730).await;
        for version in ["v1", "v2"] {
            let options = json!({ "personal_finance_category_version": version });
            let body =
                json!({ "access_token": item.access_token, "count": 500, "options": options });
            let page = bed.ask("/transactions/sync", body).await;
            let rows = page["added"].as_array().unwrap();
            assert!(!rows.is_empty());
            for row in rows {
                let category = &row["personal_finance_category"];
                let listed = &taxonomies[version][category["primary"].as_str().unwrap()];
                let listed = listed.as_array().unwrap_or_else(|| panic!("{version} {category}"));
                assert!(listed.contains(&category["detailed"]), "{username} {version} {category}");
            }
        }
    }
}
