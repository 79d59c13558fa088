//! `user_transactions_dynamic` as it was measured, and rows of one's own at its bank.

use chrono::TimeDelta;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::bed::{Bed, Linked, PLATYPUS, decimal, rows, sorted, text};
use crate::receiver::Receiver;

const PERSON: &str = "user_transactions_dynamic";
const CREATE: &str = "/sandbox/transactions/create";

fn token(item: &Linked) -> Value {
    json!({ "access_token": item.access_token })
}

fn order(item: &Linked, rows: &Value) -> Value {
    json!({ "access_token": item.access_token, "transactions": rows })
}

fn row(day: &str, amount: &Value) -> Value {
    json!({ "date_transacted": day, "date_posted": day, "amount": amount, "description": "Mine" })
}

#[tokio::test]
async fn nothing_is_there_at_first_and_everything_after_a_few_seconds() {
    let bed = Bed::new().await;
    let item = bed.link(PERSON, 730).await;
    for milliseconds in [0, 4_399] {
        bed.wait(TimeDelta::milliseconds(milliseconds));
        let early = bed.page(&item, "", 500).await;
        assert_eq!((&early["added"], &early["has_more"]), (&json!([]), &json!(false)));
        assert_eq!(early["next_cursor"], "");
        assert_eq!(early["transactions_update_status"], "NOT_READY");
    }
    bed.wait(TimeDelta::milliseconds(1));
    let page = bed.page(&item, "", 500).await;
    assert_eq!(page["transactions_update_status"], "HISTORICAL_UPDATE_COMPLETE");
    assert_eq!(page["accounts"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn its_rows_are_as_they_were_counted() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait(PERSON, 730).await;
    let added = bed.sync(&item, "", 500).await.added;
    let count = |fits: &dyn Fn(&Value) -> bool| added.iter().filter(|row| fits(row)).count();
    assert_eq!(added.len(), 108);
    assert_eq!(count(&|row| row["pending"] == true), 4);
    let places = |row: &Value| decimal(&row["amount"]).normalize().scale();
    assert!(added.iter().all(|row| places(row) <= 7));
    let fine = count(&|row| places(row) > 2);
    assert!((28..=42).contains(&fine), "{fine} amounts have more than two places");
    assert!(
        added
            .iter()
            .all(|row| ("2026-05-18".."2026-06-16").contains(&row["date"].as_str().unwrap()))
    );
    for row in &added {
        let balance = row.as_object().unwrap().get("running_balance");
        let expected = if row["pending"] == true { None } else { Some(&Value::Null) };
        assert_eq!(balance, expected, "{row}");
    }
    let streams = bed.ask("/transactions/recurring/get", token(&item)).await;
    let rhythms = |name: &str| {
        let streams = streams[name].as_array().unwrap().clone();
        streams.iter().map(|stream| text(&stream["frequency"])).collect::<Vec<_>>()
    };
    assert_eq!(rhythms("inflow_streams"), ["BIWEEKLY"]);
    assert!(rhythms("outflow_streams").iter().filter(|name| *name == "WEEKLY").count() >= 2);
}

#[tokio::test]
async fn a_refresh_repeats_itself_to_a_cursor_that_is_asked_again() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait(PERSON, 90).await;
    let first = bed.sync(&item, "", 500).await;
    let before = bed.ledger(&item).await["accounts"].clone();
    bed.ask("/transactions/refresh", token(&item)).await;
    let without_id = |mut page: Value| {
        page["request_id"] = Value::Null;
        page
    };
    let delta = without_id(bed.page(&item, &first.cursor, 500).await);
    assert_eq!(without_id(bed.page(&item, &first.cursor, 500).await), delta);
    assert_eq!(bed.ledger(&item).await["accounts"], before);
    let added = delta["added"].as_array().unwrap();
    let pending: Vec<&Value> = first.added.iter().filter(|row| row["pending"] == true).collect();
    for row in pending {
        let is_its = |posted: &&Value| posted["pending_transaction_id"] == row["transaction_id"];
        let posted = added.iter().find(is_its).unwrap();
        assert_eq!((&posted["amount"], &posted["pending"]), (&row["amount"], &json!(false)));
    }
    let grown = delta["modified"].as_array().unwrap().iter().filter_map(|row| {
        let id = &row["transaction_id"];
        let old = first.added.iter().find(|old| old["transaction_id"] == *id).unwrap();
        (old != row).then(|| decimal(&row["amount"]) - decimal(&old["amount"]))
    });
    assert_eq!(grown.collect::<Vec<_>>(), [Decimal::ONE]);
}

#[tokio::test]
async fn created_rows_are_booked_and_told_as_a_refresh_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bank.json");
    let bed = Bed::try_start(7, Some(&path)).await.unwrap();
    let mut receiver = Receiver::start().await;
    let options = json!({ "override_username": PERSON, "webhook": receiver.address });
    let item = bed.exchange(&bed.public_token(PLATYPUS, options).await).await;
    bed.wait(TimeDelta::seconds(5));
    receiver.expect(["INITIAL_UPDATE", "HISTORICAL_UPDATE"]).await;
    let cursor = bed.sync(&item, "", 500).await.cursor;
    let ledger = bed.ledger(&item).await;
    let [checking, card] = [0, 1].map(|place| ledger["accounts"][place]["account_id"].clone());
    let mut second = row("2026-06-01", &json!(-10));
    second["account_id"] = card.clone();
    second["iso_currency_code"] = json!("EUR");
    bed.ask(CREATE, order(&item, &json!([row("2026-06-15", &json!(12.345)), second]))).await;
    let [told, _] = receiver.expect(["DEFAULT_UPDATE", "SYNC_UPDATES_AVAILABLE"]).await;
    assert_eq!(told["new_transactions"], 2);
    let delta = bed.sync(&item, &cursor, 500).await;
    let [first, second] = delta.added.try_into().unwrap();
    assert_eq!((&first["account_id"], &first["pending"]), (&checking, &json!(false)));
    assert_eq!(
        (first["amount"].to_string(), text(&first["name"])),
        ("12.345".to_owned(), "Mine".to_owned())
    );
    assert_eq!(
        (&first["date"], &first["iso_currency_code"]),
        (&json!("2026-06-15"), &json!("USD"))
    );
    assert_eq!((&second["account_id"], &second["date"]), (&card, &json!("2026-06-01")));
    assert_eq!(
        (second["amount"].to_string(), &second["iso_currency_code"]),
        ("-10".to_owned(), &json!("EUR"))
    );

    bed.ask("/transactions/refresh", token(&item)).await;
    bed.ask(CREATE, order(&item, &json!([row("2026-06-14", &json!(1))]))).await;
    let ledger = bed.ledger(&item).await;
    // Until then it writes into the file, which belongs to one simulator at a time.
    bed.webhooks_are_taken_down().await;
    let again = Bed::try_start(7, Some(&path)).await.unwrap();
    again.wait(TimeDelta::seconds(5));
    assert_eq!(again.ledger(&item).await, ledger);
    assert_eq!(sorted(&again.sync(&item, "", 500).await.added), rows(&ledger));
}

#[tokio::test]
async fn rows_that_no_bank_could_have_are_refused() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait(PERSON, 90).await;
    let good = row("2026-06-10", &json!(1));
    let with = |name: &str, value: Value| {
        let mut row = good.clone();
        row[name] = value;
        json!([row])
    };
    for (rows, code, message) in [
        (json!([]), "INVALID_FIELD", "transactions must be a list of 1 to 10 objects"),
        (json!(vec![&good; 11]), "INVALID_FIELD", "transactions must be a list"),
        (json!([1]), "INVALID_FIELD", "transactions[0] must be an object"),
        (json!([{}]), "MISSING_FIELDS", "transactions[0]: the following required fields"),
        (with("date_posted", json!("2026-06-16")), "INVALID_FIELD", "transactions[0].date_posted"),
        (with("date_transacted", json!("2026-05-31")), "INVALID_FIELD", "between 2026-06-01"),
        (with("amount", json!("1")), "INVALID_FIELD", "transactions[0].amount"),
        (with("iso_currency_code", json!("euro")), "INVALID_FIELD", "iso_currency_code"),
        (with("account_id", json!("x")), "INVALID_ACCOUNT_ID", "failed to find"),
        (with("colour", json!("red")), "UNKNOWN_FIELDS", "colour"),
    ] {
        let answer = bed.refused(CREATE, order(&item, &rows)).await;
        assert_eq!(answer["error_code"], code, "{rows}");
        assert!(text(&answer["error_message"]).contains(message), "{answer}");
    }
    let still = bed.link_and_wait("user_good", 90).await;
    let answer = bed.refused(CREATE, order(&still, &json!([good]))).await;
    assert_eq!(answer["error_code"], "INVALID_FIELD");
}

#[tokio::test]
async fn the_three_personas_live_for_three_months_and_go_on() {
    let bed = Bed::new().await;
    for name in ["user_ewa_user", "user_yuppie", "user_small_business"] {
        let options = json!({ "override_username": name, "override_password": " " });
        let body = json!({ "institution_id": PLATYPUS, "initial_products": ["transactions"], "options": options });
        let answer = bed.refused("/sandbox/public_token/create", body).await;
        assert_eq!(answer["error_code"], "INVALID_CREDENTIALS");

        let item = bed.link_and_wait(name, 730).await;
        let first = bed.sync(&item, "", 500).await;
        let dates = first.added.iter().map(|row| text(&row["date"]));
        let oldest = dates.min().unwrap();
        assert!(("2026-03-18".."2026-03-25").contains(&oldest.as_str()), "{name} {oldest}");
        assert!((60..=260).contains(&first.added.len()), "{name} {}", first.added.len());
        for account in bed.ledger(&item).await["accounts"].as_array().unwrap() {
            assert!(decimal(&account["balances"]["current"]) > Decimal::ZERO, "{name} {account}");
        }
        let mut held = first.added.clone();
        let mut found = 0;
        let mut cursor = first.cursor;
        for _ in 0..4 {
            bed.ask("/transactions/refresh", token(&item)).await;
            let delta = bed.sync(&item, &cursor, 500).await;
            assert!(delta.modified.is_empty() && delta.removed.is_empty());
            assert!(delta.added.len() <= 3 && delta.added.iter().all(|row| row["pending"] == true));
            found += delta.added.len();
            delta.apply(&mut held);
            cursor = delta.cursor;
        }
        assert!(found > 0, "{name}");
        bed.advance(&item, 5).await;
        let delta = bed.sync(&item, &cursor, 500).await;
        assert!(!delta.added.is_empty());
        delta.apply(&mut held);
        assert_eq!(sorted(&held), rows(&bed.ledger(&item).await));
    }
}
