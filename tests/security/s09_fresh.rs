//! S9: what is dangerous wants the password to have been given of late. The list of what is dangerous
//! is here; that each of it refuses is asked of the server for each of it.

use florin::graphql::guard::{Declared, Fresh};
use sea_orm::ConnectionTrait as _;
use serde_json::json;

use crate::support::api::PASSWORD;
use crate::support::{Server, each_database};

/// Mutations that want it of everybody, and a call of each.
const EVERYBODY: &[(&str, &str)] = &[
    ("changeEmail", "changeEmail(input: { email: \"x@example.com\" }) { userErrors { code } }"),
    (
        "createApiKey",
        "createApiKey(input: { name: \"x\", scopes: [SYNC_READ] }) { userErrors { code } }",
    ),
    ("deleteAccount", "deleteAccount(input: { username: \"nobody\" }) { userErrors { code } }"),
];

/// Mutations that want it of browsers.
const BROWSERS: &[(&str, &str)] = &[
    ("createLinkToken", "createLinkToken { userErrors { code } }"),
    (
        "exchangePublicToken",
        "exchangePublicToken(input: { publicToken: \"x\" }) { userErrors { code } }",
    ),
    ("removeItem", "removeItem(input: { itemId: \"x\" }) { userErrors { code } }"),
];

/// Mutations that are not dangerous, or verify a password or a code themselves.
const OTHERS: &[&str] = &[
    "changePassword",
    "confirmPassword",
    "endOtherSessions",
    "endSession",
    "login",
    "logout",
    "resetPassword",
    "revokeApiKey",
    "signup",
    "syncItem",
    "updateTransaction",
];

#[test]
fn s09_every_mutation_is_dangerous_or_is_not() {
    let sdl = florin::graphql::sdl();
    let declared = Declared::read(&sdl).unwrap();
    let mut names = Vec::new();
    let begin = sdl.find("type Mutation {").unwrap();
    for line in sdl[begin..].lines().skip(1).take_while(|line| *line != "}") {
        let name: String = line.trim().chars().take_while(char::is_ascii_alphanumeric).collect();
        if declared.rule("Mutation", &name).is_some() {
            names.push(name);
        }
    }
    assert!(names.len() >= OTHERS.len() + BROWSERS.len(), "{names:?}");
    for name in &names {
        let is = |list: &[(&str, &str)]| list.iter().any(|(listed, _)| listed == name);
        let wanted = if is(EVERYBODY) {
            Some(Fresh::Everybody)
        } else if is(BROWSERS) {
            Some(Fresh::Browser)
        } else {
            assert!(OTHERS.contains(&name.as_str()), "{name}: is it dangerous?");
            None
        };
        assert_eq!(declared.rule("Mutation", name).unwrap().fresh, wanted, "{name}");
    }
}

each_database!(async fn s09_what_is_dangerous_is_refused_without_a_fresh_password(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let declared = Declared::read(&florin::graphql::sdl()).unwrap();
    let known = |list: &'static [(&str, &str)]| {
        list.iter().filter(|(name, _)| declared.rule("Mutation", name).is_some())
    };
    let db = sea_orm::Database::connect(server.database_url()).await.unwrap();
    let stale = "update sessions set confirmed_at = '2026-01-01T00:00:00+00:00'";
    db.execute_unprepared(stale).await.unwrap();
    for (name, call) in known(EVERYBODY) {
        for query in [format!("mutation {{ {call} }}"), format!("mutation {{ ...f }} fragment f on Mutation {{ again: {call} }}")] {
            assert_eq!(alice.error_code(&query, json!({})).await, "REAUTH_REQUIRED", "{name}");
        }
    }
    for (name, call) in known(BROWSERS) {
        let answer = alice.send(&format!("mutation {{ {call} }}"), json!({})).await;
        assert_ne!(answer["errors"][0]["extensions"]["code"], "REAUTH_REQUIRED", "{name}");
    }
    // The same session, if it were a browser's.
    db.execute_unprepared("update sessions set delivery = 'cookie'").await.unwrap();
    for (name, call) in known(BROWSERS) {
        let query = format!("mutation {{ {call} }}");
        assert_eq!(alice.error_code(&query, json!({})).await, "REAUTH_REQUIRED", "{name}");
    }
    db.execute_unprepared("update sessions set delivery = 'token'").await.unwrap();
    db.close().await.unwrap();
    let confirm = "mutation ($password: String!) {
        confirmPassword(input: { password: $password }) { token confirmedUntil }
    }";
    let told = alice.ask(confirm, json!({ "password": PASSWORD })).await["confirmPassword"].clone();
    let alice = alice.with_token(told["token"].as_str().unwrap());
    let change = "mutation { changeEmail(input: { email: \"Ada@Example.org\" }) {
        user { email } userErrors { code }
    } }";
    let data = alice.ask(change, json!({})).await["changeEmail"].clone();
    assert_eq!(data, json!({ "user": { "email": "Ada@Example.org" }, "userErrors": [] }));
    server.signed_up("bob").await;
    let taken = change.replace("Ada@Example.org", "BOB@example.com");
    let data = alice.ask(&taken, json!({})).await["changeEmail"].clone();
    assert_eq!(data["userErrors"], json!([{ "code": "EMAIL_TAKEN" }]));
});
