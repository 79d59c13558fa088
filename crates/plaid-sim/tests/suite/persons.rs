//! What the two persons have, and that a seed decides it.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::bed::{Bed, Linked, decimal, rows, sorted, text};

#[tokio::test]
async fn user_good_has_twelve_accounts_and_sixteen_rows_in_thirty_days() {
    let bed = Bed::new().await;
    for (days, count) in [(30, 16), (90, 48), (720, 384)] {
        let item = bed.link_and_wait("user_good", days).await;
        assert_eq!(bed.sync(&item, "", 500).await.added.len(), count);
    }
    let item = bed.link_and_wait("user_good", 730).await;
    let ledger = bed.ledger(&item).await;
    let accounts = ledger["accounts"].as_array().unwrap();
    let masks: Vec<&str> =
        accounts.iter().map(|account| account["mask"].as_str().unwrap()).collect();
    let expected = [
        "0000", "1111", "2222", "3333", "4444", "5555", "6666", "7777", "8888", "9001", "9002",
        "9999",
    ];
    assert_eq!(masks, expected);
    assert_eq!(accounts[6]["balances"]["current"].to_string(), "23631.9805");
    let first = "2024-06-16";
    let dates: Vec<String> = rows(&ledger).iter().map(|row| text(&row["date"])).collect();
    assert!(dates.iter().all(|date| (first..="2026-06-15").contains(&date.as_str())));
    assert_eq!(dates.len(), expected_rows_of_good(730));
    assert!(rows(&ledger).iter().all(|row| row["pending"] == false));
}

/// Counts the cycle's residues, written down here a second time.
fn expected_rows_of_good(days: i64) -> usize {
    let rests = [2, 3, 4, 4, 5, 5, 6, 6, 7, 7, 16, 16, 16, 17, 20, 22];
    let today = 20_619; // 15 June 2026
    let count = |day: i64| rests.iter().filter(|rest| **rest == day.rem_euclid(30)).count();
    (today - days + 1..=today).map(count).sum()
}

#[tokio::test]
async fn user_good_stands_still_but_for_its_cycle() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    let cursor = bed.sync(&item, "", 500).await.cursor;
    let before = bed.ledger(&item).await;
    bed.advance(&item, 30).await;
    let delta = bed.sync(&item, &cursor, 500).await;
    assert_eq!((delta.added.len(), delta.modified.len(), delta.removed.len()), (16, 0, 0));
    assert_eq!(bed.ledger(&item).await["accounts"], before["accounts"]);
}

#[tokio::test]
async fn the_first_rows_come_by_account_and_newest_first() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_good", 90).await;
    let first = bed.page(&item, "", 16).await;
    let accounts = bed.ledger(&item).await["accounts"].clone();
    let order: Vec<&Value> =
        accounts.as_array().unwrap().iter().map(|account| &account["account_id"]).collect();
    let place = |row: &Value| {
        let account = order.iter().position(|id| **id == row["account_id"]).unwrap();
        (account, std::cmp::Reverse(text(&row["date"])))
    };
    assert!(first["added"].as_array().unwrap().is_sorted_by_key(place));
}

#[tokio::test]
async fn equal_seeds_give_equal_banks() {
    let [one, same, other] =
        [Bed::with_seed(5).await, Bed::with_seed(5).await, Bed::with_seed(6).await];
    let mut ledgers = Vec::new();
    for bed in [&one, &same, &other] {
        let item = bed.link_and_wait("user_household", 730).await;
        bed.advance(&item, 10).await;
        ledgers.push(bed.ledger(&item).await);
    }
    assert_eq!(ledgers[0], ledgers[1]);
    assert_ne!(ledgers[0]["transactions"], ledgers[2]["transactions"]);
    let elsewhere = one.link_at("ins_109511", "user_household", 730).await;
    assert_ne!(one.ledger(&elsewhere).await["accounts"], ledgers[0]["accounts"]);
}

#[tokio::test]
async fn the_household_lives_a_plausible_life() {
    let bed = Bed::new().await;
    let item = bed.link_and_wait("user_household", 730).await;
    let ledger = bed.ledger(&item).await;
    let rows = rows(&ledger);
    let categories: BTreeSet<String> =
        rows.iter().map(|row| text(&row["personal_finance_category"]["detailed"])).collect();
    for expected in [
        "INCOME_WAGES",
        "LOAN_PAYMENTS_MORTGAGE_PAYMENT",
        "LOAN_PAYMENTS_CREDIT_CARD_PAYMENT",
        "FOOD_AND_DRINK_GROCERIES",
        "TRANSPORTATION_GAS",
        "RENT_AND_UTILITIES_GAS_AND_ELECTRICITY",
        "ENTERTAINMENT_TV_AND_MOVIES",
        "TRANSFER_OUT_ACCOUNT_TRANSFER",
        "TRANSFER_IN_ACCOUNT_TRANSFER",
        "TRANSFER_OUT_WITHDRAWAL",
        "INCOME_INTEREST_EARNED",
        "GENERAL_SERVICES_INSURANCE",
    ] {
        assert!(categories.contains(expected), "no {expected}");
    }
    assert!(rows.iter().any(|row| row["iso_currency_code"] == "EUR"));
    assert!(rows.iter().any(|row| row["name"].as_str().unwrap().ends_with("RETURN")));
    assert!(rows.iter().any(|row| row["location"]["city"] == "Portland"));
    assert!(rows.iter().any(|row| row["check_number"].is_string()));
    let pending = |row: &&Value| row["pending"] == true;
    let oldest = rows.iter().filter(pending).map(|row| text(&row["date"])).min().unwrap();
    assert!(oldest.as_str() >= "2026-06-10", "{oldest}");
    let total = |category: &str| -> Decimal {
        let of = rows.iter().filter(|row| row["personal_finance_category"]["detailed"] == category);
        of.map(|row| decimal(&row["amount"])).sum()
    };
    let [out, into] = ["TRANSFER_OUT_ACCOUNT_TRANSFER", "TRANSFER_IN_ACCOUNT_TRANSFER"].map(total);
    assert_eq!(out + into, Decimal::ZERO, "both legs of every transfer are there");
}

#[tokio::test]
async fn balances_move_by_the_rows_that_post() {
    let bed = Bed::new().await;
    for days in [1, 4, 19, 60] {
        let item = bed.link_and_wait("user_household", 120).await;
        let before = bed.ledger(&item).await;
        bed.advance(&item, days).await;
        let after = bed.ledger(&item).await;
        for place in 0..4 {
            let change = |of: &Value| decimal(&of["accounts"][place]["balances"]["current"]);
            let moved = change(&after) - change(&before);
            let sum = booked(&after, place) - booked(&before, place);
            let owes = after["accounts"][place]["type"] == "credit";
            assert_eq!(moved, if owes { sum } else { -sum }, "account {place}");
        }
        check_available(&after);
    }
}

/// What the posted rows of an account come to in dollars; a euro is 1.08 of them.
fn booked(ledger: &Value, place: usize) -> Decimal {
    let posted = |row: &&Value| row["pending"] == false;
    of_account(ledger, place).iter().filter(posted).map(dollars).sum()
}

fn of_account(ledger: &Value, place: usize) -> Vec<Value> {
    let id = &ledger["accounts"][place]["account_id"];
    rows(ledger).into_iter().filter(|row| row["account_id"] == *id).collect()
}

fn dollars(row: &Value) -> Decimal {
    let amount = decimal(&row["amount"]);
    match row["iso_currency_code"].as_str() {
        Some("EUR") => (amount * Decimal::new(108, 2)).round_dp(2),
        _ => amount,
    }
}

fn check_available(ledger: &Value) {
    for place in 0..4 {
        let balances = &ledger["accounts"][place]["balances"];
        let held: Decimal = of_account(ledger, place)
            .iter()
            .filter(|row| row["pending"] == true)
            .map(dollars)
            .sum();
        let [available, current] = ["available", "current"].map(|name| decimal(&balances[name]));
        if balances["limit"].is_null() {
            assert_eq!(available, current - held);
        } else {
            assert_eq!(available, decimal(&balances["limit"]) - current - held);
        }
        assert!(current > Decimal::ZERO, "account {place} holds {current}");
    }
}

#[tokio::test]
async fn what_is_shown_of_a_row_can_be_chosen() {
    let bed = Bed::new().await;
    let item: Linked = bed.link_and_wait("user_good", 30).await;
    let options = json!({
        "include_original_description": true,
        "personal_finance_category_version": "v2",
    });
    let body = json!({ "access_token": item.access_token, "options": options });
    let page = bed.ask("/transactions/sync", body).await;
    let chosen = sorted(page["added"].as_array().unwrap());
    let plain = bed.sync(&item, "", 100).await.added;
    assert!(plain.iter().all(|row| row["original_description"].is_null()));
    assert!(chosen.iter().all(|row| row["original_description"] == row["name"]));
    let interest = |rows: &[Value]| {
        let row = rows.iter().find(|row| row["name"] == "INTRST PYMNT").unwrap();
        text(&row["personal_finance_category"]["detailed"])
    };
    assert_eq!(interest(&plain), "INCOME_WAGES");
    assert_eq!(interest(&chosen), "INCOME_SALARY");
}
