//! Who acts. One actor is passed to every use case; there is no ambient user.

use super::ids::{SessionId, UserId};

/// The one on whose behalf something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The owner of everything that this actor may see.
    pub user: UserId,
    /// The session that the request was signed in with.
    pub session: SessionId,
}
