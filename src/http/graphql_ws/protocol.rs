//! The messages and close codes of graphql-transport-ws.

use async_graphql::{Response as Executed, ServerError};
use axum::extract::ws::CloseCode;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::http::operation::Parameters;

/// How much of an operation's id the reason of a close frame repeats.
const ID_BYTES_TOLD_MAX: usize = 90;

/// Why a socket is closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// The server is about to end.
    GoingAway,
    /// A message is larger than there is any need for, or no WebSocket message.
    TooLarge,
    /// The client doesn't read.
    Stalled,
    /// A message isn't one of the protocol.
    Invalid(&'static str),
    /// An operation before `connection_ack`.
    NotAcknowledged,
    /// The session behind the connection is over.
    SessionEnded,
    /// The token of `connection_init` isn't valid.
    Forbidden,
    /// The client doesn't speak this protocol.
    Subprotocol,
    /// No `connection_init` in time.
    InitTimeout,
    /// Two operations of one id.
    Duplicate(String),
    /// A second `connection_init`.
    SecondInit,
    /// The user has too many sockets open.
    TooManySockets,
    /// More messages than there is any need for.
    TooManyMessages,
    /// The database is away: the client comes back by itself.
    Unavailable,
    /// Nobody's doing.
    Fault,
}

impl Reason {
    /// The close code and the words beside it, which have to fit into 123 bytes.
    pub(super) fn told(&self) -> (CloseCode, String) {
        let (code, words) = match self {
            Self::Duplicate(id) => {
                let end = id.floor_char_boundary(ID_BYTES_TOLD_MAX);
                return (4409, format!("Subscriber for {} already exists", &id[..end]));
            }
            Self::GoingAway => (1001, "The server is about to end"),
            Self::TooLarge => (1009, "The message is too large"),
            Self::Stalled => (1013, "Messages were not read in time"),
            Self::Unavailable => (1013, "The database can't be reached; try again shortly"),
            Self::Invalid(what) => (4400, *what),
            Self::NotAcknowledged => (4401, "Unauthorized"),
            Self::SessionEnded => (4401, "The session has ended"),
            Self::Forbidden => (4403, "Forbidden"),
            Self::Subprotocol => (4406, "Subprotocol not acceptable"),
            Self::InitTimeout => (4408, "Connection initialisation timeout"),
            Self::SecondInit => (4429, "Too many initialisation requests"),
            Self::TooManySockets => (4429, "Too many sockets of one user"),
            Self::TooManyMessages => (4429, "Too many messages"),
            Self::Fault => (4500, "Internal server error"),
        };
        (code, words.to_owned())
    }
}

/// What a client says.
#[derive(Debug)]
pub(in crate::http) enum ClientMessage {
    /// The first word, with the token or without.
    ConnectionInit(Map<String, Value>),
    /// A sign of life, to be answered with the same payload.
    Ping(Option<Value>),
    /// The answer to one of ours.
    Pong,
    /// An operation begins.
    Subscribe(String, Parameters),
    /// The client has had enough of an operation.
    Complete(String),
}

impl ClientMessage {
    /// Reads a message; the error is what is wrong with it.
    pub(in crate::http) fn read(text: &str) -> Result<Self, &'static str> {
        let Ok(Value::Object(mut message)) = serde_json::from_str(text) else {
            return Err("A message is a JSON object");
        };
        let payload = message.remove("payload").filter(|payload| !payload.is_null());
        match message.get("type").and_then(Value::as_str) {
            Some("connection_init") => match payload {
                None => Ok(Self::ConnectionInit(Map::new())),
                Some(Value::Object(payload)) => Ok(Self::ConnectionInit(payload)),
                Some(_) => Err("The payload of connection_init is an object"),
            },
            Some(kind @ ("ping" | "pong")) => match payload {
                Some(payload) if !payload.is_object() => {
                    Err("The payload of ping and pong is an object")
                }
                payload if kind == "ping" => Ok(Self::Ping(payload)),
                _ => Ok(Self::Pong),
            },
            Some("subscribe") => {
                let parameters = payload.ok_or("subscribe needs a payload")?;
                Ok(Self::Subscribe(read_id(&message)?, Parameters::from_json(parameters)?))
            }
            Some("complete") => Ok(Self::Complete(read_id(&message)?)),
            _ => Err("The type of the message is unknown"),
        }
    }
}

fn read_id(message: &Map<String, Value>) -> Result<String, &'static str> {
    let id = message.get("id").and_then(Value::as_str).filter(|id| !id.is_empty());
    id.map(ToOwned::to_owned).ok_or("The message needs an id that is a string")
}

/// What the server says.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum ServerMessage<'a> {
    /// Operations may begin.
    ConnectionAck,
    /// The answer to a ping.
    Pong {
        #[serde(skip_serializing_if = "Option::is_none")]
        payload: Option<Value>,
    },
    /// A result of an operation.
    Next { id: &'a str, payload: &'a Executed },
    /// The operation was not run, or broke; it has ended.
    Error { id: &'a str, payload: &'a [ServerError] },
    /// The operation has ended.
    Complete { id: &'a str },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_fits_into_a_close_frame() {
        for id in ["1".to_owned(), "x".repeat(1000), "é".repeat(1000)] {
            let (code, words) = Reason::Duplicate(id).told();
            assert!(code == 4409 && words.len() <= 123, "{words}");
        }
    }

    #[test]
    fn every_message_of_the_protocol_is_read() {
        for text in [
            r#"{"type":"connection_init"}"#,
            r#"{"type":"connection_init","payload":null}"#,
            r#"{"type":"connection_init","payload":{"authorization":"Bearer x"}}"#,
            r#"{"type":"ping"}"#,
            r#"{"type":"pong","payload":{"a":1}}"#,
            r#"{"id":"1","type":"subscribe","payload":{"query":"{a}","variables":null}}"#,
            r#"{"id":"1","type":"complete"}"#,
        ] {
            assert!(ClientMessage::read(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "null",
            "[]",
            "{}",
            r#"{"type":"start"}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
            r#"{"type":"ping","payload":[]}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"id":"","type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"id":1,"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"id":"1","type":"subscribe"}"#,
            r#"{"id":"1","type":"subscribe","payload":{"query":1}}"#,
            r#"{"id":"1","type":"subscribe","payload":{"query":"{a}","variables":[]}}"#,
            r#"{"type":"complete"}"#,
        ] {
            let what = ClientMessage::read(text).unwrap_err();
            assert!(what.len() <= 123, "{text}");
        }
    }
}
