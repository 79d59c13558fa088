//! The doors: what the server answers by HTTP, and nothing about what it means.
//!
//! A door reads what came, finds out who asks, hands the question to the room that knows, and
//! writes the answer down. Limits of size, time and number are kept here. Nothing here touches the
//! database; cookies for other origins (CORS) are deliberately left out: a program uses a token.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
use axum::{Extension, Router, middleware};
use bytes::Bytes;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::graphql::{Schema, guard};
use crate::platform::Platform;

mod access_watch;
mod address;
mod answer;
mod auth;
mod event_stream;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod graphql;
mod graphql_ws;
mod headers;
mod ledger;
mod operation;
mod ops;
mod plaid_webhook;
mod visit;
mod web_app;

/// How long requests that are under way may take to end once the server is to stop.
const DRAIN_MAX: Duration = Duration::from_secs(10);

/// What the doors lead to.
pub struct Doors {
    /// The handles on the world.
    pub platform: Arc<Platform>,
    /// The schema over them.
    pub schema: Schema,
}

/// How long and how often; a test shortens what it would have to wait for.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long the body of a request may take to arrive.
    pub body_wait: Duration,
    /// How long a new socket may take to say `connection_init`.
    pub init_wait: Duration,
    /// How long a socket or an event stream may be silent before the server gives a sign of life.
    pub ping_every: Duration,
    /// How long a socket may take to answer that sign.
    pub pong_wait: Duration,
    /// How long a client may leave a message unread.
    pub stall_wait: Duration,
    /// How long a client may take to close its side of a socket.
    pub close_wait: Duration,
    /// How often the session behind a socket or an event stream is looked at again.
    pub session_check_every: Duration,
    /// Operations under way on one socket.
    pub operations_max: usize,
    /// What one document may cost.
    pub guard: guard::Limits,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_wait: Duration::from_secs(10),
            init_wait: Duration::from_secs(3),
            ping_every: Duration::from_secs(20),
            pong_wait: Duration::from_secs(10),
            stall_wait: Duration::from_secs(10),
            close_wait: Duration::from_secs(2),
            session_check_every: Duration::from_secs(30),
            operations_max: 20,
            guard: guard::Limits::default(),
        }
    }
}

/// What every handler needs.
#[derive(Clone)]
struct Site(Arc<Inside>);

struct Inside {
    platform: Arc<Platform>,
    schema: Schema,
    limits: Limits,
    policies: headers::Policies,
    sdl: Bytes,
    /// What the schema declares of each field.
    declared: guard::Declared,
}

impl std::ops::Deref for Site {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.0
    }
}

impl Site {
    fn new(doors: Doors, limits: Limits) -> Self {
        let Doors { platform, schema } = doors;
        let policies = headers::Policies::new(&platform.config.public_url, &platform.config.link);
        let sdl = schema.sdl();
        let declared = guard::Declared::read(&sdl).expect("a test reads this very schema");
        let sdl = Bytes::from(sdl);
        Self(Arc::new(Inside { platform, schema, limits, policies, sdl, declared }))
    }
}

/// Every route of the server.
pub fn router(doors: Doors) -> Router {
    router_with(doors, Limits::default())
}

/// The same with other limits, for tests.
pub fn router_with(doors: Doors, limits: Limits) -> Router {
    let site = Site::new(doors, limits);
    let routes = Router::new()
        .merge(web_app::views())
        .route("/graphiql", get(web_app::playground))
        .merge(web_app::assets(&site))
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/schema.graphql", get(ops::schema))
        .route("/webhooks/plaid", post(plaid_webhook::receive))
        .route("/healthz", get(ops::health))
        .route("/readyz", get(ops::readiness))
        .fallback(async || (StatusCode::NOT_FOUND, "There is nothing here.\n"));
    dressed(routes, site)
}

/// The operator's routes, for an address that isn't public.
pub fn admin_router(doors: &Doors) -> Router {
    let doors = Doors { platform: doors.platform.clone(), schema: doors.schema.clone() };
    let routes =
        Router::new().route("/healthz", get(ops::health)).route("/readyz", get(ops::readiness));
    dressed(routes, Site::new(doors, Limits::default()))
}

/// What holds for every route: security headers, one log line, no panic that reaches the
/// connection.
fn dressed(routes: Router<Site>, site: Site) -> Router {
    routes
        .layer(middleware::from_fn_with_state(site.clone(), headers::protect))
        .layer(middleware::from_fn_with_state(site.clone(), visit::receive))
        .with_state(site)
}

/// Answers until the token is cancelled. Then nothing new is taken on, sockets are closed with
/// 1001, and what is under way may end within [`DRAIN_MAX`].
pub async fn serve(listener: TcpListener, router: Router, shutdown: CancellationToken) {
    let tasks = TaskTracker::new();
    let router = router.layer(Extension(tasks.clone()));
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection stays with Nagle's algorithm");
        }
    });
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    let server =
        axum::serve(listener, router).with_graceful_shutdown(shutdown.clone().cancelled_owned());
    let drained = async {
        let ended: io::Result<()> = server.await;
        tasks.close();
        tasks.wait().await;
        ended
    };
    let too_late = async {
        shutdown.cancelled().await;
        tokio::time::sleep(DRAIN_MAX).await;
    };
    tokio::select! {
        Ok(()) = drained => {}
        () = too_late => tracing::warn!("requests that took too long were cut off"),
    }
}
