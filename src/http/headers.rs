//! The headers that every response carries, so that a browser holds our pages to little and foreign
//! pages to nothing.
//!
//! A handler that sets one of them itself keeps its own: pages have their own content policy.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Site;
use crate::config::{Config, PlaidEnvironment};

/// What no response may do: everything.
const NOTHING: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The headers, written once.
pub(super) struct Policies {
    every: Vec<(HeaderName, HeaderValue)>,
    /// The policy of the web app: all of it is our own, but for the bank's page to link by.
    pub(super) app: HeaderValue,
    /// The policy of the files that pages name: a worker's is that of its own file.
    pub(super) asset: HeaderValue,
    /// The policy of the playground. Its editor writes styles into the page and starts workers.
    pub(super) playground: HeaderValue,
}

impl Policies {
    pub(super) fn new(config: &Config) -> Self {
        let public_url = &config.public_url;
        let mut every = vec![
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(NOTHING)),
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                HeaderValue::from_static("same-origin"),
            ),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                HeaderValue::from_static("same-origin"),
            ),
            (
                HeaderName::from_static("permissions-policy"),
                HeaderValue::from_static(
                    "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
                ),
            ),
        ];
        if public_url.scheme() == "https" {
            let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
            every.push((header::STRICT_TRANSPORT_SECURITY, year));
        }
        let asset = format!("{NOTHING}; script-src 'self'");
        // Older browsers don't count the socket of the same origin as 'self'.
        let socket = public_url.origin().ascii_serialization().replacen("http", "ws", 1);
        let Link { page, api } = Link::of(config);
        let app = format!(
            "{NOTHING}; script-src 'self' {page}; style-src 'self'; img-src 'self' data:; \
             font-src 'self'; connect-src 'self' {socket} {api}; frame-src {page}"
        );
        let playground = format!(
            "{NOTHING}; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' \
             {socket}; img-src 'self' data:; font-src 'self' data:; worker-src 'self'"
        );
        let value = |text: String| {
            HeaderValue::try_from(text).expect("a URL's origin is made of visible characters")
        };
        Self { every, app: value(app), asset: value(asset), playground: value(playground) }
    }
}

/// Where Link comes from and whom it asks.
struct Link {
    page: String,
    api: String,
}

impl Link {
    /// Plaid's own word on a page with Link in it: <https://plaid.com/docs/link/web/>. The embedded
    /// simulator is reached under both names of this machine.
    fn of(config: &Config) -> Self {
        if config.plaid_keys.is_none() {
            let address = config.plaid_sim_listen;
            let named = format!("http://localhost:{}", address.port());
            let page = format!("http://{address} {named}");
            return Self { api: page.clone(), page };
        }
        let environment = match config.plaid_environment {
            PlaidEnvironment::Sandbox => "sandbox",
            PlaidEnvironment::Production => "production",
        };
        let api = format!("https://{environment}.plaid.com");
        Self { page: "https://cdn.plaid.com".to_owned(), api }
    }
}

/// Methods that no route has, whatever its path: what they are for would tell what a proxy has added.
const REFUSED_METHODS: [&str; 3] = ["TRACE", "TRACK", "CONNECT"];

/// Adds the headers that the handler didn't set.
pub(super) async fn protect(State(site): State<Site>, request: Request, next: Next) -> Response {
    let mut response = if REFUSED_METHODS.contains(&request.method().as_str()) {
        let allowed = [Method::GET.as_str(), Method::POST.as_str()].join(", ");
        (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, allowed)]).into_response()
    } else {
        next.run(request).await
    };
    for (name, value) in &site.policies.every {
        response.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    response
}
