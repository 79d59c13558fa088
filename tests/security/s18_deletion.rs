//! S18: keys and the end of their owner's account, and how many there may be, however they are asked for.

use futures_util::future::join_all;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

use crate::support::{Api, Server, each_database};

const CREATE: &str = "mutation { createApiKey(input: { name: \"x\", scopes: [SYNC_READ] }) {
    token userErrors { code } } }";
const DELETE: &str = "mutation { deleteAccount(input: { username: \"alice\" }) {
    userErrors { code } } }";
const VIEWER: &str = "{ viewer { id } }";

/// A new key's token, from whatever was answered.
fn token_of(answer: &Value) -> Option<&str> {
    answer["data"]["createApiKey"]["token"].as_str()
}

async fn count(server: &Server, sql: &str) -> i64 {
    let behind = server.behind().await;
    let statement = Statement::from_string(behind.get_database_backend(), sql);
    let row = behind.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn is_refused(api: &Api, token: &str) {
    let code = api.with_token(token).error_code(VIEWER, json!({})).await;
    assert_eq!(code, "UNAUTHENTICATED");
}

each_database!(async fn s18_no_key_outlives_its_account(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let old = alice.send(CREATE, json!({})).await;
    let old = token_of(&old).unwrap();
    // Keys are asked for while the account goes. Who comes too late gets none, whoever came before gets
    // one that is dead.
    let keys = join_all((0..12).map(|_| alice.send(CREATE, json!({}))));
    let (keys, deleted) = tokio::join!(keys, alice.send(DELETE, json!({})));
    assert_eq!(deleted["data"]["deleteAccount"]["userErrors"], json!([]), "{deleted}");
    for answer in &keys {
        if let Some(token) = token_of(answer) {
            is_refused(&alice, token).await;
        } else {
            let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap();
            assert!(["UNAUTHENTICATED", "REAUTH_REQUIRED"].contains(&code), "{answer}");
        }
    }
    is_refused(&alice, old).await;
    assert_eq!(count(&server, "select count(*) from api_keys").await, 0);
});

each_database!(async fn s18_an_account_that_is_being_deleted_has_no_keys(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let key = alice.send(CREATE, json!({})).await;
    let key = token_of(&key).unwrap();
    alice.with_token(key).ask(VIEWER, json!({})).await;
    // As it stands between the mark and the end of the keys, if the two weren't one commit.
    let behind = server.behind().await;
    let mark = "update users set deletion_id = id";
    behind.execute_unprepared(mark).await.unwrap();
    is_refused(&alice, key).await;
    assert_eq!(alice.error_code(CREATE, json!({})).await, "UNAUTHENTICATED");
    assert_eq!(count(&server, "select count(*) from api_keys").await, 1);
});

each_database!(async fn s18_sixty_askers_at_once_get_fifty_keys(database) {
    let server = Server::start(database).await;
    let (alice, bob) = (server.signed_up("alice").await, server.signed_up("bob").await);
    let answers = join_all((0..60).map(|_| alice.send(CREATE, json!({})))).await;
    let made = answers.iter().filter(|answer| token_of(answer).is_some()).count();
    assert_eq!(made, 50);
    for answer in answers.iter().filter(|answer| token_of(answer).is_none()) {
        let told = &answer["data"]["createApiKey"]["userErrors"];
        assert_eq!(told, &json!([{ "code": "API_KEY_LIMIT_REACHED" }]), "{answer}");
    }
    assert_eq!(count(&server, "select count(*) from api_keys").await, 50);
    // It is hers alone.
    assert!(token_of(&bob.send(CREATE, json!({})).await).is_some());
});
