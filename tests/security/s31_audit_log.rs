//! S31: what was done to an account is written down, can be read by its owner, and can't be changed.

use sea_orm::{ConnectionTrait as _, DatabaseConnection};
use serde_json::{Value, json};
use std::time::Duration;

use crate::support::api::PASSWORD;
use crate::support::{Api, Database, Server, each_database};

const LOG: &str = "query ($first: Int, $after: String) { auditLog(first: $first, after: $after) {
    nodes { id at kind actor actorId address agent subject }
    edges { cursor } pageInfo { hasNextPage hasPreviousPage endCursor }
} }";

each_database!(async fn s31_each_event_is_read_back(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let mallory = server.signed_up("mallory").await;
    refused_login(&server.anonymous(), "alice").await;
    until(&alice, "LOGIN_REFUSED").await;
    // Nobody is known by this name: there is nobody to tell.
    refused_login(&server.anonymous(), "nobody").await;
    let again = logged_in(&server.anonymous(), "alice").await;
    let linked = alice.link("ins_109508", "user_good").await;
    operate(&server, &["item", "sync", &linked.item]).await;
    alice.sync(&linked.item).await;
    let remove = "mutation ($id: ID!) { removeItem(input: { itemId: $id }) { userErrors { code } } }";
    alice.ask(remove, json!({ "id": linked.item })).await;
    again.ask("mutation { logout { userErrors { code } } }", json!({})).await;
    let everywhere = "mutation { logout(input: { everywhere: true }) { userErrors { code } } }";
    alice.ask(everywhere, json!({})).await;
    let alice = logged_in(&server.anonymous(), "alice").await;

    let log = alice.ask(LOG, json!({})).await["auditLog"].clone();
    let told: Vec<_> = log["nodes"].as_array().unwrap().iter().map(short).collect();
    assert_eq!(
        told,
        [
            "LOGGED_IN by SESSION",
            "LOGGED_OUT_EVERYWHERE by SESSION",
            "LOGGED_OUT by SESSION",
            "ITEM_REMOVED by SESSION of item",
            "SYNC_ASKED by OPERATOR of item",
            "ITEM_LINKED by SESSION of item",
            "LOGGED_IN by SESSION",
            "LOGIN_REFUSED by NOBODY",
            "SIGNED_UP by SESSION",
        ]
    );
    assert_eq!(log["pageInfo"]["hasNextPage"], false);
    for (place, event) in log["nodes"].as_array().unwrap().iter().enumerate() {
        let asked_from = if place == 4 { Value::Null } else { "127.0.0.1".into() };
        assert_eq!(event["address"], asked_from, "{event}");
    }
    let sessions: Vec<_> = [0, 2, 8].map(|place| log["nodes"][place]["actorId"].clone()).into();
    assert!(sessions.iter().all(|id| id.as_str().unwrap().starts_with("ses_")), "{sessions:?}");
    assert_eq!(log["nodes"][2]["actorId"], log["nodes"][6]["actorId"], "the session that ended");

    // Page by page it is the same list, and another's log has nothing of it.
    let (mut paged, mut after) = (Vec::new(), Value::Null);
    loop {
        let page = alice.ask(LOG, json!({ "first": 2, "after": after })).await["auditLog"].clone();
        paged.extend(page["nodes"].as_array().unwrap().iter().cloned());
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(Value::from(paged), log["nodes"]);
    // The place of another's event is a place and no more.
    for variables in [json!({}), json!({ "after": log["edges"][6]["cursor"] })] {
        let hers = mallory.ask(LOG, variables).await["auditLog"]["nodes"].clone();
        let hers: Vec<_> = hers.as_array().unwrap().iter().map(short).collect();
        assert_eq!(hers, ["SIGNED_UP by SESSION"]);
    }
    assert_eq!(server.anonymous().error_code(LOG, json!({})).await, "UNAUTHENTICATED");
    for after in ["", "x", "c3luYy8wLzA", "YXVkaXQvMC8w"] {
        assert_eq!(alice.error_code(LOG, json!({ "after": after })).await, "BAD_USER_INPUT", "{after}");
    }
});

each_database!(async fn s31_the_log_is_append_only(database) {
    let is_postgres = matches!(database, Database::Postgres { .. });
    let server = Server::start(database).await;
    server.signed_up("alice").await;
    server.signed_up("bob").await;
    let db = server.behind().await;
    for sql in [
        "update audit_events set kind = 'logged_out'",
        "update audit_events set at = '2020-01-01T00:00:00+00:00'",
        "delete from audit_events",
    ] {
        let refused = db.execute_unprepared(sql).await.expect_err(sql).to_string();
        assert!(refused.contains("append-only"), "{sql}: {refused}");
    }
    if is_postgres {
        let refused = db.execute_unprepared("truncate audit_events").await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
    assert_eq!(count(&db).await, 2);

    // What is old may be forgotten, and what is about somebody who has gone goes with them.
    let old = "insert into audit_events (user_id, id, at, kind, actor)
        select user_id, user_id, '2026-01-01T00:00:00+00:00', kind, actor from audit_events";
    db.execute_unprepared(old).await.unwrap();
    let forget = "delete from audit_events where at < '2026-06-01T00:00:00+00:00'";
    assert_eq!(db.execute_unprepared(forget).await.unwrap().rows_affected(), 2);
    db.execute_unprepared("delete from users where username = 'alice'").await.unwrap();
    assert_eq!(count(&db).await, 1);
    db.close().await.unwrap();
});

fn short(event: &Value) -> String {
    let text = |field: &str| event[field].as_str().unwrap().to_owned();
    let subject = event["subject"]
        .as_str()
        .map_or(String::new(), |subject| format!(" of {}", subject.split('_').next().unwrap()));
    format!("{} by {}{subject}", text("kind"), text("actor"))
}

/// Until the newest event is of this kind: a refused login is written down apart from its answer.
async fn until(api: &Api, kind: &str) {
    let mut looks = tokio::time::interval(Duration::from_millis(20));
    for _ in 0..500 {
        looks.tick().await;
        let log = api.ask(LOG, json!({ "first": 1 })).await;
        if log["auditLog"]["nodes"][0]["kind"] == kind {
            return;
        }
    }
    panic!("no {kind} within 10 seconds");
}

async fn refused_login(anonymous: &Api, username: &str) {
    let input = json!({ "username": username, "password": "the wrong password" });
    let query = "mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } } }";
    let data = anonymous.ask(query, json!({ "input": input })).await;
    assert_eq!(data["login"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");
}

async fn logged_in(anonymous: &Api, username: &str) -> Api {
    let input = json!({ "username": username, "password": PASSWORD });
    let query = "mutation ($input: LoginInput!) { login(input: $input) { token } }";
    let data = anonymous.ask(query, json!({ "input": input })).await;
    anonymous.with_token(data["login"]["token"].as_str().unwrap())
}

async fn operate(server: &Server, arguments: &[&str]) {
    let ran = server.command(arguments).output().await.unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

async fn count(db: &DatabaseConnection) -> i64 {
    let sql = "select count(*) as found from audit_events";
    let backend = db.get_database_backend();
    let row = db.query_one_raw(sea_orm::Statement::from_string(backend, sql)).await.unwrap();
    row.unwrap().try_get("", "found").unwrap()
}
