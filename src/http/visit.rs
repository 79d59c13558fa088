//! A request from its arrival to its end: its id, where it comes from, its log line, and what happens when a handler
//! panics.
//!
//! The log line tells the route and not the path, which may hold what is nobody's business. Bodies,
//! tokens and cookies are never logged.

use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt as _;
use tokio::time::Instant;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use super::answer::{Media, Refusal, Reply};
use super::{Site, address};
use crate::kernel::fault::{Fault, RequestId};
use crate::kernel::origin::Origin;

/// The response header that names the request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What a handler knows of the request beside its content.
#[derive(Clone, Debug)]
pub(super) struct Visit {
    pub(super) request_id: RequestId,
    pub(super) origin: Origin,
    /// Work that outlives the request; the server waits for it before it ends.
    pub(super) tasks: TaskTracker,
}

/// Gives the request its id, runs it, and logs how it went.
pub(super) async fn receive(
    State(site): State<Site>,
    mut request: Request,
    next: Next,
) -> Response {
    let began = Instant::now();
    let request_id = site.platform.ids.request_id();
    let tasks = request.extensions().get::<TaskTracker>().cloned().unwrap_or_default();
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0);
    let proxies = &site.platform.config.trusted_proxies;
    let origin = address::origin(peer, request.headers(), proxies);
    let visit = Visit { request_id: request_id.clone(), origin, tasks };
    request.extensions_mut().insert(visit);
    let route = route(request.uri().path());
    let method = request.method().clone();

    let span = tracing::info_span!("request", request_id = request_id.0);
    let handled = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span.clone());
    let mut response = handled.await.unwrap_or_else(|_| {
        let refusal = Refusal::Fault(Fault::new("answering: the handler panicked"));
        span.in_scope(|| Reply { media: Media::Json, request_id: &request_id }.refuse(&refusal))
    });

    let id = HeaderValue::from_str(&request_id.0).expect("a request id is URL-safe base64");
    response.headers_mut().insert(REQUEST_ID, id);
    tracing::info!(
        method = method.as_str(),
        route,
        status = response.status().as_u16(),
        duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        request_id = request_id.0,
        "a request was answered"
    );
    response
}

/// The route of a path: what nobody of ours named is not repeated.
fn route(path: &str) -> &'static str {
    match path {
        "/" => "/",
        "/graphiql" => "/graphiql",
        "/graphql" => "/graphql",
        "/schema.graphql" => "/schema.graphql",
        "/webhooks/plaid" => "/webhooks/plaid",
        "/healthz" => "/healthz",
        "/readyz" => "/readyz",
        _ if path.starts_with("/assets/") => "/assets/{file}",
        _ => "unknown",
    }
}
