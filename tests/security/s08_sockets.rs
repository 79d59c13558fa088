//! S8: a session that ends takes its sockets and event streams with it, at once where it is
//! announced, and without any announcement at the next look.

use std::time::Duration;

use florin::http::Limits;
use florin::kernel::event::Event;
use florin::kernel::ids::UserId;
use reqwest::header::ACCEPT;
use serde_json::json;

use crate::http::socket::{Client, FOLLOW};
use crate::http::{Answer, PUBLIC_URL, Site, VIEWER};
use crate::support::{Server, each_database};

/// Much longer than any test: nobody looks by themselves.
const NEVER: Duration = Duration::from_hours(1);

/// The bound of the promise, with Redis.
const AT_ONCE: Duration = Duration::from_secs(5);

async fn start(session_check_every: Duration) -> Site {
    Site::start_with(PUBLIC_URL, &Limits { session_check_every, ..Limits::default() }).await
}

async fn id_of(site: &Site, token: &str) -> UserId {
    let answer = Answer::of(site.ask("{ viewer { id } }").bearer_auth(token)).await;
    UserId::parse(answer.json["data"]["viewer"]["id"].as_str().unwrap()).unwrap()
}

async fn log_out(site: &Site, token: &str) {
    let logout = site.ask("mutation { logout { userErrors { code } } }").bearer_auth(token);
    assert_eq!(Answer::of(logout).await.status, 200);
}

#[tokio::test]
async fn s08_a_socket_is_closed_when_the_end_of_its_session_is_announced() {
    let site = start(NEVER).await;
    let token = site.sign_up("alice").await;
    let alice = id_of(&site, &token).await;
    let mut socket = Client::acknowledged(&site, Some(&token)).await;
    // What ended is another's session: this one stays.
    site.platform.events.publish(Event::AccessChanged { owner: alice });
    socket.say(&crate::http::socket::subscribe("1", VIEWER)).await;
    assert_eq!(socket.hear().await["payload"]["data"]["viewer"]["username"], "alice");

    log_out(&site, &token).await;
    site.platform.events.publish(Event::AccessChanged { owner: alice });
    let closed = tokio::time::timeout(AT_ONCE, socket.closed()).await.unwrap();
    assert_eq!(closed, (4401, "The session has ended".to_owned()));
}

#[tokio::test]
async fn s08_an_event_stream_ends_when_the_end_of_its_session_is_announced() {
    let site = start(NEVER).await;
    let token = site.sign_up("alice").await;
    let alice = id_of(&site, &token).await;
    let follow = site.ask(FOLLOW).bearer_auth(&token).header(ACCEPT, "text/event-stream");
    let stream = follow.send().await.unwrap();
    log_out(&site, &token).await;
    site.platform.events.publish(Event::AccessChanged { owner: alice });
    let rest = tokio::time::timeout(AT_ONCE, stream.text()).await.unwrap().unwrap();
    assert!(rest.contains("UNAUTHENTICATED"), "{rest}");
}

#[tokio::test]
async fn s08_a_lost_announcement_is_made_up_for_by_looking() {
    let site = start(Duration::from_millis(20)).await;
    let token = site.sign_up("alice").await;
    let socket = Client::acknowledged(&site, Some(&token)).await;
    log_out(&site, &token).await;
    let closed = tokio::time::timeout(AT_ONCE, socket.closed()).await.unwrap();
    assert_eq!(closed.0, 4401);
}

#[test]
fn s08_a_look_is_due_in_half_a_minute_at_the_latest() {
    assert!(Limits::default().session_check_every <= Duration::from_secs(30));
}

each_database!(async fn s08_who_logs_out_has_no_sockets_left(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let mut socket = alice.socket().await;
    socket.subscribe("all", FOLLOW, json!({})).await;
    alice.ask("mutation { logout { userErrors { code } } }", json!({})).await;
    let closed = tokio::time::timeout(AT_ONCE, socket.closed()).await;
    assert_eq!(closed.expect("it is closed at once").0, 4401);
});
