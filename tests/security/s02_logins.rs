//! S2: passwords are hashed one for each spare core, some more wait, and the rest are told to come back;
//! so hundreds of logins at once keep nobody else waiting, and take no memory to speak of.

use std::time::Duration;

use serde_json::json;

use crate::http::VIEWER;
use crate::support::api::PASSWORD;
use crate::support::scale::{is_full, reached, size};
use crate::support::timing::Times;
use crate::support::{Api, Server, each_database, elsewhere};

/// By how much the process may grow: a hash takes 19 MiB.
const GROWTH_MEGABYTES_MAX: u64 = 100;

/// How often somebody honest asks meanwhile.
const PACE: Duration = Duration::from_millis(10);

/// How long nobody else may wait, however busy the machine is.
const WAIT_MAX: Duration = Duration::from_secs(10);

/// How often somebody comes back who was told to.
const RETURNS_MAX: usize = 500;

/// Floods, the best of which counts in `make prove`: they tell a busy machine from a slow server.
const ROUNDS: usize = 3;

const LOGIN: &str = "mutation ($input: LoginInput!) {
    login(input: $input) { token userErrors { code } }
}";

each_database!(async fn s02_hundreds_of_logins_at_once_keep_nobody_else_waiting(database) {
    let server = Server::start_with(database.clone(), &[("FLORIN_SIGNUP_RATE", "1000")]).await;
    let alice = server.signed_up("alice").await;
    for number in 0..10 {
        server.signed_up(&format!("bob-{number}")).await;
    }
    let logins = size(60, 500);
    // By themselves as long as a flood takes: one in a hundred of a few says little.
    let pace = (PACE, size(400, 2_500));
    let mut told = Vec::new();
    for _ in 0..ROUNDS {
        let quiet = Times::while_goes_on(&alice, VIEWER, pace, || false).await;
        let before = server.megabytes("VmRSS:");
        let strangers = server.anonymous();
        let flood = elsewhere(move || flood(strangers, logins));
        let busy = Times::while_goes_on(&alice, VIEWER, pace, || !flood.is_finished()).await;
        let returns = flood.join().expect("each gets in");
        let grown = server.megabytes("VmHWM:").saturating_sub(before);
        assert!(grown < GROWTH_MEGABYTES_MAX, "{grown} MiB");
        assert!(busy.slowest() < WAIT_MAX, "{:?}", busy.slowest());
        assert!(returns > 0, "the queue was never full");
        let (usual, meanwhile) = (quiet.percentile(99), busy.percentile(99));
        told.push((usual, meanwhile));
        if !is_full() {
            return;
        }
        if meanwhile <= usual * 2 {
            reached("S2", &database, format!(
                "{logins} logins at once, told {returns} times to come back: each got in, {} queries \
                 beside them took {meanwhile:.1?} at p99 (by themselves {usual:.1?}; slowest {:.1?}), 0 \
                 failed, {grown} MiB more memory (bound {GROWTH_MEGABYTES_MAX})",
                busy.number(), busy.slowest()
            ));
            return;
        }
    }
    panic!("p99 by themselves and beside {logins} logins: {told:?}");
});

/// Everybody at once. Gives how often they were told to come back later.
async fn flood(api: Api, logins: usize) -> usize {
    let mut flood = tokio::task::JoinSet::new();
    for number in 0..logins {
        let api = api.clone();
        flood.spawn(async move { log_in(&api, &format!("bob-{}", number % 10)).await });
    }
    flood.join_all().await.into_iter().sum()
}

/// Logs in, as somebody who comes back when they are told to.
async fn log_in(api: &Api, username: &str) -> usize {
    let input = json!({ "username": username, "password": PASSWORD });
    for returns in 0..RETURNS_MAX {
        let answer = api.send(LOGIN, json!({ "input": input })).await;
        if answer["data"]["login"]["token"].is_string() {
            return returns;
        }
        let error = &answer["errors"][0]["extensions"];
        assert_eq!(error["code"], "RATE_LIMITED", "{answer}");
        let seconds = error["retryAfterSeconds"].as_u64().unwrap();
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }
    panic!("{username} was told {RETURNS_MAX} times to come back");
}
