//! S23: what a socket may do. The close codes themselves are in `tests/http/socket.rs`, and are
//! driven by graphql-ws's own client too.

use std::time::Duration;

use florin::http::Limits;
use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::header::{HeaderMap, ORIGIN};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::http::socket::{Client, FOLLOW, PROTOCOL, init, subscribe};
use crate::http::{Answer, PUBLIC_URL, Site, VIEWER};

/// The headers of an upgrade, for a client that wants to see how it is refused.
fn upgrade(origin: &str) -> HeaderMap {
    [
        ("connection", "upgrade"),
        ("upgrade", "websocket"),
        ("sec-websocket-version", "13"),
        ("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="),
        PROTOCOL,
        (ORIGIN.as_str(), origin),
    ]
    .into_iter()
    .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
    .collect()
}

#[tokio::test]
async fn s23_a_foreign_page_opens_no_socket() {
    let site = Site::start_set(&[("FLORIN_CORS_ORIGINS", "https://app.example")]).await;
    for (origin, may) in [
        (PUBLIC_URL, true),
        ("https://app.example", true),
        ("https://evil.example", false),
        ("https://app.example.evil", false),
        ("https://florin.example.evil", false),
        ("https://florin.example:444", false),
        ("http://florin.example", false),
        ("null", false),
    ] {
        let answer = Answer::of(
            site.get("/graphql").headers(upgrade(origin)).timeout(Duration::from_secs(5)),
        )
        .await;
        assert_eq!(answer.status, if may { 101 } else { 403 }, "{origin}");
    }
}

#[tokio::test]
async fn s23_a_named_page_has_a_socket_but_not_the_cookie() {
    let site = Site::start_set(&[("FLORIN_CORS_ORIGINS", "https://app.example")]).await;
    let token = site.sign_up("alice").await;
    let cookie = format!("__Host-florin_session={token}");
    let headers = [PROTOCOL, ("origin", "https://app.example"), ("cookie", cookie.as_str())];
    let mut client = Client::connect(&site, &headers).await;
    client.say(&init(None)).await;
    assert_eq!(client.hear().await["type"], "connection_ack");
    client.say(&subscribe("1", VIEWER)).await;
    assert_eq!(client.hear().await["payload"]["data"]["viewer"], Value::Null);
}

#[tokio::test]
async fn s23_a_user_has_ten_sockets_and_gets_another_when_one_is_closed() {
    let site = Site::start().await;
    let (alice, bob) = (site.sign_up("alice").await, site.sign_up("bob").await);
    let mut open = Vec::new();
    for _ in 0..10 {
        open.push(Client::acknowledged(&site, Some(&alice)).await);
    }
    let mut eleventh = Client::connect(&site, &[PROTOCOL]).await;
    eleventh.say(&init(Some(&alice))).await;
    assert_eq!(eleventh.closed().await, (4429, "Too many sockets of one user".to_owned()));
    // By the cookie it is known before the upgrade.
    let mut headers = upgrade(PUBLIC_URL);
    let cookie = format!("__Host-florin_session={alice}");
    headers.insert("cookie", cookie.parse().unwrap());
    let answer = Answer::of(site.get("/graphql").headers(headers)).await;
    assert_eq!((answer.status, answer.code()), (429, Some("RATE_LIMITED")));
    // Another user has sockets of their own.
    Client::acknowledged(&site, Some(&bob)).await;

    open.pop().unwrap().0.close(None).await.unwrap();
    let mut tries = tokio::time::interval(Duration::from_millis(20));
    for _ in 0..250 {
        tries.tick().await;
        let mut again = Client::connect(&site, &[PROTOCOL]).await;
        again.say(&init(Some(&alice))).await;
        if let Some(Ok(Message::Text(_))) = again.0.next().await {
            return;
        }
    }
    panic!("the place of a closed socket was not free within five seconds");
}

#[tokio::test]
async fn s23_strangers_of_one_address_don_t_fill_the_server() {
    let limits = Limits { sockets_of_address_max: 3, ..Limits::default() };
    let site = Site::start_with(PUBLIC_URL, &limits).await;
    let token = site.sign_up("alice").await;
    let mut idle = Vec::new();
    for _ in 0..3 {
        idle.push(Client::acknowledged(&site, None).await);
    }
    let answer = Answer::of(site.get("/graphql").headers(upgrade(PUBLIC_URL))).await;
    assert_eq!((answer.status, answer.code()), (429, Some("RATE_LIMITED")));
    drop(idle.pop());
    // Who is signed in gives the stranger's place back.
    let mut tries = tokio::time::interval(Duration::from_millis(20));
    for _ in 0..250 {
        tries.tick().await;
        let answer = Answer::of(site.get("/graphql").headers(upgrade(PUBLIC_URL))).await;
        if answer.status == 101 {
            break;
        }
        assert_eq!(answer.status, 429);
    }
    let streams = site.ask(FOLLOW).bearer_auth(&token).header("accept", "text/event-stream");
    assert_eq!(streams.send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn s23_operations_and_messages_have_a_pace() {
    let site = Site::start_set(&[("FLORIN_SOCKET_OPERATIONS_PER_MINUTE", "5")]).await;
    let token = site.sign_up("alice").await;
    let mut client = Client::acknowledged(&site, Some(&token)).await;
    let mut codes = Vec::new();
    for number in 0..8 {
        client.say(&subscribe(&number.to_string(), VIEWER)).await;
        let told = client.hear().await;
        if told["type"] == "next" {
            assert_eq!(client.hear().await["type"], "complete");
        } else {
            let extensions = &told["payload"][0]["extensions"];
            assert!(extensions["retryAfterSeconds"].as_u64().unwrap() <= 12, "{told}");
            codes.push(extensions["code"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(codes, ["RATE_LIMITED"; 3]);

    for _ in 0..1_100 {
        let ping = Message::text(json!({ "type": "ping" }).to_string());
        // The server may have hung up already.
        if client.0.send(ping).await.is_err() {
            break;
        }
    }
    assert_eq!(client.closed().await, (4429, "Too many messages".to_owned()));
    assert_eq!(Limits::default().socket_operations.units(), 100);
}

#[tokio::test]
async fn s23_nothing_begins_on_a_socket_whose_session_has_ended() {
    let never = Duration::from_hours(1);
    let limits = Limits { session_check_every: never, ..Limits::default() };
    let site = Site::start_with(PUBLIC_URL, &limits).await;
    let token = site.sign_up("alice").await;
    let mut client = Client::acknowledged(&site, Some(&token)).await;
    client.say(&subscribe("1", VIEWER)).await;
    assert_eq!(client.hear().await["type"], "next");
    let logout = site.ask("mutation { logout { userErrors { code } } }").bearer_auth(&token);
    assert_eq!(Answer::of(logout).await.status, 200);
    client.say(&subscribe("2", VIEWER)).await;
    assert_eq!(client.closed().await, (4401, "The session has ended".to_owned()));
}

#[tokio::test]
async fn s23_a_message_beyond_all_bounds_ends_the_socket() {
    let site = Site::start().await;
    for bytes in [65 * 1024, 10 * 1024 * 1024] {
        let mut client = Client::connect(&site, &[PROTOCOL]).await;
        client.say(&init(None)).await;
        assert_eq!(client.hear().await["type"], "connection_ack");
        let text = format!("{{\"type\":\"ping\",\"payload\":{{\"a\":\"{}\"}}}}", "x".repeat(bytes));
        // Of the larger one the server reads only a part, so the client may be cut off while it sends.
        let sent = client.0.send(Message::text(text)).await;
        if sent.is_ok() && bytes < 100 * 1024 {
            assert_eq!(client.closed().await.0, 1009);
        } else {
            while let Some(Ok(message)) = client.0.next().await {
                assert!(!matches!(message, Message::Text(_)), "{message:?}");
            }
        }
    }
}
