//! S6, S7: what is kept of a token is worth nothing, and a token is worth something for one session,
//! for as long as it is the newest one.

use serde_json::{Value, json};

use crate::support::api::PASSWORD;
use crate::support::{Api, Server, each_database};

const CONFIRM: &str = "mutation ($password: String!) {
    confirmPassword(input: { password: $password }) {
        token confirmedUntil userErrors { code path }
    }
}";
const VIEWER: &str = "{ viewer { username } }";

async fn confirm(api: &Api, password: &str) -> Value {
    api.send(CONFIRM, json!({ "password": password })).await
}

async fn is_dead(api: &Api) -> bool {
    let answer = api.send(VIEWER, json!({})).await;
    answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
}

each_database!(async fn s06_no_stored_value_is_a_token(database) {
    use sea_orm::{ConnectionTrait as _, Statement};

    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let again = confirm(&alice, PASSWORD).await;
    assert!(again["data"]["confirmPassword"]["token"].is_string(), "{again}");
    let db = sea_orm::Database::connect(server.database_url()).await.unwrap();
    let mut stored = 0;
    for sql in ["select token_hash as it from sessions", "select token_hash as it from used_tokens"] {
        let rows = Statement::from_string(db.get_database_backend(), sql);
        for row in db.query_all_raw(rows).await.unwrap() {
            let hash: Vec<u8> = row.try_get("", "it").unwrap();
            let hex: Vec<_> = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            let hex = hex.concat();
            for text in [hex.clone(), format!("florin_session_{hex}")] {
                assert!(is_dead(&server.anonymous().with_token(&text)).await);
            }
            stored += 1;
        }
    }
    assert_eq!(stored, 2);
    db.close().await.unwrap();
});

each_database!(async fn s07_a_confirmation_exchanges_the_token_at_once(database) {
    let server = Server::start(database).await;
    let old = server.signed_up("alice").await;
    let wrong = confirm(&old, "another password").await;
    let error = json!([{ "code": "INVALID_CREDENTIALS", "path": ["input", "password"] }]);
    assert_eq!(wrong["data"]["confirmPassword"]["userErrors"], error);
    assert!(!is_dead(&old).await, "a wrong password changes nothing");

    let told = confirm(&old, PASSWORD).await;
    let new = old.with_token(told["data"]["confirmPassword"]["token"].as_str().unwrap());
    assert!(!is_dead(&new).await);
    // Whoever shows the old one has stolen it, or was stolen from: neither may stay.
    assert!(is_dead(&old).await);
    assert!(is_dead(&new).await);
    let other = login(&server, "alice", PASSWORD).await;
    let log = "{ auditLog(first: 5) { nodes { kind } } }";
    let kinds = other.ask(log, json!({})).await["auditLog"]["nodes"].clone();
    assert_eq!(kinds[1], json!({ "kind": "USED_TOKEN_SHOWN" }), "{kinds}");
});

each_database!(async fn s07_of_fifty_rotations_at_once_none_is_left(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let bystander = login(&server, "alice", PASSWORD).await;
    let mut asked = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let alice = alice.clone();
        asked.spawn(async move { confirm(&alice, PASSWORD).await });
    }
    let answers = asked.join_all().await;
    let tokens: Vec<_> = answers
        .iter()
        .filter_map(|answer| answer["data"]["confirmPassword"]["token"].as_str())
        .collect();
    assert!(tokens.len() <= 1, "{tokens:?}");
    assert!(is_dead(&alice).await);
    for token in tokens {
        assert!(is_dead(&alice.with_token(token)).await);
    }
    assert!(!is_dead(&bystander).await, "it is the session that ends, not the user");
});

each_database!(async fn s07_a_changed_password_ends_the_other_sessions(database) {
    let server = Server::start(database).await;
    let old = server.signed_up("alice").await;
    let other = login(&server, "alice", PASSWORD).await;
    let change = "mutation ($input: ChangePasswordInput!) {
        changePassword(input: $input) { token user { username } userErrors { code path } }
    }";
    let mut input = json!({ "currentPassword": PASSWORD, "newPassword": "password1234" });
    let weak = old.ask(change, json!({ "input": input })).await;
    let error = json!([{ "code": "PASSWORD_TOO_WEAK", "path": ["input", "newPassword"] }]);
    assert_eq!(weak["changePassword"]["userErrors"], error);
    input["newPassword"] = "purple llama under water".into();
    let told = old.ask(change, json!({ "input": input })).await["changePassword"].clone();
    assert_eq!(told["user"]["username"], "alice");
    let new = old.with_token(told["token"].as_str().unwrap());
    assert!(!is_dead(&new).await);
    assert!(is_dead(&other).await);
    let data = json!({ "input": { "username": "alice", "password": PASSWORD } });
    let refused = server.anonymous().ask(LOGIN, data).await;
    assert_eq!(refused["login"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");
    login(&server, "alice", "purple llama under water").await;
});

each_database!(async fn s07_a_session_ends_unused_and_however_much_it_is_used(database) {
    use sea_orm::ConnectionTrait as _;

    let server = Server::start(database).await;
    let db = sea_orm::Database::connect(server.database_url()).await.unwrap();
    for moment in ["last_used_at", "expires_at"] {
        let alice = server.signed_up(&format!("alice-{}", moment.len())).await;
        assert!(!is_dead(&alice).await);
        let long_ago = format!("update sessions set {moment} = '2026-01-01T00:00:00+00:00'");
        db.execute_unprepared(&long_ago).await.unwrap();
        assert!(is_dead(&alice).await, "{moment}");
    }
    db.close().await.unwrap();
});

each_database!(async fn s07_a_user_has_twenty_sessions_and_ends_them(database) {
    let server = Server::start(database).await;
    let first = server.signed_up("alice").await;
    let mut newest = first.clone();
    for _ in 0..20 {
        newest = login(&server, "alice", PASSWORD).await;
    }
    assert!(is_dead(&first).await, "the one that was unused for longest made room");
    let listed = "{ sessions { id current delivery agent address lastUsedAt expiresAt } }";
    let sessions = newest.ask(listed, json!({})).await["sessions"].clone();
    let sessions = sessions.as_array().unwrap();
    assert_eq!(sessions.len(), 20);
    assert_eq!(sessions.iter().filter(|session| session["current"] == true).count(), 1);
    assert_eq!((&sessions[0]["delivery"], &sessions[0]["address"]), (&"TOKEN".into(), &"127.0.0.1".into()));
    let another = sessions.iter().find(|session| session["current"] == false).unwrap();
    let end = "mutation ($id: ID!) {
        endSession(input: { sessionId: $id }) { endedSessionId userErrors { code } }
    }";
    let mallory = server.signed_up("mallory").await;
    let refused = mallory.ask(end, json!({ "id": another["id"] })).await;
    assert_eq!(refused["endSession"]["userErrors"], json!([{ "code": "NOT_FOUND" }]));
    let ended = newest.ask(end, json!({ "id": another["id"] })).await;
    assert_eq!(ended["endSession"]["endedSessionId"], another["id"]);
    let others = "mutation { endOtherSessions { endedCount userErrors { code } } }";
    let ended = newest.ask(others, json!({})).await;
    assert_eq!(ended["endOtherSessions"], json!({ "endedCount": 18, "userErrors": [] }));
    assert!(!is_dead(&newest).await);
});

const LOGIN: &str = "mutation ($input: LoginInput!) {
    login(input: $input) { token userErrors { code } }
}";

async fn login(server: &Server, username: &str, password: &str) -> Api {
    let input = json!({ "username": username, "password": password });
    let told = server.anonymous().ask(LOGIN, json!({ "input": input })).await;
    let token = told["login"]["token"].as_str().unwrap_or_else(|| panic!("{told}"));
    server.anonymous().with_token(token)
}
