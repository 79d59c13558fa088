//! The words and rules of identity.

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};

use super::User;
use crate::kernel::fault::Fault;
use crate::kernel::secret::{ExposeSecret as _, SecretString};
use crate::platform::hasher::HashError;

/// What a session's token begins with, so that scanners of leaked secrets know it.
pub const SESSION_TOKEN_PREFIX: &str = "florin_session_";

/// How long a session lasts.
pub(super) const SESSION_LIFE: TimeDelta = TimeDelta::days(30);

const USERNAME_CHARS: std::ops::RangeInclusive<usize> = 3..=32;
const EMAIL_BYTES_MAX: usize = 254;
const PASSWORD_CHARS_MIN: usize = 12;
const PASSWORD_BYTES_MAX: usize = 1024;

/// What a new user gives.
pub struct SignupInput {
    /// The name to log in with.
    pub username: String,
    /// The e-mail address.
    pub email: String,
    /// The password.
    pub password: SecretString,
}

/// What a known user gives.
pub struct LoginInput {
    /// The username or the e-mail address.
    pub username: String,
    /// The password.
    pub password: SecretString,
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
    #[error("The username or the password is wrong.")]
    InvalidCredentials,
    /// The password is too easy to guess.
    #[error("{0}")]
    PasswordTooWeak(&'static str),
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
    Busy,
    /// Nobody's doing.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<HashError> for IdentityError {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Busy => Self::Busy,
            HashError::Fault(fault) => Self::Fault(fault),
        }
    }
}

/// The form in which names are compared.
pub(super) fn key(text: &str) -> String {
    text.to_lowercase()
}

/// What is kept of a token.
pub(super) fn token_hash(token: &SecretString) -> Vec<u8> {
    Sha256::digest(token.expose_secret().as_bytes()).to_vec()
}

/// Holds a signup against the rules.
pub(super) fn check_signup(input: &SignupInput) -> Result<(), IdentityError> {
    check_username(&input.username)?;
    check_email(&input.email)?;
    let password = input.password.expose_secret();
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(IdentityError::InvalidInput {
            field: "password",
            message: "A password has at most 1,024 bytes.",
        });
    }
    if password.chars().count() < PASSWORD_CHARS_MIN {
        return Err(IdentityError::PasswordTooWeak("A password has at least 12 characters."));
    }
    let mut chars = password.chars();
    let first = chars.next();
    if chars.all(|char| Some(char) == first) {
        return Err(IdentityError::PasswordTooWeak(
            "A password is more than one character repeated.",
        ));
    }
    let own = [key(&input.username), key(&input.email)];
    if own.contains(&key(password)) {
        return Err(IdentityError::PasswordTooWeak(
            "A password is neither the username nor the e-mail address.",
        ));
    }
    Ok(())
}

/// Whether a login is worth looking up: what no signup would have taken, no login finds.
pub(super) fn could_log_in(input: &LoginInput) -> bool {
    (1..=EMAIL_BYTES_MAX).contains(&input.username.len())
        && (1..=PASSWORD_BYTES_MAX).contains(&input.password.expose_secret().len())
}

fn check_username(username: &str) -> Result<(), IdentityError> {
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

fn check_email(email: &str) -> Result<(), IdentityError> {
    if email.len() <= EMAIL_BYTES_MAX && email_address::EmailAddress::is_valid(email) {
        return Ok(());
    }
    Err(IdentityError::InvalidInput { field: "email", message: "This is not an e-mail address." })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(username: &str, email: &str, password: &str) -> Result<(), IdentityError> {
        check_signup(&SignupInput {
            username: username.into(),
            email: email.into(),
            password: password.into(),
        })
    }

    #[test]
    fn a_plain_signup_passes() {
        check("alice", "alice@example.com", "correct horse battery").unwrap();
        check("a.b-c_9", "a+b@example.com", "päßwörter aus Köln").unwrap();
    }

    #[test]
    fn a_bad_field_is_named() {
        for name in ["", "al", "alice smith", "alice@example.com", "ålice", &"a".repeat(33)] {
            let error = check(name, "alice@example.com", "correct horse battery").unwrap_err();
            assert!(
                matches!(error, IdentityError::InvalidInput { field: "username", .. }),
                "{name}"
            );
        }
        for email in ["", "alice", "alice@", "@example.com", "a b@example.com"] {
            let error = check("alice", email, "correct horse battery").unwrap_err();
            assert!(matches!(error, IdentityError::InvalidInput { field: "email", .. }), "{email}");
        }
    }

    #[test]
    fn a_weak_password_is_refused_and_a_long_one_is_not_cut() {
        for password in ["", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "alice@example.com"] {
            let error = check("alice", "alice@example.com", password).unwrap_err();
            assert!(matches!(error, IdentityError::PasswordTooWeak(_)), "{password}");
        }
        check("alice", "alice@example.com", &"ab".repeat(512)).unwrap();
        let error = check("alice", "alice@example.com", &"ab".repeat(513)).unwrap_err();
        assert!(matches!(error, IdentityError::InvalidInput { field: "password", .. }));
    }
}
