//! The headers that every response carries, so that a browser holds our pages to little and foreign
//! pages to nothing.
//!
//! A handler that sets one of them itself keeps its own: pages have their own content policy.

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use url::Url;

use super::Site;
use crate::config::LinkSettings;

/// What no response may do: everything.
const NOTHING: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The headers, written once.
pub(super) struct Policies {
    every: Vec<(HeaderName, HeaderValue)>,
    /// The policy of the web app: everything of our own, nothing inline, and Plaid Link.
    pub(super) app: HeaderValue,
    /// The policy of the files that pages name: a worker's is that of its own file.
    pub(super) asset: HeaderValue,
    /// The policy of the playground. Its editor writes styles into the page and starts workers.
    pub(super) playground: HeaderValue,
}

impl Policies {
    pub(super) fn new(public_url: &Url, link: &LinkSettings) -> Self {
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
        // Link's script opens a frame of its own origin; nothing else comes from elsewhere.
        let script = link.script_url.as_str();
        let frame = link.script_url.origin().ascii_serialization();
        let api = link.api_url.origin().ascii_serialization();
        let app = format!(
            "{NOTHING}; script-src 'self' {script}; style-src 'self'; connect-src 'self' {socket} \
             {api}; img-src 'self'; font-src 'self'; frame-src {frame}"
        );
        let playground = format!(
            "{NOTHING}; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' \
             {socket}; img-src 'self' data:; font-src 'self' data:; worker-src 'self'"
        );
        let value = |text: String| {
            HeaderValue::try_from(text).expect("a URL is made of visible characters")
        };
        Self { every, app: value(app), asset: value(asset), playground: value(playground) }
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
