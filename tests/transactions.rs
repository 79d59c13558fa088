//! Reading the ledger: pages, filters, orders.

use std::collections::HashSet;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::support::{Api, Server, each_database};

each_database!(async fn pages_hold_in_both_directions(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    alice.link("ins_109508", "user_good").await;
    for order in ["DATE", "AMOUNT"] {
        for direction in ["ASC", "DESC"] {
            let order = json!({ "field": order, "direction": direction });
            let whole = nodes(&alice, json!({ "first": 500, "order": order })).await;
            let there = paged(&alice, &order, "first", "after").await;
            let mut back = paged(&alice, &order, "last", "before").await;
            back.reverse();
            assert_eq!(there, whole, "{order}");
            assert_eq!(back, whole, "{order}");
            let distinct: HashSet<_> = whole.iter().map(|row| row["id"].to_string()).collect();
            assert_eq!(distinct.len(), whole.len());
        }
    }
    let page = "{ transactions(first: 1) { totalCount edges { cursor node { id } }
        pageInfo { startCursor endCursor hasPreviousPage hasNextPage } } }";
    let page = alice.ask(page, json!({})).await["transactions"].clone();
    assert_eq!(page["pageInfo"]["startCursor"], page["edges"][0]["cursor"]);
    assert_eq!(page["pageInfo"]["endCursor"], page["edges"][0]["cursor"]);
    assert_eq!(page["pageInfo"]["hasPreviousPage"], false);
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
});

each_database!(async fn rows_that_come_and_go_while_one_pages_shift_nothing(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let linked = alice.link("ins_109508", "user_household").await;
    let before = alice.ask(PAGE, json!({ "first": 100 })).await["transactions"].clone();
    let rest_before = after(&alice, &before["pageInfo"]["endCursor"]).await;

    alice.advance(&linked.plaid_item, 4).await;
    alice.sync(&linked.item).await;

    // What lies behind the place is what lay there, less what the bank took back.
    let rest = after(&alice, &before["pageInfo"]["endCursor"]).await;
    let ids = |rows: &[Value]| rows.iter().map(|row| row["id"].clone()).collect::<Vec<_>>();
    let (rest, mut rest_before) = (ids(&rest), ids(&rest_before));
    assert!(rest_before.len() > 1_500);
    rest_before.retain(|id| rest.contains(id));
    assert_eq!(rest, rest_before);
    let first = alice.ask(PAGE, json!({ "first": 500 })).await["transactions"]["nodes"].clone();
    assert_ne!(first[0]["id"], before["nodes"][0]["id"], "new rows came at the front");
});

each_database!(async fn filters_say_what_they_mean(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    alice.link("ins_109508", "user_household").await;
    let all = nodes(&alice, json!({ "first": 500 })).await;
    let some = &all[200];
    let amount =
        |row: &Value| row["amount"]["amount"].as_str().unwrap().parse::<Decimal>().unwrap();
    let date = |row: &Value| row["date"].as_str().unwrap().to_owned();
    let (day, sum) = (date(some), amount(some));
    let category = some["category"]["id"].clone();
    let account = some["account"]["id"].clone();
    let cases: Vec<(Value, Holds<'_>)> = vec![
        (json!({ "dateFrom": day }), Box::new(|row| date(row) >= day)),
        (json!({ "dateTo": day, "dateFrom": day }), Box::new(|row| date(row) == day)),
        (json!({ "amountMin": sum }), Box::new(|row| amount(row) >= sum)),
        (json!({ "amountMax": sum }), Box::new(|row| amount(row) <= sum)),
        (json!({ "direction": "INFLOW" }), Box::new(|row| amount(row) > Decimal::ZERO)),
        (json!({ "direction": "OUTFLOW" }), Box::new(|row| amount(row) <= Decimal::ZERO)),
        (json!({ "pending": true }), Box::new(|row| row["pending"] == true)),
        (json!({ "categoryIds": [category] }), Box::new(|row| row["category"]["id"] == category)),
        (json!({ "accountIds": [account] }), Box::new(|row| row["account"]["id"] == account)),
        (json!({ "accountIds": [] }), Box::new(|_| false)),
    ];
    let oldest = date(all.last().unwrap());
    for (filter, holds) in cases {
        let variables = json!({ "first": 500, "filter": filter });
        let mut found = nodes(&alice, variables).await;
        // The newest 500 rows are what the cases are counted on.
        found.retain(|row| date(row) > oldest);
        let mut expected: Vec<_> = all.iter().filter(|row| holds(row)).cloned().collect();
        expected.retain(|row| date(row) > oldest);
        assert_eq!(found, expected, "{filter}");
    }
});

each_database!(async fn search_finds_names_whatever_the_case(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    alice.link("ins_109508", "user_good").await;
    let count = async |text: &str| {
        let query = "query ($text: String) {
            transactions(filter: { search: $text }) { totalCount nodes { name } }
        }";
        let data = alice.ask(query, json!({ "text": text })).await;
        data["transactions"]["totalCount"].as_i64().unwrap()
    };
    let ubers = count("uber").await;
    assert!(ubers > 0);
    assert_eq!(count(" UBER ").await, ubers);
    // The wildcards of SQL are letters like any other.
    assert_eq!(count("ub%r").await, 0);
    assert_eq!(count("ub_r").await, 0);
    assert!(count("SF**POOL**").await > 0);
    assert_eq!(count("\\").await, 0);
    assert_eq!(count("' or 1=1 --").await, 0);
});

each_database!(async fn an_argument_that_cant_be_meant_is_told(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    for arguments in [
        "first: 0",
        "first: 501",
        "first: -1",
        "last: 501",
        "first: 1, last: 1",
        "after: \"nonsense\"",
        "before: \"ZGF0ZQ\"",
        "filter: { dateFrom: \"2026-02-30\" }",
        "filter: { dateFrom: \"2026-02-02\", dateTo: \"2026-02-01\" }",
        "filter: { amountMin: \"1\", amountMax: \"0\" }",
        "filter: { amountMin: 1.5 }",
        "filter: { amountMin: \"0.123456789\" }",
        "filter: { amountMin: \"99999999999999\" }",
        "filter: { accountIds: [\"nonsense\"] }",
        "filter: { accountIds: [\"item_00000000000070008000000000000000\"] }",
        "filter: { categoryIds: [\"nonsense\"] }",
        "filter: { nonsense: 1 }",
        "orderBy: { field: NONSENSE }",
    ] {
        let query = format!("{{ transactions({arguments}) {{ nodes {{ id }} }} }}");
        assert_eq!(alice.error_code(&query, json!({})).await, "BAD_USER_INPUT", "{arguments}");
    }
    let query = "query ($text: String) { transactions(filter: { search: $text }) { totalCount } }";
    for text in ["x".repeat(201), "a\0b".to_owned()] {
        assert_eq!(alice.error_code(query, json!({ "text": text })).await, "BAD_USER_INPUT");
    }
});

each_database!(async fn an_account_lists_its_own_rows(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    alice.link("ins_109508", "user_good").await;
    let query = "{ accounts { id mask transactions(first: 500) { totalCount nodes {
        account { id } item: account { item { id } } } } } transactions { totalCount } }";
    let data = alice.ask(query, json!({})).await;
    let accounts = data["accounts"].as_array().unwrap();
    assert_eq!(accounts.len(), 12);
    let mut sum = 0;
    for account in accounts {
        let rows = account["transactions"]["nodes"].as_array().unwrap();
        assert!(rows.iter().all(|row| row["account"]["id"] == account["id"]));
        assert_eq!(account["transactions"]["totalCount"], rows.len());
        sum += rows.len();
    }
    assert_eq!(data["transactions"]["totalCount"], sum);
});

/// Whether a row passes a filter.
type Holds<'a> = Box<dyn Fn(&Value) -> bool + 'a>;

const PAGE: &str = "query ($first: Int, $after: String, $last: Int, $before: String,
       $filter: TransactionFilter, $order: TransactionOrder) {
    transactions(first: $first, after: $after, last: $last, before: $before,
                 filter: $filter, orderBy: $order) {
        nodes { id date amount { amount } pending category { id } account { id } }
        pageInfo { startCursor endCursor hasNextPage hasPreviousPage }
    }
}";

/// Every row behind a place.
async fn after(api: &Api, cursor: &Value) -> Vec<Value> {
    let mut cursor = cursor.clone();
    let mut rows = Vec::new();
    loop {
        let data = api.ask(PAGE, json!({ "first": 500, "after": cursor })).await;
        rows.extend(data["transactions"]["nodes"].as_array().unwrap().iter().cloned());
        cursor = data["transactions"]["pageInfo"]["endCursor"].clone();
        if data["transactions"]["pageInfo"]["hasNextPage"] == false {
            return rows;
        }
    }
}

async fn nodes(api: &Api, variables: Value) -> Vec<Value> {
    let data = api.ask(PAGE, variables).await;
    data["transactions"]["nodes"].as_array().unwrap().clone()
}

/// Every row in pages of 53, from one end; those from the end in reverse.
async fn paged(api: &Api, order: &Value, size: &str, place: &str) -> Vec<Value> {
    let (cursor, more) = match place {
        "after" => ("endCursor", "hasNextPage"),
        _ => ("startCursor", "hasPreviousPage"),
    };
    let mut variables = json!({ size: 53, "order": order });
    let mut rows = Vec::new();
    loop {
        let data = api.ask(PAGE, variables.clone()).await;
        let mut page = data["transactions"]["nodes"].as_array().unwrap().clone();
        if place == "before" {
            page.reverse();
        }
        rows.extend(page);
        let info = &data["transactions"]["pageInfo"];
        if info[more] == false {
            return rows;
        }
        variables[place] = info[cursor].clone();
    }
}
