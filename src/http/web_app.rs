//! The built pages: the web app, the playground, and the files that they name.
//!
//! The web app draws each of its addresses from one page, so that page is the answer to all of
//! them; what is none of its addresses is not found, and a file that is gone is never a page.
//! Files under `/assets/` carry a hash of their content in their name, so a browser may keep them
//! for good; a page may not be kept unasked, or it would name files that are gone. Only the folder
//! of build outputs is served; nothing in it is listed.

use std::io::ErrorKind;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use tower_http::services::ServeDir;

use super::Site;

const NOT_BUILT: &str = "The web app has not been built. `make run` builds it, and so does\n\
     `npm --prefix frontend ci && npm --prefix frontend run build`.\n\
     FLORIN_WEB_DIR names the folder that it is looked for in.\n";

/// The files that the pages name.
pub(super) fn assets(site: &Site) -> Router<Site> {
    let files = ServeDir::new(&site.platform.config.web_dir)
        .append_index_html_on_directories(false)
        .precompressed_gzip();
    Router::new()
        .route_service("/assets/{*file}", files)
        .layer(middleware::from_fn_with_state(site.clone(), keep_for_good))
}

/// Our sources are nobody's secret, but a map of them is no part of the web app.
const SOURCE_MAP: &str = ".map";

async fn keep_for_good(State(site): State<Site>, request: Request, next: Next) -> Response {
    if request.uri().path().ends_with(SOURCE_MAP) {
        return (StatusCode::NOT_FOUND, "There is nothing here.\n").into_response();
    }
    let mut response = next.run(request).await;
    let policy = site.policies.asset.clone();
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        let year = HeaderValue::from_static("public, max-age=31536000, immutable");
        response.headers_mut().insert(header::CACHE_CONTROL, year);
    }
    response
}

/// The addresses that the web app draws, beside what lies below them.
const VIEWS: [&str; 9] = [
    "/login",
    "/signup",
    "/reset-password",
    "/receipt",
    "/accounts",
    "/transactions",
    "/banks",
    "/link",
    "/settings",
];

/// The web app, at each of its addresses.
pub(super) fn views() -> Router<Site> {
    VIEWS.iter().fold(Router::new().route("/", get(app)), |router, view| {
        router.route(view, get(app)).route(&format!("{view}/{{*rest}}"), get(app))
    })
}

async fn app(State(site): State<Site>) -> Response {
    page(&site, "index.html", &site.policies.app).await
}

/// The playground.
pub(super) async fn playground(State(site): State<Site>) -> Response {
    page(&site, "graphiql.html", &site.policies.playground).await
}

async fn page(site: &Site, file: &str, policy: &HeaderValue) -> Response {
    match tokio::fs::read_to_string(site.platform.config.web_dir.join(file)).await {
        Ok(html) => {
            let headers = [
                (header::CONTENT_SECURITY_POLICY, policy.clone()),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
            ];
            (headers, Html(html)).into_response()
        }
        Err(error) => {
            if error.kind() != ErrorKind::NotFound {
                tracing::error!(%error, file, "a page of the web app can't be read");
            }
            (StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT).into_response()
        }
    }
}
