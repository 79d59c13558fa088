//! How often a key asks: its owner has said how often it may, and every operation counts as one.
//!
//! The client is told by the standard headers (`RateLimit-Policy` and `RateLimit` of the IETF's httpapi
//! working group, `Retry-After` of RFC 9110). An operation over a socket counts too, and has no headers.

use async_graphql::ServerError;
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::Site;
use super::answer::error;
use crate::kernel::actor::Actor;
use crate::platform::limits::{Left, Limit, Limited};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STANDING: HeaderName = HeaderName::from_static("ratelimit");

/// What is said to a key that asks too often.
pub(super) const TOO_OFTEN: &str = "This API key asks too often. Ask again later.";

/// One operation of a key, counted.
pub(super) struct Turn {
    limit: Limit,
    left: Left,
}

impl Turn {
    /// Counts an operation. None: it isn't a key that asks.
    pub(super) async fn take(site: &Site, actor: Option<Actor>) -> Result<Option<Self>, Limited> {
        let Some(grant) = actor.and_then(|actor| actor.grant()) else { return Ok(None) };
        let limit = Limit::per_minute("api_key", grant.requests_per_minute);
        let left = site.platform.limits.spend(&limit, &grant.key.to_string(), 1).await?;
        Ok(Some(Self { limit, left }))
    }

    /// Tells a client how it stands.
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        let (name, quota) = (self.limit.name(), self.limit.units());
        let policy = format!("\"{name}\";q={quota};w={}", self.limit.per().as_secs());
        let full_after = self.left.full_after.as_millis().div_ceil(1000);
        let standing = format!("\"{name}\";r={};t={full_after}", self.left.units);
        for (header, text) in [(POLICY, policy), (STANDING, standing)] {
            let value = HeaderValue::try_from(text).expect("a limit's name is plain text");
            headers.append(header, value);
        }
    }
}

/// Whole seconds, rounded up: whoever comes back then is not too early.
pub(super) fn seconds(limited: Limited) -> u32 {
    u32::try_from(limited.retry_after.as_millis().div_ceil(1000)).unwrap_or(u32::MAX)
}

/// The error of a key that asks too often.
pub(super) fn too_often(limited: Limited) -> ServerError {
    let mut error = error("RATE_LIMITED", TOO_OFTEN);
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("retryAfterSeconds", seconds(limited));
    error
}
