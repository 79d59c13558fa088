//! Who acts. One actor is passed to every use case; there is no ambient user.

use super::ids::{ApiKeyId, SessionId, UserId};

/// The one on whose behalf something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The owner of everything that this actor may see.
    pub user: UserId,
    /// What the request was signed in with.
    pub credential: Credential,
}

/// What somebody signs in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A person's session.
    Session(SessionId),
    /// A key that a person gave to a program.
    ApiKey(ApiKeyId),
    /// The operator of the server, at its command line.
    Operator,
}

impl Actor {
    /// The session, where a person is signed in with one.
    pub const fn session(&self) -> Option<SessionId> {
        match self.credential {
            Credential::Session(id) => Some(id),
            Credential::ApiKey(_) | Credential::Operator => None,
        }
    }
}
