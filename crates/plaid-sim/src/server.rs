//! The HTTP side: connections, routes, and how a spoiled answer is spoiled.
//!
//! Every request is read whole and handed to the world, one at a time. The connection itself is
//! ours, because a reset can only be made by whoever owns the socket.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::connect_info::Connected;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{any, get};
use axum::serve::{IncomingStream, Listener};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderValue, StatusCode, header};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::answer::{Delivery, Incoming, Outgoing};
use crate::control::ControlRequest;
use crate::faults::Spoiled;
use crate::link;
use crate::page;
use crate::webhooks::post;
use crate::world::World;

const BODY_BYTES_MAX: usize = 1 << 20;
/// A slow answer comes in this many pieces, with this pause before each.
const SLOW_PIECES: usize = 20;
const SLOW_PAUSE: Duration = Duration::from_millis(150);
/// How long connections have to end once the simulator stops.
const STOP_GRACE: Duration = Duration::from_secs(2);

/// Serves the world until the token is cancelled.
pub async fn serve(listener: TcpListener, world: World, stop: CancellationToken) -> io::Result<()> {
    let shared = Shared { world: Arc::new(Mutex::new(world)), stop: stop.clone() };
    let post = post::run(shared.clone());
    let router = Router::new()
        .route("/", get(front_page))
        .route("/page.css", get(async || page_file("text/css; charset=utf-8", page::STYLE)))
        .route("/page.js", get(async || page_file("text/javascript; charset=utf-8", page::SCRIPT)))
        .route("/sim/{*rest}", any(control))
        .merge(link::routes())
        .fallback(plaid)
        .with_state(shared);
    let service = router.into_make_service_with_connect_info::<Peer>();
    let server = axum::serve(Connections(listener), service)
        .with_graceful_shutdown(stop.clone().cancelled_owned());
    let overdue = async {
        stop.cancelled().await;
        tokio::time::sleep(STOP_GRACE).await;
    };
    tokio::select! {
        ended = server => ended,
        never = post => match never {},
        () = overdue => Ok(()),
    }
}

/// The world, as everything that runs beside each other shares it.
#[derive(Clone)]
pub struct Shared {
    world: Arc<Mutex<World>>,
    stop: CancellationToken,
}

impl Shared {
    /// Lets a closure have the world, off the threads that serve connections: a state file is
    /// written while it is held.
    pub async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut World) -> T + Send + 'static,
    ) -> Option<T> {
        let world = Arc::clone(&self.world);
        let task = tokio::task::spawn_blocking(move || {
            let mut world = world.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut world)
        });
        task.await.inspect_err(|error| tracing::error!(%error, "A call broke off.")).ok()
    }
}

async fn plaid(
    State(shared): State<Shared>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    // A body beyond the bound can't be JSON that Plaid would take; it is refused as such.
    let is_too_long = body.size_hint().lower() > BODY_BYTES_MAX as u64;
    let body = match to_bytes(body, BODY_BYTES_MAX).await {
        Ok(body) => body,
        Err(_) if is_too_long => Bytes::new(),
        // The caller went away in the middle of its request: there was no call.
        Err(_) => return StatusCode::BAD_REQUEST.into_response(),
    };
    let path = parts.uri.path().to_owned();
    let incoming = Incoming { method: parts.method, path, headers: parts.headers, body };
    match shared.with(move |world| world.answer(&incoming)).await {
        Some(outgoing) => deliver(outgoing, &peer, &shared.stop).await,
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn control(
    State(shared): State<Shared>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_BYTES_MAX).await.unwrap_or_default();
    let answered = shared.with(move |world| {
        let request = ControlRequest {
            peer: peer.address.ip(),
            method: &parts.method,
            path: parts.uri.path(),
            headers: &parts.headers,
            body: &body,
        };
        (world.control(&request), request.page())
    });
    let Some(((status, body), page)) = answered.await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    let mut response = (status, [(header::CONTENT_TYPE, json)], body.pretty()).into_response();
    if let Some(page) = page {
        response.headers_mut().extend([
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, page),
            (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, DELETE")),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type")),
            (header::VARY, HeaderValue::from_static("origin")),
        ]);
    }
    response
}

async fn front_page(
    State(shared): State<Shared>,
    ConnectInfo(peer): ConnectInfo<Peer>,
    request: Request,
) -> Response {
    let (parts, _) = request.into_parts();
    let page = shared.with(move |world| {
        world.front_page(&ControlRequest {
            peer: peer.address.ip(),
            method: &parts.method,
            path: parts.uri.path(),
            headers: &parts.headers,
            body: &[],
        })
    });
    let Some(page) = page.await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let policy = HeaderValue::from_static(page::POLICY);
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
}

fn page_file(content_type: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(content_type))], text).into_response()
}

async fn deliver(outgoing: Outgoing, peer: &Peer, stop: &CancellationToken) -> Response {
    let bytes = Bytes::from(outgoing.body);
    let length = bytes.len();
    let body = match outgoing.delivery {
        Delivery::Whole => Body::from(bytes),
        Delivery::Never => {
            stop.cancelled().await;
            peer.reset.store(true, Ordering::Relaxed);
            broken_off(bytes)
        }
        Delivery::Spoiled(Spoiled::Slow) => dripping(bytes),
        Delivery::Spoiled(Spoiled::Truncate) => broken_off(bytes),
        Delivery::Spoiled(Spoiled::Reset) => {
            peer.reset.store(true, Ordering::Relaxed);
            broken_off(bytes)
        }
    };
    let content_type = HeaderValue::from_static(outgoing.content_type);
    let mut response = (outgoing.status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, content_type);
    headers.insert("plaid-version", outgoing.version);
    if outgoing.delivery != Delivery::Never {
        headers.insert(header::CONTENT_LENGTH, length.into());
    }
    response
}

/// The whole body, in pieces with a pause before each.
fn dripping(bytes: Bytes) -> Body {
    let piece = bytes.len().div_ceil(SLOW_PIECES).max(1);
    Body::from_stream(stream::unfold(bytes, move |mut rest| async move {
        if rest.is_empty() {
            return None;
        }
        tokio::time::sleep(SLOW_PAUSE).await;
        let next = rest.split_to(piece.min(rest.len()));
        Some((Ok::<_, io::Error>(next), rest))
    }))
}

/// The first half of the body, and then the end of the connection.
fn broken_off(mut bytes: Bytes) -> Body {
    let half = bytes.split_to(bytes.len() / 2);
    let end = Err(io::Error::from(io::ErrorKind::ConnectionReset));
    // The half has to be on its way before the connection ends.
    let pieces = stream::unfold(vec![end, Ok(half)], |mut rest| async move {
        let piece = rest.pop()?;
        if piece.is_err() {
            tokio::time::sleep(SLOW_PAUSE).await;
        }
        Some((piece, rest))
    });
    Body::from_stream(pieces)
}

/// Who is at the other end, and whether the connection is to end with a reset.
#[derive(Clone)]
struct Peer {
    address: SocketAddr,
    reset: Arc<AtomicBool>,
}

impl Connected<IncomingStream<'_, Connections>> for Peer {
    fn connect_info(stream: IncomingStream<'_, Connections>) -> Self {
        Self { address: *stream.remote_addr(), reset: Arc::clone(&stream.io().reset) }
    }
}

struct Connections(TcpListener);

impl Listener for Connections {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        (Connection { stream, reset: Arc::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// A connection that can be made to end with a reset.
struct Connection {
    stream: TcpStream,
    reset: Arc<AtomicBool>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.reset.load(Ordering::Relaxed)
            && let Err(error) = self.stream.set_zero_linger()
        {
            tracing::warn!(%error, "A connection could not be made to end with a reset.");
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.reset.load(Ordering::Relaxed) {
            // An orderly end would come before the reset.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
