//! Results as server-sent events: the "distinct connections mode" of the graphql-sse protocol
//! (<https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md>). Each result is an event
//! `next`, and `complete` is the last one.
//!
//! A stream that was refused before it ran says so in a `next` as well, since an `EventSource`
//! shows its page no status. A comment now and then keeps proxies from closing a quiet one; a
//! session that ends, ends its streams.

use std::convert::Infallible;

use async_graphql::Response as Executed;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use tokio::time::{Instant, interval_at};

use super::Site;
use super::access_watch::{AccessWatch, may_stay};
use super::answer::{completed, error, json};
use super::crowd::Place;
use super::operation::without_panics;
use super::visit::Visit;
use crate::kernel::actor::Actor;

/// What happens on a stream.
enum Happening {
    Result(Box<Executed>),
    Complete,
    Quiet,
    LookDue,
}

/// Who listens, and the place that they hold.
pub(super) struct Listener {
    pub(super) actor: Option<Actor>,
    pub(super) place: Place,
    /// Whether what is told may happen long after the question.
    pub(super) follows: bool,
}

/// Streams the responses until they end, the session ends, the client goes or the server does.
pub(super) fn respond(
    site: &Site,
    visit: &Visit,
    listener: Listener,
    responses: BoxStream<'static, Executed>,
) -> Response {
    let (site, request_id) = (site.clone(), visit.request_id.clone());
    let (limits, Listener { actor, place, follows }) = (site.limits, listener);
    let mut responses = without_panics(responses, request_id.clone());
    let events = async_stream::stream! {
        let now = Instant::now();
        let mut quiet = interval_at(now + limits.ping_every, limits.ping_every);
        let mut access = AccessWatch::new(&site);
        loop {
            let happening = tokio::select! {
                () = site.platform.shutdown.cancelled() => break,
                executed = responses.next() => match executed {
                    Some(executed) => Happening::Result(Box::new(executed)),
                    None => Happening::Complete,
                },
                _ = quiet.tick() => Happening::Quiet,
                () = access.due(actor) => Happening::LookDue,
            };
            match happening {
                // What happens is not for whoever was signed out meanwhile.
                Happening::Result(executed) if !follows || may_stay(&site, actor).await => {
                    yield next(&executed);
                }
                Happening::Quiet => yield Bytes::from_static(b":\n\n"),
                Happening::Complete => {
                    yield COMPLETE;
                    break;
                }
                Happening::LookDue if may_stay(&site, actor).await => {}
                Happening::Result(_) | Happening::LookDue => {
                    let ended = error("UNAUTHENTICATED", "The session has ended.");
                    yield next(&completed(Executed::from_errors(vec![ended]), &request_id));
                    yield COMPLETE;
                    break;
                }
            }
        }
        drop(place);
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream; charset=utf-8")),
        // nginx would hold the events back to fill its buffer.
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, Body::from_stream(events.map(Ok::<_, Infallible>))).into_response()
}

/// An `EventSource` drops events without data, so the line is there and empty.
const COMPLETE: Bytes = Bytes::from_static(b"event: complete\ndata:\n\n");

/// JSON has no line breaks outside of its strings and none unescaped in them, so it is one line.
fn next(executed: &Executed) -> Bytes {
    Bytes::from(format!("event: next\ndata: {}\n\n", json(executed)))
}
