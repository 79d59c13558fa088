//! graphql-transport-ws: every close code, and operations.

use std::time::Duration;

use florin::http::Limits;
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::{Answer, PUBLIC_URL, Site, VIEWER};

pub const PROTOCOL: (&str, &str) = ("sec-websocket-protocol", "graphql-transport-ws");

/// A subscription that goes on until somebody ends it.
pub const FOLLOW: &str = "subscription { syncJobs { id } }";

/// A client of a router's socket.
pub struct Client(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    pub async fn connect(site: &Site, headers: &[(&'static str, &str)]) -> Self {
        let url = format!("ws://{}/graphql", site.address);
        let mut request = url.into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        Self(connect_async(request).await.unwrap().0)
    }

    /// A socket that has said `connection_init` and was taken.
    pub async fn acknowledged(site: &Site, token: Option<&str>) -> Self {
        let mut client = Self::connect(site, &[PROTOCOL]).await;
        client.say(&init(token)).await;
        assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
        client
    }

    pub async fn say(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }

    /// The next message of the protocol.
    pub async fn hear(&mut self) -> Value {
        loop {
            match self.0.next().await.unwrap().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) => {}
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    /// The code and the words with which the server closes, whatever it says before.
    pub async fn closed(mut self) -> (u16, String) {
        loop {
            if let Message::Close(frame) = self.0.next().await.unwrap().unwrap() {
                let CloseFrame { code, reason } = frame.unwrap();
                return (code.into(), reason.to_string());
            }
        }
    }
}

pub fn init(token: Option<&str>) -> Value {
    let payload = token.map(|token| json!({ "authorization": format!("Bearer {token}") }));
    json!({ "type": "connection_init", "payload": payload })
}

pub fn subscribe(id: &str, query: &str) -> Value {
    json!({ "id": id, "type": "subscribe", "payload": { "query": query } })
}

#[tokio::test]
async fn a_client_that_breaks_the_protocol_is_told_how() {
    let site = Site::start().await;
    let token = site.sign_up("alice").await;
    let text = |message: Value| Message::text(message.to_string());
    let (init, follow) = (text(init(Some(&token))), text(subscribe("1", FOLLOW)));
    let huge = Message::text(format!("\"{}\"", "x".repeat(64 * 1024)));
    for (messages, code, words) in [
        (vec![Message::text("hello")], 4400, "A message is a JSON object"),
        (vec![text(json!({ "type": "start" }))], 4400, "The type of the message is unknown"),
        (vec![Message::binary(b"{}".to_vec())], 4400, "A message is text"),
        (
            vec![init.clone(), text(json!({ "type": "subscribe", "id": "1" }))],
            4400,
            "subscribe needs a payload",
        ),
        (vec![follow.clone()], 4401, "Unauthorized"),
        (vec![text(super::socket::init(Some("florin_session_dead")))], 4403, "Forbidden"),
        (
            vec![text(json!({ "type": "connection_init", "payload": { "authorization": 1 } }))],
            4403,
            "Forbidden",
        ),
        (vec![init.clone(), follow.clone(), follow], 4409, "Subscriber for 1 already exists"),
        (vec![init.clone(), init.clone()], 4429, "Too many initialisation requests"),
        (vec![init, huge], 1009, "The message is too large"),
    ] {
        let mut client = Client::connect(&site, &[PROTOCOL]).await;
        for message in messages {
            client.0.send(message).await.unwrap();
        }
        assert_eq!(client.closed().await, (code, words.to_owned()));
    }
}

#[tokio::test]
async fn a_client_of_another_protocol_is_told_so() {
    let site = Site::start().await;
    let expected = (4406, "Subprotocol not acceptable".to_owned());
    assert_eq!(Client::connect(&site, &[]).await.closed().await, expected);
    let legacy = [("sec-websocket-protocol", "graphql-ws")];
    assert_eq!(Client::connect(&site, &legacy).await.closed().await, expected);
    let both = [("sec-websocket-protocol", "graphql-ws, graphql-transport-ws")];
    let mut client = Client::connect(&site, &both).await;
    client.say(&init(None)).await;
    assert_eq!(client.hear().await["type"], "connection_ack");
}

#[tokio::test]
async fn a_client_that_says_nothing_is_closed() {
    let limits = Limits { init_wait: Duration::from_millis(50), ..Limits::default() };
    let site = Site::start_with(PUBLIC_URL, &limits).await;
    let mut client = Client::connect(&site, &[PROTOCOL]).await;
    // A ping is answered before the connection is, but it is no initialisation.
    client.say(&json!({ "type": "ping", "payload": { "n": 1 } })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong", "payload": { "n": 1 } }));
    let expected = (4408, "Connection initialisation timeout".to_owned());
    assert_eq!(client.closed().await, expected);
}

#[tokio::test]
async fn operations_of_every_kind_run_over_a_socket() {
    let site = Site::start().await;
    let token = site.sign_up("alice").await;
    let mut client = Client::acknowledged(&site, Some(&token)).await;

    client.say(&subscribe("q", VIEWER)).await;
    let data = json!({ "data": { "viewer": { "username": "alice" } } });
    assert_eq!(client.hear().await, json!({ "id": "q", "type": "next", "payload": data }));
    assert_eq!(client.hear().await, json!({ "id": "q", "type": "complete" }));

    client.say(&subscribe("q", "{ nothing }")).await;
    let told = client.hear().await;
    assert_eq!((&told["id"], &told["type"]), (&json!("q"), &json!("error")));
    assert_eq!(told["payload"][0]["extensions"]["code"], "BAD_USER_INPUT");

    // An operation that the client ends frees its id and says no more.
    client.say(&subscribe("s", FOLLOW)).await;
    client.say(&json!({ "id": "s", "type": "complete" })).await;
    let other = site.log_in("alice").await;
    client.say(&subscribe("s", "mutation { endOtherSessions { endedCount } }")).await;
    let data = json!({ "data": { "endOtherSessions": { "endedCount": 1 } } });
    assert_eq!(client.hear().await, json!({ "id": "s", "type": "next", "payload": data }));
    assert_eq!(client.hear().await, json!({ "id": "s", "type": "complete" }));
    assert_eq!(Answer::of(site.ask(VIEWER).bearer_auth(&other)).await.status, 401);
}

#[tokio::test]
async fn an_anonymous_socket_is_taken_and_gets_nothing() {
    let site = Site::start().await;
    let mut client = Client::acknowledged(&site, None).await;
    client.say(&subscribe("1", FOLLOW)).await;
    let told = client.hear().await;
    let error =
        if told["type"] == "error" { &told["payload"][0] } else { &told["payload"]["errors"][0] };
    assert_eq!(error["extensions"]["code"], "UNAUTHENTICATED", "{told}");
}

#[tokio::test]
async fn a_cookie_signs_a_socket_of_our_own_page_in() {
    let site = Site::start().await;
    let token = site.sign_up("alice").await;
    let cookie = format!("__Host-florin_session={token}");
    for (origin, expected) in
        [(Some(PUBLIC_URL), json!({ "username": "alice" })), (None, Value::Null)]
    {
        let mut headers = vec![PROTOCOL, ("cookie", cookie.as_str())];
        headers.extend(origin.map(|origin| ("origin", origin)));
        let mut client = Client::connect(&site, &headers).await;
        client.say(&init(None)).await;
        assert_eq!(client.hear().await["type"], "connection_ack");
        client.say(&subscribe("1", VIEWER)).await;
        assert_eq!(client.hear().await["payload"]["data"]["viewer"], expected, "{origin:?}");
    }
}

#[tokio::test]
async fn operations_beyond_the_limit_are_refused_one_by_one() {
    let limits = Limits { operations_max: 2, ..Limits::default() };
    let site = Site::start_with(PUBLIC_URL, &limits).await;
    let token = site.sign_up("alice").await;
    let mut client = Client::acknowledged(&site, Some(&token)).await;
    for id in ["1", "2", "3"] {
        client.say(&subscribe(id, FOLLOW)).await;
    }
    let told = client.hear().await;
    assert_eq!((&told["id"], &told["type"]), (&json!("3"), &json!("error")), "{told}");
    assert_eq!(told["payload"][0]["extensions"]["code"], "RATE_LIMITED");
    client.say(&json!({ "id": "1", "type": "complete" })).await;
    client.say(&subscribe("3", VIEWER)).await;
    assert_eq!(client.hear().await["type"], "next");
}

#[tokio::test]
async fn a_socket_ends_with_its_session() {
    let limits = Limits { session_check_every: Duration::from_millis(20), ..Limits::default() };
    let site = Site::start_with(PUBLIC_URL, &limits).await;
    let token = site.sign_up("alice").await;
    let client = Client::acknowledged(&site, Some(&token)).await;
    let logout = site.ask("mutation { logout { userErrors { code } } }").bearer_auth(&token);
    assert_eq!(Answer::of(logout).await.status, 200);
    assert_eq!(client.closed().await, (4401, "The session has ended".to_owned()));
}

#[tokio::test]
async fn a_client_that_gives_no_sign_of_life_is_let_go() {
    let limits = Limits {
        ping_every: Duration::from_millis(20),
        pong_wait: Duration::from_millis(20),
        ..Limits::default()
    };
    let site = Site::start_with(PUBLIC_URL, &limits).await;
    // This one reads, so its library answers pings by itself.
    let mut alive = Client::acknowledged(&site, None).await;
    for _ in 0..5 {
        assert!(matches!(alive.0.next().await.unwrap().unwrap(), Message::Ping(_)));
    }
    // A bare connection after the handshake answers nothing.
    let mute = Client::connect(&site, &[PROTOCOL]).await;
    let MaybeTlsStream::Plain(stream) = mute.0.into_inner() else { panic!("no TLS here") };
    let mut rest = Vec::new();
    loop {
        stream.readable().await.unwrap();
        match stream.try_read_buf(&mut rest) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::WouldBlock),
        }
    }
    assert_eq!(rest, [0x89, 0]);
}

#[tokio::test]
async fn the_end_of_the_server_is_announced() {
    let site = Site::start().await;
    let token = site.sign_up("alice").await;
    let mut client = Client::acknowledged(&site, Some(&token)).await;
    client.say(&subscribe("1", FOLLOW)).await;
    site.platform.shutdown.cancel();
    assert_eq!(client.closed().await, (1001, "The server is about to end".to_owned()));
    site.served.await.unwrap();
}

#[tokio::test]
async fn an_upgrade_that_is_none_is_refused() {
    let site = Site::start().await;
    let answer = Answer::of(site.get("/graphql").header("upgrade", "websocket")).await;
    assert!((400..500).contains(&answer.status), "{answer:?}");
    let bad_token = site.get("/graphql").bearer_auth("florin_session_dead").headers(
        [("connection", "upgrade"), ("upgrade", "websocket"), ("sec-websocket-version", "13")]
            .into_iter()
            .chain([("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="), PROTOCOL])
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect(),
    );
    assert_eq!(Answer::of(bad_token).await.status, 401);
}
