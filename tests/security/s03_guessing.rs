//! S3, S22: whoever guesses learns nothing from the answers, and tries one password at a time.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use reqwest::header::USER_AGENT;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

use crate::support::api::PASSWORD;
use crate::support::scale::{reached, size};
use crate::support::{Database, Server, each_database};

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

/// Accounts, existing or not, are new after so many guesses: those after the tenth would be throttled.
const GUESSES_EACH: usize = 10;

// All in turns, so that whatever else the machine does meets each kind alike.
#[tokio::test(flavor = "multi_thread")]
async fn s03_every_refusal_takes_as_long() {
    let settings = [("FLORIN_LOGIN_RATE", "1000000"), ("FLORIN_SIGNUP_RATE", "1000000")];
    let server = Server::start_with(Database::Sqlite, &settings).await;
    server.signed_up("slow").await;
    for _ in 0..12 {
        login(server.address(), "guesser", ("slow", "a wrong guess")).await;
    }
    wait_for_long(&server).await;
    let mut samples = [Vec::new(), Vec::new(), Vec::new()];
    let mut bodies = BTreeSet::new();
    for round in 0..size(30, 2_000) {
        let (alice, nobody) =
            (format!("alice-{}", round / GUESSES_EACH), format!("nobody-{}", round / GUESSES_EACH));
        if round % GUESSES_EACH == 0 {
            server.signed_up(&alice).await;
        }
        for (samples, name) in samples.iter_mut().zip([&nobody, &alice, "slow"]) {
            let began = Instant::now();
            let body = login(server.address(), "guesser", (name, "a wrong guess")).await;
            samples.push(began.elapsed());
            assert!(is_refused(&body), "{body}");
            bodies.insert(body.to_string());
        }
    }
    assert_eq!(bodies.len(), 1, "{bodies:#?}");
    let [unknown, wrong, throttled] = &samples;
    let areas = [wrong, throttled].map(|other| area_under_curve(unknown, other));
    let [of_wrong, of_throttled] = areas;
    let told = format!(
        "{} refusals of each kind, all one to the byte; the time tells an unknown user from a wrong \
         password with an area under the curve of 0.{of_wrong:03}, and from a throttled account with \
         0.{of_throttled:03} (0.500 is nothing at all)",
        unknown.len()
    );
    // A sample is too small for more than a rough look.
    let most = size(250, 100);
    assert!(areas.iter().all(|area| area.abs_diff(500) <= most), "{told}");
    reached("S3", &Database::Sqlite, told);
}

/// Of a thousand pairs, in how many the first takes longer (Mann-Whitney): 500 says that they are alike.
fn area_under_curve(one: &[Duration], other: &[Duration]) -> usize {
    let pairs = one.iter().flat_map(|one| other.iter().map(move |other| one > other));
    pairs.filter(|longer| *longer).count() * 1_000 / (one.len() * other.len())
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
