//! How often a key asks: its owner has said how often it may, and every operation counts as one.
//!
//! An operation over a socket counts too, and has no headers that could tell how it stands.

use async_graphql::ServerError;

use super::Site;
use super::answer::error;
use super::standing::Standing;
use crate::kernel::actor::Actor;
use crate::platform::limits::{Limit, Limited};

/// What is said to a key that asks too often.
pub(super) const TOO_OFTEN: &str = "This API key asks too often. Ask again later.";

/// Counts an operation of a key. None: it isn't a key that asks.
pub(super) async fn take_turn(
    site: &Site,
    actor: Option<Actor>,
) -> Result<Option<Standing>, Limited> {
    let Some(grant) = actor.and_then(|actor| actor.grant()) else { return Ok(None) };
    let limit = Limit::per_minute("api_key", grant.requests_per_minute);
    let left = site.platform.limits.spend(&limit, &grant.key.to_string(), 1).await?;
    Ok(Some(Standing { limit, left }))
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
