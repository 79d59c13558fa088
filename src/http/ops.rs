//! What an operator and a program ask of the server itself: whether it lives, whether it is ready,
//! and what its schema is.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Serialize;
use tokio::time::timeout;

use super::answer::{Media, Refusal, Reply};
use super::auth::{self, Door};
use super::visit::Visit;
use super::{Site, operation};

/// How long the database may take to answer before it counts as gone.
const DATABASE_WAIT: Duration = Duration::from_secs(2);

/// The process answers. It says nothing about anything else, so that a database that is away
/// doesn't get the server restarted.
pub(super) async fn health() -> &'static str {
    "ok"
}

/// What readiness hangs on.
#[derive(Serialize)]
struct Readiness {
    ready: bool,
    checks: Checks,
}

#[derive(Serialize)]
struct Checks {
    database: &'static str,
    migrations: &'static str,
    drain: &'static str,
}

/// Whether requests should be sent here: the database answers, its schema is ours, and the server
/// isn't about to end.
pub(super) async fn readiness(State(site): State<Site>) -> impl IntoResponse {
    let platform = &site.platform;
    let database = matches!(timeout(DATABASE_WAIT, platform.db.ping()).await, Ok(Ok(())));
    let migrations = if database {
        match timeout(DATABASE_WAIT, platform.db.pending_migrations()).await {
            Ok(Ok(pending)) if pending.is_empty() => "ok",
            Ok(Ok(_)) => "pending",
            Ok(Err(_)) | Err(_) => "unknown",
        }
    } else {
        "unknown"
    };
    let checks = Checks {
        database: if database { "ok" } else { "unreachable" },
        migrations,
        drain: if platform.shutdown.is_cancelled() { "draining" } else { "ok" },
    };
    let ready = [checks.database, checks.migrations, checks.drain].iter().all(|word| *word == "ok");
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(Readiness { ready, checks }))
}

/// The schema in its definition language, for those who may introspect it.
pub(super) async fn schema(
    State(site): State<Site>,
    Extension(visit): Extension<Visit>,
    headers: HeaderMap,
) -> Response {
    let told = async {
        let caller = auth::identify(&site.platform, Door::Get, &headers, &visit.origin).await?;
        if !operation::may_introspect(&site, &caller) {
            return Err(Refusal::SchemaNotTold);
        }
        let headers = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        Ok((headers, site.sdl.clone()).into_response())
    };
    let reply = Reply { media: Media::Json, request_id: &visit.request_id };
    told.await.unwrap_or_else(|refusal| reply.refuse(&refusal))
}
