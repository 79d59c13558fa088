//! `/graphql` as a WebSocket: graphql-transport-ws, to the letter of
//! <https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md>.
//!
//! `protocol` has the messages and the close codes, `connection` the life of one socket. This file
//! is the upgrade: who asks, and whether the client speaks our protocol at all.

use axum::extract::ws::WebSocketUpgrade;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use tracing::Instrument as _;

use super::Site;
use super::answer::Refusal;
use super::auth::{self, Caller, Door};
use super::crowd::{self, Who};
use super::visit::Visit;
use connection::{Client, Connection};

mod connection;
mod protocol;

#[cfg(any(test, feature = "fuzzing"))]
pub(super) use protocol::ClientMessage;

const SUBPROTOCOL: &str = "graphql-transport-ws";

/// How much of a message is read. One that is too large, but not by much, is read to its end, so that
/// the close code about it arrives.
const READ_FACTOR: usize = 4;

/// What a socket reads at once.
const BUFFER_BYTES: usize = 4 * 1024;

/// Turns a request into a socket. A cookie counts here already, a token may follow in
/// `connection_init`.
pub(super) async fn upgrade(
    site: Site,
    visit: &Visit,
    headers: &HeaderMap,
    mut upgrade: WebSocketUpgrade,
) -> Result<Response, Refusal> {
    let caller = auth::identify(&site.platform, Door::Socket, headers, &visit.origin).await?;
    let place = crowd::place(&site, Who::sockets(caller.actor, &visit.origin));
    let place = place.ok_or(Refusal::TooManyConnections)?;
    let read_bytes_max = READ_FACTOR * site.limits.request_bytes_max;
    let speaks = upgrade.requested_protocols().any(|offered| offered == SUBPROTOCOL);
    let selected = if speaks {
        Some(HeaderValue::from_static(SUBPROTOCOL))
    } else {
        // A client that hears none of its own protocols back never gets to see the close code.
        upgrade.requested_protocols().next().cloned()
    };
    if let Some(selected) = selected {
        upgrade.set_selected_protocol(selected);
    }
    // The usual buffers would take a quarter of a megabyte for each socket, and most sockets wait.
    let upgrade = upgrade
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(0)
        .max_message_size(read_bytes_max)
        .max_frame_size(read_bytes_max);
    let (visit, running) = (visit.clone(), visit.tasks.token());
    let span = tracing::Span::current();
    Ok(upgrade.on_upgrade(move |socket| {
        let run = async move {
            let Caller { actor, brought_cookie, .. } = caller;
            let client = Client { actor, brought_cookie, place };
            let connection = Connection::new(site, visit, socket, client);
            if speaks {
                connection.run().await;
            } else {
                connection.refuse_subprotocol().await;
            }
            drop(running);
        };
        run.instrument(span)
    }))
}
