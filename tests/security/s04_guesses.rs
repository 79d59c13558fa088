//! S4: whoever guesses at an account's password gets a few guesses, however many addresses, names,
//! aliases and batches they guess by, and locks nobody out of it.

use std::time::Duration;

use reqwest::RequestBuilder;
use reqwest::header::USER_AGENT;
use sea_orm::{ConnectionTrait as _, Statement};
use serde_json::{Value, json};

use crate::support::api::PASSWORD;
use crate::support::scale::{reached, size};
use crate::support::{Server, each_database};

const LOGIN: &str = "mutation ($input: LoginInput!) {
    login(input: $input) { token userErrors { code message path } }
}";

/// What the promise counts over.
const QUARTER_OF_AN_HOUR_MILLIS: usize = 15 * 60 * 1_000;

/// How often a password of one account may be verified in it.
const VERIFIED_MAX: i64 = 20;

/// How often somebody comes back who was told that the queue for hashing is full.
const RETURNS_MAX: usize = 100;

/// Guesses between two steps of time, and addresses that they come from in turns.
const AT_ONCE: usize = 20;
const ADDRESSES: usize = 50;

/// Somebody behind a proxy, or who says so.
struct Client<'a> {
    server: &'a Server,
    http: reqwest::Client,
}

impl Client<'_> {
    fn post(&self, (address, agent): (&str, &str), body: &Value) -> RequestBuilder {
        let request = self.http.post(format!("http://{}/graphql", self.server.address()));
        request.json(body).header(USER_AGENT, agent).header("x-forwarded-for", address)
    }

    async fn log_in(&self, from: (&str, &str), (username, password): (&str, &str)) -> Value {
        let input = json!({ "username": username, "password": password });
        let body = json!({ "query": LOGIN, "variables": { "input": input } });
        self.post(from, &body).send().await.unwrap().json().await.unwrap()
    }

    async fn sign_up(&self, from: (&str, &str), username: &str) {
        let email = format!("{username}@example.com");
        let user = json!({ "username": username, "email": email, "password": PASSWORD });
        let query = "mutation ($input: SignupInput!) { signup(input: $input) { token } }";
        let body = json!({ "query": query, "variables": { "input": user } });
        let told: Value = self.post(from, &body).send().await.unwrap().json().await.unwrap();
        assert!(told["data"]["signup"]["token"].is_string(), "{told}");
    }
}

fn is_refused(answer: &Value) -> bool {
    answer["data"]["login"]["userErrors"][0]["code"] == "INVALID_CREDENTIALS"
}

/// Does something to what is remembered of guesses, behind the server's back.
async fn of_attempts(server: &Server, sql: &str) -> i64 {
    let db = server.behind().await;
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap();
    let number = row.map(|row| row.try_get("", "n").unwrap()).unwrap_or_default();
    db.close().await.unwrap();
    number
}

/// How often the passwords of all accounts together were really verified since the last success.
async fn verified(server: &Server) -> i64 {
    let sql = "select cast(coalesce(sum(attempts), 0) as bigint) as n from login_attempts";
    of_attempts(server, sql).await
}

/// Lets time pass for who has to wait.
async fn pass(server: &Server, millis: i64) {
    let sql = format!(
        "update login_attempts set free_at_ms = free_at_ms - {millis}, asked_at_ms = asked_at_ms - {millis}"
    );
    of_attempts(server, &sql).await;
}

each_database!(async fn s04_a_thousand_guesses_are_few_and_lock_nobody_out(database) {
    let server =
        Server::start_with(database.clone(), &[("FLORIN_TRUSTED_PROXIES", "127.0.0.1")]).await;
    let client = Client { server: &server, http: reqwest::Client::new() };
    let home = ("192.0.2.1", "home");
    client.sign_up(home, "alice").await;

    // A quarter of an hour passes in as many steps as there are rounds.
    let rounds = size(5, 50);
    let step = i64::try_from(QUARTER_OF_AN_HOUR_MILLIS / rounds).unwrap();
    for round in 0..rounds {
        let mut guesses = tokio::task::JoinSet::new();
        for guess in round * AT_ONCE..(round + 1) * AT_ONCE {
            let address = format!("198.51.100.{}", guess % ADDRESSES);
            let (body, expected) = guessing(guess);
            let request = client.post((&address, "guesser"), &body);
            guesses.spawn(async move {
                let answer = until_looked_at(&request).await;
                match expected {
                    None => assert!(is_refused(&answer), "{answer}"),
                    Some(code) => assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{answer}"),
                }
            });
            if guesses.len() >= 8 {
                guesses.join_next().await.unwrap().unwrap();
            }
        }
        guesses.join_all().await;
        pass(&server, step).await;
    }
    let most = verified(&server).await;
    assert!((10..=VERIFIED_MAX).contains(&most), "{most}");

    // However slow this machine is, the wait that guessing has brought is not over now.
    pass(&server, -600_000).await;
    let right = ("alice", PASSWORD);
    let told = client.log_in(("198.51.100.7", "guesser"), right).await;
    assert!(is_refused(&told), "who guesses gets the right one refused too: {told}");
    let told = client.log_in(home, right).await;
    assert!(told["data"]["login"]["token"].is_string(), "{told}");
    reached("S4", &database, format!(
        "{} documents with guesses at one account in a quarter of an hour, from {ADDRESSES} addresses, by \
         name and e-mail address, every tenth with ten aliases and every tenth in a batch of ten: {most} \
         were verified (bound {VERIFIED_MAX}); its owner's known device got in, the guesser with the \
         right password did not", rounds * AT_ONCE
    ));
});

/// The answer to a guess that found the queue for hashing short enough, on however slow a machine.
async fn until_looked_at(request: &RequestBuilder) -> Value {
    for _ in 0..RETURNS_MAX {
        let request = request.try_clone().expect("a body of bytes can be sent again");
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let Some(seconds) = answer["errors"][0]["extensions"]["retryAfterSeconds"].as_u64() else {
            return answer;
        };
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }
    panic!("the queue for hashing was full {RETURNS_MAX} times");
}

/// A guess, and the code of the error with which all of it is refused.
fn guessing(guess: usize) -> (Value, Option<&'static str>) {
    let name = if guess.is_multiple_of(2) { "alice" } else { "Alice@example.com" };
    let input =
        |number| json!({ "username": name, "password": format!("a wrong guess {guess} {number}") });
    let one = json!({ "query": LOGIN, "variables": { "input": input(0) } });
    match guess % 10 {
        3 => {
            let aliases = (0..10).map(|number| {
                let password = &input(number)["password"];
                format!("a{number}: login(input: {{ username: \"{name}\", password: {password} }}) {{ token }}")
            });
            let query = format!("mutation {{ {} }}", aliases.collect::<Vec<_>>().join(" "));
            (json!({ "query": query }), Some("QUERY_TOO_COMPLEX"))
        }
        6 => (Value::from(vec![one; 10]), Some("BAD_USER_INPUT")),
        _ => (one, None),
    }
}

each_database!(async fn s04_an_address_that_a_client_writes_itself_is_not_believed(database) {
    let server = Server::start_with(database, &[("FLORIN_LOGIN_RATE", "5")]).await;
    let client = Client { server: &server, http: reqwest::Client::new() };
    client.sign_up(("192.0.2.1", "home"), "alice").await;
    for guess in 0..5 {
        let address = format!("198.51.100.{guess}");
        let name = format!("nobody-{guess}");
        assert!(is_refused(&client.log_in((&address, "guesser"), (&name, PASSWORD)).await));
    }
    // All of them came from one address, which may fail no more. Nobody has guessed at Alice.
    let told = client.log_in(("198.51.100.77", "elsewhere"), ("alice", PASSWORD)).await;
    assert!(is_refused(&told), "{told}");
    let told = client.log_in(("203.0.113.9", "home"), ("alice", PASSWORD)).await;
    assert!(told["data"]["login"]["token"].is_string(), "a known device gets in: {told}");
});
