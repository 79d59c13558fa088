//! The doors: what the server answers by HTTP, and nothing about what it means.
//!
//! A door reads what came, finds out who asks, hands the question to the room that knows, and
//! writes the answer down. Limits of size, time and number are kept here. Nothing here touches the
//! database. A foreign web page that is allowed to ask (CORS) asks with a token, never with a cookie.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::routing::{get, post};
use axum::serve::ListenerExt as _;
use axum::{Extension, Router, middleware};
use bytes::Bytes;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::config::ClientSettings;
use crate::graphql::{Schema, guard};
use crate::platform::Platform;
use crate::platform::limits::Limit;

mod access_watch;
mod address;
mod answer;
mod auth;
mod budget;
mod crowd;
mod event_stream;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod graphql;
mod graphql_ws;
mod headers;
mod key_rate;
mod ledger;
mod operation;
mod ops;
mod plaid_webhook;
mod reauth;
mod standing;
mod visit;
mod web_app;

/// How long requests that are under way may take to end once the server is to stop.
const DRAIN_MAX: Duration = Duration::from_secs(10);

/// What a client may say on one socket in a minute: its operations, their ends, and signs of life.
const SOCKET_MESSAGES_PER_MINUTE: u32 = 1_000;

/// How long a browser may remember that a foreign page may ask.
const CORS_REMEMBERED: Duration = Duration::from_mins(10);

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
    /// The most bytes of a request or of a socket's message.
    pub request_bytes_max: usize,
    /// How long a query may take.
    pub query_time: Duration,
    /// What the operations of a user may cost together.
    pub cost_of_user: Limit,
    /// What those of an address may that are not signed in.
    pub cost_of_address: Limit,
    /// Operations under way on one socket.
    pub operations_max: usize,
    /// How often an operation may begin on one socket.
    pub socket_operations: Limit,
    /// How often a client may say anything on one socket.
    pub socket_messages: Limit,
    /// Sockets of a user, and event streams.
    pub sockets_of_user_max: u32,
    /// Sockets and event streams of an address that are not signed in (yet).
    pub sockets_of_address_max: u32,
    /// What one document may cost.
    pub guard: guard::Limits,
}

impl Limits {
    /// What the settings say, and else what needs no setting.
    pub fn of(settings: &ClientSettings) -> Self {
        let per_minute = Limit::per_minute;
        let count = |number| usize::try_from(number).unwrap_or(usize::MAX);
        Self {
            body_wait: Duration::from_secs(10),
            init_wait: Duration::from_secs(3),
            ping_every: Duration::from_secs(20),
            pong_wait: Duration::from_secs(10),
            stall_wait: Duration::from_secs(10),
            close_wait: Duration::from_secs(2),
            session_check_every: Duration::from_secs(30),
            request_bytes_max: count(settings.request_bytes_max),
            query_time: settings.query_time,
            cost_of_user: per_minute("cost", settings.cost_per_minute),
            cost_of_address: per_minute("cost-by-address", settings.anonymous_cost_per_minute),
            operations_max: count(settings.socket_operations),
            socket_operations: per_minute("operations", settings.socket_operations_per_minute),
            socket_messages: per_minute("messages", SOCKET_MESSAGES_PER_MINUTE),
            sockets_of_user_max: settings.sockets_per_user,
            sockets_of_address_max: settings.sockets_per_address,
            guard: guard::Limits {
                tokens_max: count(settings.tokens_max),
                depth_max: settings.depth_max.into(),
                root_fields_max: settings.root_fields_max.into(),
                aliases_max: settings.aliases_max.into(),
                cost_max: settings.cost_max.into(),
                ..guard::Limits::default()
            },
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::of(&ClientSettings::default())
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
    crowd: crowd::Crowd,
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
    fn new(doors: Doors, limits: &Limits) -> Self {
        let Doors { platform, schema } = doors;
        let policies = headers::Policies::new(&platform.config.public_url, &platform.config.link);
        let sdl = schema.sdl();
        let declared = guard::Declared::read(&sdl).expect("a test reads this very schema");
        let sdl = Bytes::from(sdl);
        let (limits, crowd) = (*limits, crowd::Crowd::default());
        Self(Arc::new(Inside { platform, schema, limits, policies, crowd, sdl, declared }))
    }
}

/// Every route of the server.
pub fn router(doors: Doors) -> Router {
    let limits = Limits::of(&doors.platform.config.clients);
    router_with(doors, limits)
}

/// The same with other limits, for tests.
pub fn router_with(doors: Doors, limits: Limits) -> Router {
    let site = Site::new(doors, &limits);
    let mut routes = Router::new()
        .merge(web_app::views())
        .merge(web_app::assets(&site))
        .merge(api(&site))
        .route("/webhooks/plaid", post(plaid_webhook::receive))
        .route("/healthz", get(ops::health))
        .route("/readyz", get(ops::readiness))
        .fallback(async || (StatusCode::NOT_FOUND, "There is nothing here.\n"));
    if site.platform.config.clients.playground {
        routes = routes.route("/graphiql", get(web_app::playground));
    }
    dressed(routes, site)
}

/// What programs ask, and foreign web pages that the settings name.
fn api(site: &Site) -> Router<Site> {
    let routes = Router::new()
        .route("/graphql", get(graphql::get).post(graphql::post))
        .route("/schema.graphql", get(ops::schema));
    let origins = &site.platform.config.clients.cors_origins;
    if origins.is_empty() {
        return routes;
    }
    let origins = origins.iter().map(|origin| {
        HeaderValue::try_from(origin).expect("an origin is made of visible characters")
    });
    let told = ["ratelimit", "ratelimit-policy", "x-request-id"].map(HeaderName::from_static);
    let cors = CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::ACCEPT, header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers(told.into_iter().chain([header::RETRY_AFTER]).collect::<Vec<_>>())
        .max_age(CORS_REMEMBERED);
    routes.layer(cors)
}

/// The operator's routes, for an address that isn't public.
pub fn admin_router(doors: &Doors) -> Router {
    let doors = Doors { platform: doors.platform.clone(), schema: doors.schema.clone() };
    let routes =
        Router::new().route("/healthz", get(ops::health)).route("/readyz", get(ops::readiness));
    let limits = Limits::of(&doors.platform.config.clients);
    dressed(routes, Site::new(doors, &limits))
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
