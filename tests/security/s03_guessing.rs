//! S3, S4, S22: whoever guesses learns nothing from the answers, and gets few of them.

use std::time::{Duration, Instant};

use reqwest::header::USER_AGENT;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

use crate::support::api::PASSWORD;
use crate::support::{Server, each_database};

const LOGIN: &str = "mutation ($input: LoginInput!) {
    login(input: $input) { token userErrors { code message path } }
}";

/// A login from a device, named by its agent.
async fn login(address: &str, agent: &str, (username, password): (&str, &str)) -> Value {
    let input = json!({ "username": username, "password": password });
    let body = json!({ "query": LOGIN, "variables": { "input": input } });
    let request = reqwest::Client::new().post(format!("http://{address}/graphql")).json(&body);
    request.header(USER_AGENT, agent).send().await.unwrap().json().await.unwrap()
}

fn is_refused(answer: &Value) -> bool {
    answer["data"]["login"]["userErrors"][0]["code"] == "INVALID_CREDENTIALS"
}

/// However slow this machine is, no wait that guessing has brought is over before the test is.
async fn wait_for_long(server: &Server) {
    let db = server.behind().await;
    db.execute_unprepared("update login_attempts set free_at_ms = free_at_ms + 600000")
        .await
        .unwrap();
    db.close().await.unwrap();
}

/// How often a password of an account was really verified.
async fn verified(server: &Server) -> i64 {
    let db = sea_orm::Database::connect(server.database_url()).await.unwrap();
    let sql = "select cast(coalesce(max(attempts), 0) as bigint) as n from login_attempts";
    let most = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(most).await.unwrap().unwrap();
    let most = row.try_get("", "n").unwrap();
    db.close().await.unwrap();
    most
}

each_database!(async fn s04_a_thousand_guesses_are_few_and_lock_nobody_out(database) {
    let server = Server::start_with(database, &[("FLORIN_TRUSTED_PROXIES", "127.0.0.1")]).await;
    let home = reqwest::Client::new();
    let graphql = format!("http://{}/graphql", server.address());
    let ask = |address: String, agent: &'static str, query: &str, input: Value| {
        let body = json!({ "query": query, "variables": { "input": input } });
        home.post(&graphql).json(&body).header(USER_AGENT, agent).header("x-forwarded-for", address)
    };
    let signup = "mutation ($input: SignupInput!) { signup(input: $input) { token } }";
    let user = json!({ "username": "alice", "email": "alice@example.com", "password": PASSWORD });
    let told = ask("192.0.2.1".to_owned(), "home", signup, user).send().await.unwrap();
    assert!(told.status().is_success());

    // From fifty addresses, by name and by e-mail address in turns, many at once.
    let mut guesses = tokio::task::JoinSet::new();
    for guess in 0..100 {
        let name = if guess % 2 == 0 { "alice" } else { "Alice@example.com" };
        let input = json!({ "username": name, "password": format!("a wrong guess {guess}") });
        let request = ask(format!("198.51.100.{}", guess % 50), "guesser", LOGIN, input);
        guesses.spawn(async move { request.send().await.unwrap().json::<Value>().await.unwrap() });
        if guesses.len() >= 8 {
            guesses.join_next().await.unwrap().unwrap();
        }
    }
    guesses.join_all().await;
    let most = verified(&server).await;
    assert!((10..=20).contains(&most), "{most}");
    wait_for_long(&server).await;

    let right = json!({ "username": "alice", "password": PASSWORD });
    let elsewhere = ask("198.51.100.7".to_owned(), "guesser", LOGIN, right.clone());
    let told: Value = elsewhere.send().await.unwrap().json().await.unwrap();
    assert!(is_refused(&told), "who guesses gets the right one refused too: {told}");
    let at_home = ask("192.0.2.1".to_owned(), "home", LOGIN, right);
    let told: Value = at_home.send().await.unwrap().json().await.unwrap();
    assert!(told["data"]["login"]["token"].is_string(), "{told}");
});

each_database!(async fn s03_every_refusal_reads_the_same_to_the_byte(database) {
    let server = Server::start(database).await;
    server.signed_up("alice").await;
    server.signed_up("slow").await;
    for _ in 0..12 {
        login(server.address(), "guesser", ("slow", "a wrong guess")).await;
    }
    wait_for_long(&server).await;
    let mut answers = Vec::new();
    for (username, password) in
        [("nobody", PASSWORD), ("alice", "a wrong guess"), ("slow", PASSWORD), ("slow", "x"), ("", "")]
    {
        answers.push(login(server.address(), "guesser", (username, password)).await.to_string());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
});

// A sample that a busy machine can take: `make prove` is the place for thousands.
#[tokio::test(flavor = "multi_thread")]
async fn s03_every_refusal_takes_as_long() {
    let settings = [("FLORIN_LOGIN_RATE", "1000000")];
    let server = Server::start_with(crate::support::Database::Sqlite, &settings).await;
    server.signed_up("slow").await;
    for _ in 0..12 {
        login(server.address(), "guesser", ("slow", "a wrong guess")).await;
    }
    let mut samples = [Vec::new(), Vec::new(), Vec::new()];
    for round in 0..30 {
        // Somebody who has not been guessed at before.
        let alice = format!("alice-{round}");
        server.signed_up(&alice).await;
        for (samples, name) in samples.iter_mut().zip(["nobody", &alice, "slow"]) {
            let began = Instant::now();
            assert!(is_refused(&login(server.address(), "guesser", (name, "a wrong guess")).await));
            samples.push(began.elapsed());
        }
    }
    let [unknown, wrong, throttled] = &samples;
    for (name, other) in [("wrong", wrong), ("throttled", throttled)] {
        let area = area_under_curve(unknown, other);
        assert!((25..=75).contains(&area), "{name}: {area} of 100 tell it from an unknown user");
    }
}

/// Of a hundred pairs, in how many the first takes longer (Mann-Whitney): 50 says that they are alike.
fn area_under_curve(one: &[Duration], other: &[Duration]) -> usize {
    let pairs = one.iter().flat_map(|one| other.iter().map(move |other| one > other));
    pairs.filter(|longer| *longer).count() * 100 / (one.len() * other.len())
}

each_database!(async fn s22_of_a_hundred_logins_in_one_document_none_is_run(database) {
    let server = Server::start(database).await;
    server.signed_up("alice").await;
    let one = "login(input: { username: \"alice\", password: \"a wrong guess\" }) { token }";
    for (verifying, most) in [
        ((0..100).map(|n| format!("a{n}: {one} ")).collect::<Vec<_>>().join(" "), 0),
        (format!("{one} b: {one}"), 0),
        (format!("...f ...g }} fragment f on Mutation {{ {one} }} fragment g on Mutation {{ b: {one}"), 0),
    ] {
        let code = server.anonymous().error_code(&format!("mutation {{ {verifying} }}"), json!({})).await;
        assert_eq!(code, "QUERY_TOO_COMPLEX", "{verifying}");
        assert_eq!(verified(&server).await, most);
    }
    let others = [
        "confirmPassword(input: { password: \"x\" }) { token }",
        "changePassword(input: { currentPassword: \"x\", newPassword: \"y\" }) { token }",
        "resetPassword(input: { username: \"x\", code: \"y\", newPassword: \"z\" }) { userErrors { code } }",
    ];
    for other in others {
        let query = format!("mutation {{ a: {other} b: {other} }}");
        assert_eq!(server.anonymous().error_code(&query, json!({})).await, "QUERY_TOO_COMPLEX");
    }
});
