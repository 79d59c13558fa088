//! A client of `graphql-transport-ws`.

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// An open socket.
pub struct Socket(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects, signs in and waits until the server has said yes.
    pub async fn open(address: &str, token: Option<&str>) -> Self {
        let mut request = format!("ws://{address}/graphql").into_client_request().unwrap();
        let protocol = HeaderValue::from_static("graphql-transport-ws");
        request.headers_mut().insert("sec-websocket-protocol", protocol);
        let (stream, _) = connect_async(request).await.unwrap();
        let mut socket = Self(stream);
        let payload = token.map(|token| json!({ "authorization": format!("Bearer {token}") }));
        socket.send(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.next().await["type"], "connection_ack");
        socket
    }

    /// Starts an operation.
    pub async fn subscribe(&mut self, id: &str, query: &str, variables: Value) {
        let payload = json!({ "query": query, "variables": variables });
        self.send(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    /// The data of the next state of an operation; none once it is complete.
    pub async fn next_state(&mut self, id: &str) -> Option<Value> {
        loop {
            let message = self.next().await;
            match message["type"].as_str().unwrap() {
                "next" if message["id"] == id => {
                    let payload = &message["payload"];
                    assert!(payload.get("errors").is_none(), "{payload}");
                    return Some(payload["data"].clone());
                }
                "complete" if message["id"] == id => return None,
                "ping" => self.send(json!({ "type": "pong" })).await,
                other => panic!("unexpected {other}: {message}"),
            }
        }
    }

    /// Every state of an operation up to its end.
    pub async fn until_complete(&mut self, id: &str) -> Vec<Value> {
        let mut states = Vec::new();
        while let Some(state) = self.next_state(id).await {
            states.push(state);
        }
        states
    }

    /// The next message, whatever it is.
    pub async fn next(&mut self) -> Value {
        loop {
            match self.0.next().await.expect("the socket is open").unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Ping(_) | Message::Pong(_) => {}
                other => panic!("unexpected {other:?}"),
            }
        }
    }

    /// The code and the words with which the server closes it, whatever it says before.
    pub async fn closed(mut self) -> (u16, String) {
        loop {
            if let Message::Close(frame) = self.0.next().await.expect("it says why").unwrap() {
                let frame = frame.expect("it says why");
                return (frame.code.into(), frame.reason.to_string());
            }
        }
    }

    async fn send(&mut self, message: Value) {
        self.0.send(Message::text(message.to_string())).await.unwrap();
    }
}

impl Socket {
    /// The error of an operation that was refused, by an `error` message or in its only answer.
    pub async fn refusal(&mut self, id: &str) -> Value {
        loop {
            let message = self.next().await;
            if message["id"] != id {
                continue;
            }
            match message["type"].as_str().unwrap() {
                "error" => return message["payload"][0].clone(),
                "next" => {
                    let error = message["payload"]["errors"][0].clone();
                    assert!(error.is_object(), "{message}");
                    return error;
                }
                other => panic!("unexpected {other}: {message}"),
            }
        }
    }
}
