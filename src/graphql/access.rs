//! Who asks, and by which door: what `http` puts beside a request and resolvers read.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use chrono::{DateTime, Utc};

use super::error::{Code, error};
use crate::kernel::actor::Actor;
use crate::kernel::origin::Origin;
use crate::kernel::secret::SecretString;
use crate::platform::Platform;

/// Whether the request comes from a page of our own origin that set the CSRF header: only such a one
/// may be given a cookie.
#[derive(Clone, Copy, Debug)]
pub struct BrowserOrigin(pub bool);

/// What becomes of the browser's session cookie.
pub enum SessionCookie {
    /// It is set to this token until then.
    Set {
        /// The session's token.
        token: SecretString,
        /// When it dies.
        expires_at: DateTime<Utc>,
    },
    /// It is taken away.
    Clear,
}

/// The way from a resolver to the response's headers.
#[derive(Clone, Default)]
pub struct ResponseCookies(Arc<Mutex<Option<SessionCookie>>>);

impl ResponseCookies {
    /// What a resolver wished for, if any did.
    pub fn take(&self) -> Option<SessionCookie> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn wish(&self, cookie: SessionCookie) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(cookie);
    }
}

/// The platform.
pub(super) fn platform<'a>(ctx: &Context<'a>) -> &'a Arc<Platform> {
    ctx.data_unchecked::<Arc<Platform>>()
}

/// Who asks, if anyone is signed in.
pub(super) fn maybe_actor(ctx: &Context<'_>) -> Option<Actor> {
    ctx.data_opt::<Actor>().copied()
}

/// Where the request comes from. Without a door, as in a test of the schema alone, from nowhere.
pub fn origin(ctx: &Context<'_>) -> Origin {
    ctx.data_opt::<Origin>().cloned().unwrap_or_default()
}

/// Who asks. Without credentials there is no answer but an error.
pub(super) fn actor(ctx: &Context<'_>) -> async_graphql::Result<Actor> {
    maybe_actor(ctx).ok_or_else(|| error(Code::Unauthenticated, "Sign in to ask for this."))
}
