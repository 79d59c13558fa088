//! Who acts. One actor is passed to every use case; there is no ambient user.

use super::ids::{ApiKeyId, SessionId, UserId};
use super::scope::{Scope, Scopes};
use super::sight::Sight;

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
    /// A key that a person gave to a program, with what it may do.
    ApiKey(Grant),
    /// The operator of the server, at its command line.
    Operator,
}

/// What a key may do and see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The key.
    pub key: ApiKeyId,
    /// What it may do.
    pub scopes: Scopes,
    /// What it may see.
    pub sight: Sight,
    /// How often it may ask.
    pub requests_per_minute: u32,
}

impl Actor {
    /// What of their owner's data they may see.
    pub const fn sight(&self) -> Sight {
        match self.credential {
            Credential::ApiKey(grant) => grant.sight,
            Credential::Session(_) | Credential::Operator => Sight::whole(self.user),
        }
    }

    /// Whether they may do this. A person may do everything that is theirs to do.
    pub const fn may(&self, scope: Scope) -> bool {
        match self.credential {
            Credential::ApiKey(grant) => grant.scopes.contains(scope),
            Credential::Session(_) | Credential::Operator => true,
        }
    }

    /// What the key may do, where a program asks with one.
    pub const fn grant(&self) -> Option<Grant> {
        match self.credential {
            Credential::ApiKey(grant) => Some(grant),
            Credential::Session(_) | Credential::Operator => None,
        }
    }

    /// The session, where a person is signed in with one.
    pub const fn session(&self) -> Option<SessionId> {
        match self.credential {
            Credential::Session(id) => Some(id),
            Credential::ApiKey(_) | Credential::Operator => None,
        }
    }
}
