//! The words and rules of identity.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::password_rules::PASSWORD_BYTES_MAX;
use super::{Delivery, User};
use crate::kernel::fault::Fault;
use crate::kernel::secret::{ExposeSecret as _, SecretString};
use crate::platform::hasher::HashError;

/// What a session's token begins with, so that scanners of leaked secrets know it.
pub const SESSION_TOKEN_PREFIX: &str = "florin_session_";

/// Sessions that a user may have. When another begins, the one that was unused for longest ends.
pub(super) const SESSIONS_MAX: u64 = 20;

const USERNAME_CHARS: std::ops::RangeInclusive<usize> = 3..=32;
const EMAIL_BYTES_MAX: usize = 254;

/// What a new user gives.
pub struct SignupInput {
    /// The name to log in with.
    pub username: String,
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: SecretString,
    /// How the session's token is delivered.
    pub delivery: Delivery,
}

/// A user that the operator makes.
pub struct NewUser {
    /// The name to log in with.
    pub username: String,
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: SecretString,
}

/// What sets a password that was forgotten.
pub struct ResetInput {
    /// The username or the e-mail address.
    pub username: String,
    /// The code that the operator has made.
    pub code: SecretString,
    /// The password that it is to be.
    pub new_password: SecretString,
}

/// What a known user gives.
pub struct LoginInput {
    /// The username or the e-mail address.
    pub username: String,
    /// The password.
    pub password: SecretString,
    /// How the session's token is delivered.
    pub delivery: Delivery,
}

/// What changes a password.
pub struct ChangePasswordInput {
    /// The password that it has been.
    pub current: SecretString,
    /// The password that it is to be.
    pub new: SecretString,
}

/// The token that a request was signed in with, as it is stored. Only who has shown a session's token
/// may exchange it.
#[derive(Clone, Copy)]
pub struct Presented(pub(super) [u8; 32]);

impl fmt::Debug for Presented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Presented")
    }
}

impl Presented {
    /// Of a token.
    pub fn of(token: &SecretString) -> Self {
        Self(Sha256::digest(token.expose_secret().as_bytes()).into())
    }
}

/// A session's next token, which is shown this once. The one before it is dead.
pub struct Renewed {
    /// Who is signed in.
    pub user: User,
    /// The token.
    pub token: SecretString,
    /// When it dies by itself.
    pub expires_at: DateTime<Utc>,
    /// Until when the password counts as given.
    pub fresh_until: DateTime<Utc>,
}

/// A new session, with the token that is shown this once.
pub struct SignedIn {
    /// Who signed in.
    pub user: User,
    /// The token.
    pub token: SecretString,
    /// When it dies by itself.
    pub expires_at: DateTime<Utc>,
}

/// What a person can do wrong here.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The name is taken, whatever its case.
    #[error("This username is taken.")]
    UsernameTaken,
    /// The address is taken, whatever its case.
    #[error("This e-mail address is already in use.")]
    EmailTaken,
    /// Unknown user or wrong password: which of the two is not told.
    #[error(
        "The username or the password is wrong. After many failed attempts a right password is \
         refused too, for up to 15 minutes."
    )]
    InvalidCredentials,
    /// Whoever is signed in gave a wrong password.
    #[error("The password is wrong.")]
    WrongPassword {
        /// What it is called in the input.
        field: &'static str,
    },
    /// The password is too easy to guess.
    #[error("{reason}")]
    PasswordTooWeak {
        /// What it is called in the input.
        field: &'static str,
        /// Why.
        reason: String,
    },
    /// The code is wrong, used or too old, or there is no such user: which of them is not told.
    #[error(
        "This code is wrong, used up or older than 30 minutes. After many failed attempts a right \
         code is refused too, for up to 15 minutes."
    )]
    InvalidCode,
    /// There is no such session of this user.
    #[error("There is no such session of yours.")]
    NoSession,
    /// What was asked is for people that are signed in, not for their programs.
    #[error("Only a session can do this; sign in with a password.")]
    SessionNeeded,
    /// The session has ended, or its token was exchanged meanwhile.
    #[error("The session has ended. Sign in again.")]
    SessionEnded,
    /// Another field is not as it must be.
    #[error("{message}")]
    InvalidInput {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        message: &'static str,
    },
    /// This server takes no new users.
    #[error("This server takes no new users.")]
    SignupClosed,
    /// Too many passwords are being checked at this moment.
    #[error("Too many people are signing in at this moment. Try again in a few seconds.")]
    Busy {
        /// When it may be tried again.
        retry_after: Duration,
    },
    /// The same was tried too often.
    #[error("This was tried too often. Try again later.")]
    TooOften {
        /// When it may be tried again.
        retry_after: Duration,
    },
    /// Nobody's doing.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<HashError> for IdentityError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy { retry_after } => Self::Busy { retry_after },
            HashError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// The form in which names are compared.
pub(super) fn key(text: &str) -> String {
    text.to_lowercase()
}

/// Whether a login is worth looking up: what no signup would have taken, no login finds.
pub(super) fn could_log_in(input: &LoginInput) -> bool {
    (1..=EMAIL_BYTES_MAX).contains(&input.username.len()) && could_be_password(&input.password)
}

/// Whether anybody may have this password.
pub(super) fn could_be_password(password: &SecretString) -> bool {
    (1..=PASSWORD_BYTES_MAX).contains(&password.expose_secret().len())
}

/// Holds a username against the rules.
pub(super) fn check_username(username: &str) -> Result<(), IdentityError> {
    let fits = USERNAME_CHARS.contains(&username.chars().count());
    let plain = |char: char| char.is_ascii_alphanumeric() || "._-".contains(char);
    if fits && username.chars().all(plain) {
        return Ok(());
    }
    Err(IdentityError::InvalidInput {
        field: "username",
        message: "A username has 3 to 32 characters: letters, digits, '.', '_' or '-'.",
    })
}

/// Holds an e-mail address against the rules.
pub(super) fn check_email(email: &str) -> Result<(), IdentityError> {
    if email.len() <= EMAIL_BYTES_MAX && email_address::EmailAddress::is_valid(email) {
        return Ok(());
    }
    Err(IdentityError::InvalidInput { field: "email", message: "This is not an e-mail address." })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_passes() {
        for name in ["alice", "Alice", "a.b-c_9", &"a".repeat(32)] {
            check_username(name).unwrap();
        }
        check_email("a+b@example.com").unwrap();
    }

    #[test]
    fn a_bad_field_is_named() {
        for name in ["", "al", "alice smith", "alice@example.com", "ålice", &"a".repeat(33)] {
            let error = check_username(name).unwrap_err();
            assert!(
                matches!(error, IdentityError::InvalidInput { field: "username", .. }),
                "{name}"
            );
        }
        for email in ["", "alice", "alice@", "@example.com", "a b@example.com"] {
            let error = check_email(email).unwrap_err();
            assert!(matches!(error, IdentityError::InvalidInput { field: "email", .. }), "{email}");
        }
    }
}
