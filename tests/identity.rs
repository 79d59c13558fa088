//! Signing up, logging in, logging out.

use serde_json::{Value, json};

use crate::support::api::PASSWORD;
use crate::support::{Api, Database, Server, each_database};

const LOGIN: &str = "mutation ($input: LoginInput!) {
    login(input: $input) { user { username } token expiresAt userErrors { code message path } }
}";

each_database!(async fn a_user_signs_up_logs_in_and_logs_out(database) {
    let server = Server::start(database).await;
    let anonymous = server.anonymous();
    let viewer = "{ viewer { username email } }";
    assert_eq!(anonymous.ask(viewer, json!({})).await["viewer"], Value::Null);

    let first = anonymous.sign_up("Alice").await;
    let told = first.ask(viewer, json!({})).await;
    assert_eq!(told["viewer"], json!({ "username": "Alice", "email": "Alice@example.com" }));

    // Names are compared whatever their case, and the e-mail address is a name.
    let second = logged_in(&anonymous, "aLICE").await;
    let third = logged_in(&anonymous, "alice@EXAMPLE.com").await;
    second.ask("mutation { logout { userErrors { code } } }", json!({})).await;
    assert_eq!(second.error_code(viewer, json!({})).await, "UNAUTHENTICATED");
    assert!(third.ask(viewer, json!({})).await["viewer"].is_object());

    let everywhere = "mutation { logout(input: { everywhere: true }) { userErrors { code } } }";
    third.ask(everywhere, json!({})).await;
    assert_eq!(third.error_code(viewer, json!({})).await, "UNAUTHENTICATED");
    assert_eq!(first.error_code(viewer, json!({})).await, "UNAUTHENTICATED");
});

each_database!(async fn an_unknown_user_and_a_wrong_password_are_told_alike(database) {
    let server = Server::start(database).await;
    let anonymous = server.anonymous();
    anonymous.sign_up("alice").await;
    let mut answers = Vec::new();
    for (username, password) in [
        ("alice", "the wrong password"),
        ("nobody", PASSWORD),
        ("", PASSWORD),
        ("alice", ""),
        ("alice@example.com", "x"),
    ] {
        let input = json!({ "username": username, "password": password });
        answers.push(anonymous.send(LOGIN, json!({ "input": input })).await);
    }
    assert_eq!(answers[0]["data"]["login"]["userErrors"][0]["code"], "INVALID_CREDENTIALS");
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
});

each_database!(async fn a_dead_or_malformed_token_is_no_token(database) {
    let server = Server::start(database).await;
    for token in ["florin_session_x", "x", "florin_key_x", "florin_session_", "ü"] {
        let client = server.anonymous().with_token(token);
        assert_eq!(client.error_code("{ viewer { id } }", json!({})).await, "UNAUTHENTICATED");
    }
});

each_database!(async fn a_session_dies_by_itself(database) {
    let server = Server::start(database.clone()).await;
    let alice = server.signed_up("alice").await;
    assert!(alice.ask("{ viewer { id } }", json!({})).await["viewer"].is_object());
    let url = match &database {
        Database::Sqlite => format!("sqlite://{}", server.data().join("florin.db").display()),
        Database::Postgres { url, .. } => url.clone(),
    };
    let db = sea_orm::Database::connect(url).await.unwrap();
    let sql = "update sessions set expires_at = created_at";
    sea_orm::ConnectionTrait::execute_unprepared(&db, sql).await.unwrap();
    db.close().await.unwrap();
    assert_eq!(alice.error_code("{ viewer { id } }", json!({})).await, "UNAUTHENTICATED");
});

each_database!(async fn no_secret_is_stored_in_the_clear(database) {
    let server = Server::start(database.clone()).await;
    let alice = server.signed_up("alice").await;
    alice.link("ins_109508", "user_good").await;
    let session = alice.token.clone().unwrap();
    let state = std::fs::read_to_string(server.data().join("plaid-sim.json")).unwrap();
    let begin = state.find("access-sandbox-").expect("the bank knows the token it gave");
    let access_token = state[begin..begin + "access-sandbox-".len() + 36].to_owned();
    for secret in [session.as_str(), PASSWORD, &access_token] {
        assert!(!holds(&database, &server, secret).await, "{secret}");
    }
    assert!(holds(&database, &server, "alice@example.com").await, "the search itself works");
});

each_database!(async fn the_first_user_closes_the_door(database) {
    let server = Server::start_with(database, &[("FLORIN_SIGNUP", "first-user")]).await;
    server.signed_up("alice").await;
    let query = "mutation ($input: SignupInput!) { signup(input: $input) { userErrors { code } } }";
    let input = json!({ "username": "bob", "email": "bob@example.com", "password": PASSWORD });
    let data = server.anonymous().ask(query, json!({ "input": input })).await;
    assert_eq!(data["signup"]["userErrors"][0]["code"], "SIGNUP_CLOSED");
});

async fn logged_in(anonymous: &Api, username: &str) -> Api {
    let input = json!({ "username": username, "password": PASSWORD });
    let data = anonymous.ask(LOGIN, json!({ "input": input })).await;
    anonymous.with_token(data["login"]["token"].as_str().unwrap())
}

/// Whether the database's files, or every row of every table, hold this text.
async fn holds(database: &Database, server: &Server, text: &str) -> bool {
    use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

    if let Database::Postgres { url, .. } = database {
        let db = sea_orm::Database::connect(url).await.unwrap();
        let mut found = false;
        for table in ["users", "sessions", "items", "accounts", "jobs", "job_events", "sync_pages"]
        {
            let sql = format!("select count(*) as n from {table} as row where row::text like $1");
            let values = [format!("%{text}%").into()];
            let counted = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
            let row = db.query_one_raw(counted).await.unwrap().unwrap();
            found |= row.try_get::<i64>("", "n").unwrap() > 0;
        }
        db.close().await.unwrap();
        return found;
    }
    let files = ["florin.db", "florin.db-wal"].map(|name| std::fs::read(server.data().join(name)));
    let mut bytes = files.into_iter().filter_map(Result::ok).flatten().collect::<Vec<_>>();
    bytes.push(0);
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
