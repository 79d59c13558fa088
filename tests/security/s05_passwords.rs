//! S5: a password is taken as it was typed, whole, and refused only for what makes it easy to guess.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::{Answer, Site};
use crate::support::{Api, Server, each_database};

/// A sentence of exactly as many bytes as a password may have, whose last character counts.
fn longest() -> String {
    let words = "a plain sentence that nobody else would think of, ";
    words.chars().cycle().take(1_023).chain(['!']).collect()
}

async fn sign_up(api: &Api, username: &str, password: &str) -> Value {
    let query = "mutation ($input: SignupInput!) {
        signup(input: $input) { user { username } userErrors { code path } } }";
    let email = format!("{username}@example.com");
    let input = json!({ "username": username, "email": email, "password": password });
    api.ask(query, json!({ "input": input })).await["signup"].clone()
}

async fn may_log_in(api: &Api, username: &str, password: &str) -> bool {
    let query = "mutation ($input: LoginInput!) {
        login(input: $input) { user { username } userErrors { code } } }";
    let input = json!({ "username": username, "password": password });
    let told = api.ask(query, json!({ "input": input })).await["login"].clone();
    if told["user"].is_null() {
        assert_eq!(told["userErrors"], json!([{ "code": "INVALID_CREDENTIALS" }]));
    }
    told["user"].is_object()
}

each_database!(async fn s05_a_password_counts_to_its_last_byte(database) {
    let server = Server::start(database).await;
    let api = server.anonymous();
    let longest = longest();
    assert_eq!(longest.len(), 1_024);
    let others = |text: &str| [text[..text.len() - 1].to_owned(), format!("{}?", &text[..1_023])];
    // Taken to the letter: neither trimmed, nor cut, nor changed into what looks the same (NFKC).
    for (username, password, others) in [
        ("longest", longest.as_str(), others(&longest).to_vec()),
        ("ligature", "the ﬁsh is in the oﬃce", vec!["the fish is in the office".to_owned()]),
        ("accent", "café au lait at noon", vec!["cafe\u{301} au lait at noon".to_owned()]),
        ("spaces", "  two spaces around  ", vec!["two spaces around".to_owned()]),
        ("cases", "Correct Horse Battery", vec!["correct horse battery".to_owned()]),
        ("null", "a zero \0 in between", vec!["a zero ".to_owned(), "a zero in between".to_owned()]),
    ] {
        let told = sign_up(&api, username, password).await;
        assert_eq!(told["userErrors"], json!([]), "{username}");
        for other in &others {
            assert!(!may_log_in(&api, username, other).await, "{username}: {other}");
        }
        assert!(may_log_in(&api, username, password).await, "{username}");
    }
});

each_database!(async fn s05_what_is_refused_is_told_with_its_code(database) {
    let server = Server::start(database).await;
    let api = server.anonymous();
    let too_long = format!("{}x", longest());
    for (password, code) in [
        ("", "PASSWORD_TOO_WEAK"),
        ("elevenchars", "PASSWORD_TOO_WEAK"),
        ("password1234", "PASSWORD_TOO_WEAK"),
        ("qwertyuiop12", "PASSWORD_TOO_WEAK"),
        ("111111111111", "PASSWORD_TOO_WEAK"),
        ("florinflorin", "PASSWORD_TOO_WEAK"),
        ("walter@example.com", "PASSWORD_TOO_WEAK"),
        (too_long.as_str(), "INVALID_INPUT"),
    ] {
        let told = sign_up(&api, "walter", password).await;
        let errors = json!([{ "code": code, "path": ["input", "password"] }]);
        assert_eq!(told["userErrors"], errors, "{password}");
        assert_eq!(told["user"], Value::Null, "{password}");
    }
    // Nothing has to be in it: no digit, no sign, no capital letter.
    let told = sign_up(&api, "walter", "nothing but plain words").await;
    assert_eq!(told["user"]["username"], "walter");
});

#[tokio::test(flavor = "multi_thread")]
async fn s05_a_password_of_a_megabyte_costs_nothing() {
    let password = "long ".repeat((1 << 20) / 5);
    let login = "mutation ($input: LoginInput!) { login(input: $input) { userErrors { code } } }";
    let signup =
        "mutation ($input: SignupInput!) { signup(input: $input) { userErrors { code } } }";
    let site = Site::start().await;
    site.sign_up("alice").await;
    let long = json!({ "input": { "username": "alice", "password": password } });
    let asked = Instant::now();
    let answer = Answer::of(site.ask_with(login, &long)).await;
    assert_eq!((answer.status, answer.code()), (413, Some("BAD_USER_INPUT")));
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());

    // Where the operator lets such a request in, it gets no further than the rules.
    let site = Site::start_set(&[("FLORIN_REQUEST_BYTES", "4194304")]).await;
    site.sign_up("alice").await;
    let new = json!({ "input": {
        "username": "bob", "email": "bob@example.com", "password": password,
    } });
    for (field, query, variables, code) in
        [("login", login, &long, "INVALID_CREDENTIALS"), ("signup", signup, &new, "INVALID_INPUT")]
    {
        let asked = Instant::now();
        let answer = Answer::of(site.ask_with(query, variables)).await;
        let told = &answer.json["data"][field]["userErrors"][0]["code"];
        assert_eq!(told, code, "{answer:?}");
        assert!(asked.elapsed() < Duration::from_secs(10), "{field}: {:?}", asked.elapsed());
    }
}
