//! `user_custom`, whose accounts are what its document says.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::bed::{Bed, Linked, PLATYPUS, decimal, rows, text};

const PUBLIC_TOKEN: &str = "/sandbox/public_token/create";

fn options(document: &Value) -> Value {
    json!({
        "override_username": "user_custom",
        "override_password": document.to_string(),
        "transactions": { "days_requested": 730 },
    })
}

async fn link(bed: &Bed, document: &Value) -> Linked {
    let item = bed.exchange(&bed.public_token(PLATYPUS, options(document)).await).await;
    bed.wait(TimeDelta::seconds(3));
    item
}

/// A document as Plaid's own examples are: only some members are there.
fn document() -> Value {
    json!({
        "version": "2",
        "seed": "my-seed-string-3",
        "override_accounts": [
            {
                "type": "depository",
                "subtype": "checking",
                "starting_balance": 1000.25,
                "currency": "CAD",
                "meta": { "name": "Checking Name 1", "official_name": "Checking", "mask": "1234" },
                "numbers": { "account": "987654321", "ach_routing": "021000089" },
                "identity": {
                    "names": ["Ada Example"],
                    "phone_numbers": [{ "primary": true, "type": "home", "data": "4673956022" }],
                    "emails": [{ "data": "ada@example.com", "primary": true, "type": "primary" }],
                    "addresses": [{ "primary": true, "data": {
                        "city": "Malakoff", "region": "NY", "street": "1 Road", "postal_code": "14236", "country": "US",
                    } }],
                },
                "transactions": [
                    { "date_transacted": "2026-06-01", "date_posted": "2026-06-03", "amount": 100, "description": "Old row" },
                    { "date_transacted": "2026-06-14", "date_posted": "2026-06-18", "amount": 12.3457, "description": "Coming row", "currency": "EUR" },
                ],
                "inflow_model": null,
            },
            {
                "type": "credit",
                "force_available_balance": 77.5,
                "starting_balance": 200,
                "meta": { "limit": 2000 },
            },
            { "has_null_available_balance": true },
        ],
    })
}

#[tokio::test]
async fn the_accounts_are_those_of_the_document() {
    let bed = Bed::new().await;
    let item = link(&bed, &document()).await;
    let token = json!({ "access_token": item.access_token });
    let accounts = bed.ask("/accounts/get", token.clone()).await["accounts"].clone();
    let first = &accounts[0];
    assert_eq!(first["name"], "Checking Name 1");
    assert_eq!(first["official_name"], "Checking");
    assert_eq!((&first["mask"], &first["subtype"]), (&json!("1234"), &json!("checking")));
    assert_eq!(first["balances"]["current"].to_string(), "1000.25");
    assert_eq!(first["balances"]["iso_currency_code"], "CAD");
    let card = &accounts[1];
    assert_eq!((&card["type"], &card["subtype"]), (&json!("credit"), &json!("credit card")));
    assert_eq!(card["balances"]["available"].to_string(), "77.5");
    assert_eq!(card["balances"]["limit"], 2000);
    assert_eq!(accounts[2]["type"], "depository");
    assert_eq!(accounts[2]["balances"]["available"], Value::Null);
    assert!(!accounts[2]["balances"]["current"].is_null());

    let auth = bed.ask("/auth/get", token.clone()).await;
    let numbers = &auth["numbers"]["ach"][0];
    assert_eq!(
        (&numbers["account"], &numbers["routing"]),
        (&json!("987654321"), &json!("021000089"))
    );
    let owners = bed.ask("/identity/get", token).await["accounts"].clone();
    assert_eq!(owners[0]["owners"][0]["names"], json!(["Ada Example"]));
    assert_eq!(owners[0]["owners"][0]["addresses"][0]["data"]["city"], "Malakoff");
    assert_eq!(owners[1]["owners"][0]["names"], json!(["Alberta Bobbeth Charleson"]));
}

#[tokio::test]
async fn a_row_that_is_to_be_booked_is_pending_until_its_day() {
    let bed = Bed::new().await;
    let item = link(&bed, &document()).await;
    let first = bed.sync(&item, "", 100).await;
    let of = |name: &str| first.added.iter().find(|row| row["name"] == name).unwrap().clone();
    let (old, coming) = (of("Old row"), of("Coming row"));
    assert_eq!((&old["pending"], &old["date"]), (&json!(false), &json!("2026-06-03")));
    assert_eq!(
        (&old["authorized_date"], &old["iso_currency_code"]),
        (&json!("2026-06-01"), &json!("CAD"))
    );
    assert_eq!((&coming["pending"], &coming["date"]), (&json!(true), &json!("2026-06-14")));
    assert_eq!(coming["amount"].to_string(), "12.3457");
    assert_eq!(coming["iso_currency_code"], "EUR");
    let balances = async || bed.ledger(&item).await["accounts"][0]["balances"].clone();
    let held = decimal(&balances().await["current"]) - decimal(&balances().await["available"]);
    assert_eq!(held.to_string(), "12.3457");

    bed.advance(&item, 2).await;
    assert!(bed.sync(&item, &first.cursor, 100).await.added.is_empty());
    bed.advance(&item, 1).await;
    let delta = bed.sync(&item, &first.cursor, 100).await;
    assert_eq!(delta.removed[0]["transaction_id"], coming["transaction_id"]);
    let posted = &delta.added[0];
    assert_eq!(posted["pending_transaction_id"], coming["transaction_id"]);
    assert_eq!((&posted["pending"], &posted["date"]), (&json!(false), &json!("2026-06-18")));
    assert_eq!(balances().await["current"].to_string(), "987.9043");
    assert_eq!(balances().await["available"], balances().await["current"]);
}

#[tokio::test]
async fn what_a_document_leaves_out_follows_from_its_seed() {
    let [one, other] = [Bed::with_seed(1).await, Bed::with_seed(2).await];
    let seeded = |seed: &str| json!({ "seed": seed });
    let rows_of = async |bed: &Bed, document: Value| {
        let item = link(bed, &document).await;
        let rows = rows(&bed.ledger(&item).await);
        let mut texts: Vec<String> = rows
            .iter()
            .map(|row| format!("{} {} {}", row["date"], row["name"], row["amount"]))
            .collect();
        texts.sort();
        assert!(texts.len() > 1000, "{}", texts.len());
        texts
    };
    let same = rows_of(&one, seeded("a")).await;
    assert_eq!(same, rows_of(&other, seeded("a")).await);
    assert_eq!(same, rows_of(&one, seeded("a")).await);
    assert_ne!(same, rows_of(&one, seeded("b")).await);
    assert_ne!(rows_of(&one, json!({})).await, rows_of(&other, json!({})).await);
}

#[tokio::test]
async fn a_monthly_income_comes_on_its_day() {
    let bed = Bed::new().await;
    let document = json!({ "override_accounts": [{
        "starting_balance": 10,
        "inflow_model": { "type": "monthly-income", "income_amount": 2500.5, "payment_day_of_month": 31, "transaction_name": "SALARY" },
    }] });
    let item = link(&bed, &document).await;
    let first = bed.sync(&item, "", 100).await;
    assert_eq!(first.added.len(), 24);
    assert!(first.added.iter().all(|row| row["name"] == "SALARY" && row["amount"] == -2500.5));
    bed.advance(&item, 20).await;
    let delta = bed.sync(&item, &first.cursor, 100).await;
    assert_eq!(delta.added[0]["date"], "2026-06-30");
    let current = bed.ledger(&item).await["accounts"][0]["balances"]["current"].clone();
    assert_eq!(current.to_string(), "2510.5");
}

#[tokio::test]
async fn a_malformed_document_is_refused_with_its_reason() {
    let bed = Bed::new().await;
    let account = |account: Value| json!({ "override_accounts": [account] }).to_string();
    let row = |amount: Value| json!({ "transactions": [{ "date_transacted": "2026-06-01", "date_posted": "2026-06-01", "amount": amount, "description": "x" }] });
    for (document, reason) in [
        ("pass_good".to_owned(), "expected value"),
        ("{\"seed\": 1".to_owned(), "invalid type"),
        ("{\"version\": 3}".to_owned(), "version must be 1 or 2"),
        (account(json!({ "type": "piggy bank" })), "override_accounts[0].type must be one of"),
        (account(json!({ "subtype": "jar" })), "override_accounts[0].subtype must be one of"),
        (account(json!({ "currency": "dollars" })), "override_accounts[0].currency"),
        (account(json!({ "meta": { "mask": "12345" } })), "override_accounts[0].meta.mask"),
        (account(json!({ "starting_balance": "much" })), "not a number that money can have"),
        (account(row(json!(null))), "null"),
        (account(json!({ "transactions": [{ "amount": 1 }] })), "missing field"),
    ] {
        let options = json!({ "override_username": "user_custom", "override_password": document });
        let body = json!({ "institution_id": PLATYPUS, "initial_products": ["transactions"], "options": options });
        let answer = bed.refused(PUBLIC_TOKEN, body).await;
        assert_eq!(answer["error_code"], "INVALID_CREDENTIALS", "{document}");
        assert!(text(&answer["error_message"]).contains(reason), "{reason}: {answer}");
    }
}

#[tokio::test]
async fn a_document_can_force_an_error_and_its_person_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.json");
    let bed = Bed::try_start(7, Some(&path)).await.unwrap();
    for (document, code) in [
        (json!({ "force_error": "ITEM_LOCKED" }), "ITEM_LOCKED"),
        (json!({ "recaptcha": "bad" }), "RECAPTCHA_BAD"),
        (json!({ "override_accounts": [] }), "NO_ACCOUNTS"),
    ] {
        let body = json!({ "institution_id": PLATYPUS, "initial_products": ["auth"], "options": options(&document) });
        assert_eq!(bed.refused(PUBLIC_TOKEN, body).await["error_code"], code);
    }
    let item = link(&bed, &document()).await;
    bed.advance(&item, 5).await;
    let ledger = bed.ledger(&item).await;
    let again = Bed::try_start(7, Some(&path)).await.unwrap();
    assert_eq!(again.ledger(&item).await, ledger);
}
