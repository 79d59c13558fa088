//! The end of an account: nothing is left of it, here and at Plaid, but a receipt.

use std::time::Duration;

use florin::features::deletions::TABLES;
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};
use serde_json::{Value, json};

use crate::support::api::PASSWORD;
use crate::support::{Api, Server, each_database};

const DELETE: &str = "mutation ($name: String!) {
    deleteAccount(input: { username: $name }) {
        receipt { code requestedAt completedAt banksRemoved erased { what count } }
        userErrors { code path }
    }
}";

each_database!(async fn an_account_is_erased_here_and_at_the_bank(database) {
    let mut server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let bob = server.signed_up("bob").await;
    alice.link("ins_109508", "user_good").await;
    bob.link("ins_109508", "user_good").await;
    let other = alice.ask(DELETE, json!({ "name": "bob" })).await["deleteAccount"].clone();
    let error = json!([{ "code": "INVALID_INPUT", "path": ["input", "username"] }]);
    assert_eq!(other["userErrors"], error);

    // The bank doesn't answer at first, and the server dies in between.
    alice.fault("/item/remove", "http_500", 2).await;
    let told = alice.ask(DELETE, json!({ "name": "Alice" })).await["deleteAccount"].clone();
    assert_eq!(told["receipt"]["banksRemoved"], 1, "{told}");
    assert_eq!(told["receipt"]["completedAt"], Value::Null);
    let code = told["receipt"]["code"].as_str().unwrap().to_owned();
    assert_eq!(alice.error_code("{ viewer { id } }", json!({})).await, "UNAUTHENTICATED");
    let login = "mutation ($name: String!, $password: String!) {
        login(input: { username: $name, password: $password }) { token userErrors { code message } }
    }";
    let closed = server.anonymous().ask(login, json!({ "name": "alice", "password": PASSWORD })).await;
    let nobody = server.anonymous().ask(login, json!({ "name": "nobody", "password": PASSWORD })).await;
    assert_eq!(closed, nobody);
    server.kill().await;
    server.resume().await;

    let receipt = completed(&server.anonymous(), &code).await;
    let count = |what: &str| {
        let erased = receipt["erased"].as_array().unwrap();
        erased.iter().find(|table| table["what"] == what).map(|table| table["count"].clone())
    };
    assert_eq!(count("items"), Some(json!(1)), "{receipt}");
    assert!(count("transactions").unwrap().as_u64().unwrap() > 10, "{receipt}");
    assert_eq!(rows_by_owner(&server).await, 1, "only bob has rows");
    let confirmed = server.exchanges();
    let confirmed = confirmed
        .lines()
        .filter(|call| call.contains("\"path\":\"/item/remove\"") && call.contains("\"status\":200"));
    assert!(confirmed.count() > 0, "the bank was told");
    assert_eq!(bob.ask("{ items { id } }", json!({})).await["items"].as_array().unwrap().len(), 1);
    server.signed_up("alice").await;
});

/// The receipt, once it says that nothing is left.
async fn completed(anonymous: &Api, code: &str) -> Value {
    let query = "query ($code: String!) {
        deletionReceipt(code: $code) { completedAt banksRemoved code erased { what count } }
    }";
    assert_eq!(
        anonymous.ask(query, json!({ "code": "nonsense" })).await["deletionReceipt"],
        Value::Null
    );
    let mut looks = tokio::time::interval(Duration::from_millis(200));
    for _ in 0..300 {
        looks.tick().await;
        let told = anonymous.ask(query, json!({ "code": code })).await["deletionReceipt"].clone();
        assert_eq!(told["code"], Value::Null);
        if told["completedAt"].is_string() {
            return told;
        }
    }
    panic!("the account was not deleted within a minute");
}

/// How many owners have rows, over every table that the database itself says has an owner. Each such
/// table must be one that a deletion counts.
async fn rows_by_owner(server: &Server) -> usize {
    let db = sea_orm::Database::connect(server.database_url()).await.unwrap();
    let backend = db.get_database_backend();
    let sql = if backend == DbBackend::Sqlite {
        "select m.name as name from sqlite_master m, pragma_table_info(m.name) c
         where m.type = 'table' and c.name = 'user_id'"
    } else {
        "select table_name::text as name from information_schema.columns
         where column_name = 'user_id' and table_schema = 'public'"
    };
    let tables = db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap();
    let mut tables: Vec<String> =
        tables.iter().map(|row| row.try_get("", "name").unwrap()).collect();
    tables.sort();
    assert_eq!(tables, TABLES, "the list of what is erased is not the database's");
    let mut owners = std::collections::BTreeSet::new();
    for table in tables {
        let sql = format!("select distinct user_id as it from {table} where user_id is not null");
        for row in db.query_all_raw(Statement::from_string(backend, sql)).await.unwrap() {
            owners.insert(row.try_get::<uuid::Uuid>("", "it").unwrap());
        }
    }
    db.close().await.unwrap();
    owners.len()
}
