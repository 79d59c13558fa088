//! Who is who: signing up, logging in, logging out, and finding the actor behind a token.
//!
//! Rules. A username is 3 to 32 letters, digits, `.`, `_` or `-`, and unique whatever its case; so is
//! the e-mail address. A password has 12 characters at least and 1,024 bytes at most, is not cut,
//! and is not one of the person's own names. A session's token is 256 random bits, shown once; only
//! its SHA-256 is kept. A session ends 30 days after its login, or when it is logged out. Whoever
//! guesses learns nothing from the answer: an unknown user costs the same work and gets the same
//! words as a wrong password.

mod model;
mod service;
mod store;

pub use crate::entities::user::Model as User;
pub use model::{IdentityError, LoginInput, SESSION_TOKEN_PREFIX, SignedIn, SignupInput};
pub use service::{authenticate, is_alive, login, logout, logout_everywhere, signup, viewer};
