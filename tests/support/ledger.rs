//! The bank's own ledger beside ours, row by row.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::Api;
use super::api::Linked;

/// A transaction, in the same words from either side.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    pub date: String,
    pub id: String,
    pub account: String,
    pub amount: Decimal,
    pub currency: String,
    pub name: String,
    pub merchant: Option<String>,
    pub pending: bool,
    pub replaced: Option<String>,
    pub authorized: Option<String>,
    pub channel: String,
    pub category: Option<String>,
}

/// An account's balances: current, available, limit.
pub type Balances = [Option<Decimal>; 3];

/// Accounts by Plaid's id, and rows newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    pub accounts: BTreeMap<String, (String, String, Balances)>,
    pub rows: Vec<Row>,
}

impl Ledger {
    /// As the bank knows it on the day that ours was last synced on. A test that runs across midnight
    /// finds new rows at the bank, and syncs them.
    pub async fn of_synced_bank(api: &Api, linked: &Linked) -> Self {
        let mut day = linked.day.clone();
        loop {
            let bank = Self::of_bank(api, &linked.plaid_item).await;
            let today = api.bank_day(&linked.plaid_item).await;
            if today == day {
                return bank;
            }
            day = today;
            api.sync(&linked.item).await;
        }
    }

    /// As the bank knows it.
    pub async fn of_bank(api: &Api, plaid_item: &str) -> Self {
        let told = api.look(&format!("/sim/items/{plaid_item}/ledger")).await;
        let accounts = list(&told["accounts"]).iter().map(|account| {
            let balances = &account["balances"];
            let balances = ["current", "available", "limit"].map(|name| number(&balances[name]));
            let value = (text(&account["name"]), text(&account["type"]), balances);
            (text(&account["account_id"]), value)
        });
        let mut rows: Vec<_> = list(&told["transactions"]).iter().map(bank_row).collect();
        rows.sort_by(|a, b| (&b.date, &b.id).cmp(&(&a.date, &a.id)));
        Self { accounts: accounts.collect(), rows }
    }

    /// As we know it, all of it read in pages of this size, forwards.
    pub async fn of_ours(api: &Api, page: u32) -> Self {
        let accounts = "{ accounts { plaidAccountId name type
            balance { current { amount } available { amount } limit { amount } } } }";
        let told = api.ask(accounts, json!({})).await;
        let accounts = list(&told["accounts"]).iter().map(|account| {
            let balance = &account["balance"];
            let balances = ["current", "available", "limit"]
                .map(|name| balance[name]["amount"].as_str().map(|text| text.parse().unwrap()));
            let kind = text(&account["type"]).to_lowercase();
            (text(&account["plaidAccountId"]), (text(&account["name"]), kind, balances))
        });
        let accounts = accounts.collect();
        let mut rows = forwards(api, page).await;
        assert!(rows.is_sorted_by(|a, b| a.date >= b.date), "the list comes newest first");
        rows.sort_by(|a, b| (&b.date, &b.id).cmp(&(&a.date, &a.id)));
        Self { accounts, rows }
    }
}

/// Our rows from the newest on, in the order of the list.
pub async fn forwards(api: &Api, page: u32) -> Vec<Row> {
    pages(api, json!({ "first": page }), "after", "endCursor", "hasNextPage").await
}

/// Our rows from the oldest back, turned to the order of the list.
pub async fn backwards(api: &Api, page: u32) -> Vec<Row> {
    let variables = json!({ "last": page });
    let mut rows = pages(api, variables, "before", "startCursor", "hasPreviousPage").await;
    rows.reverse();
    rows
}

async fn pages(
    api: &Api,
    mut variables: Value,
    argument: &str,
    cursor: &str,
    more: &str,
) -> Vec<Row> {
    let query = "query ($first: Int, $after: String, $last: Int, $before: String) {
        transactions(first: $first, after: $after, last: $last, before: $before) {
            nodes { plaidTransactionId date amount { amount currency } name merchantName pending
                    plaidPendingTransactionId authorizedDate paymentChannel category { code }
                    account { plaidAccountId } }
            pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
        }
    }";
    let mut rows = Vec::new();
    loop {
        let data = api.ask(query, variables.clone()).await;
        let mut page: Vec<_> = list(&data["transactions"]["nodes"]).iter().map(our_row).collect();
        if argument == "before" {
            page.reverse();
        }
        rows.extend(page);
        let info = &data["transactions"]["pageInfo"];
        if info[more] == false {
            return rows;
        }
        variables[argument] = info[cursor].clone();
    }
}

fn our_row(row: &Value) -> Row {
    Row {
        date: text(&row["date"]),
        id: text(&row["plaidTransactionId"]),
        account: text(&row["account"]["plaidAccountId"]),
        amount: row["amount"]["amount"].as_str().unwrap().parse().unwrap(),
        currency: text(&row["amount"]["currency"]),
        name: text(&row["name"]),
        merchant: maybe(&row["merchantName"]),
        pending: row["pending"].as_bool().unwrap(),
        replaced: maybe(&row["plaidPendingTransactionId"]),
        authorized: maybe(&row["authorizedDate"]),
        channel: text(&row["paymentChannel"]).to_lowercase().replace('_', " "),
        category: maybe(&row["category"]["code"]),
    }
}

/// The bank counts from its own side: what leaves the account is positive there.
fn bank_row(row: &Value) -> Row {
    Row {
        date: text(&row["date"]),
        id: text(&row["transaction_id"]),
        account: text(&row["account_id"]),
        amount: -number(&row["amount"]).unwrap(),
        currency: maybe(&row["iso_currency_code"])
            .unwrap_or_else(|| text(&row["unofficial_currency_code"])),
        name: text(&row["name"]),
        merchant: maybe(&row["merchant_name"]),
        pending: row["pending"].as_bool().unwrap(),
        replaced: maybe(&row["pending_transaction_id"]),
        authorized: maybe(&row["authorized_date"]),
        channel: text(&row["payment_channel"]),
        category: maybe(&row["personal_finance_category"]["detailed"]),
    }
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}")).to_owned()
}

fn maybe(value: &Value) -> Option<String> {
    value.as_str().map(ToOwned::to_owned)
}

fn number(value: &Value) -> Option<Decimal> {
    value.is_number().then(|| value.to_string().parse().unwrap())
}
