//! What a password must be.
//!
//! No composition rules: a long plain sentence is as good as any. How easy one is to guess is
//! estimated by zxcvbn, which knows the passwords that everybody has, words, names, dates, keyboard
//! walks and repetitions; what the person is called counts among them. The first 64 characters decide,
//! because the estimate takes ever longer, and it is made in a turn of the hasher all the same.

use super::model::IdentityError;
use crate::kernel::secret::{ExposeSecret as _, SecretString};
use crate::platform::hasher::Hasher;

/// Characters that a password has at least.
pub const PASSWORD_CHARS_MIN: usize = 12;

/// Bytes that a password has at most.
pub(super) const PASSWORD_BYTES_MAX: usize = 1024;

/// Characters that are looked at.
const CHARS_ESTIMATED: usize = 64;

/// A word that is easy to guess here, whoever signs up.
const OURS: &str = "florin";

/// The names of the person whose password it is.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    /// The username.
    pub(super) username: &'a str,
    /// The e-mail address.
    pub(super) email: &'a str,
}

/// Holds a new password against the rules. `field` is what it is called in the input.
pub(super) async fn check(
    hasher: &Hasher,
    field: &'static str,
    password: &SecretString,
    names: Names<'_>,
) -> Result<(), IdentityError> {
    check_length(field, password)?;
    let weak = |reason: String| Err(IdentityError::PasswordTooWeak { field, reason });
    let text = password.expose_secret();
    let own = [names.username.to_lowercase(), names.email.to_lowercase()];
    if own.contains(&text.to_lowercase()) {
        return weak("A password is neither the username nor the e-mail address.".to_owned());
    }
    let start = SecretString::from(text.chars().take(CHARS_ESTIMATED).collect::<String>());
    let words = easy_words(names);
    let reason = hasher.work(move || weakness(start.expose_secret(), &words)).await?;
    reason.map_or(Ok(()), weak)
}

/// Holds its length against the rules.
pub(super) fn check_length(
    field: &'static str,
    password: &SecretString,
) -> Result<(), IdentityError> {
    let text = password.expose_secret();
    if text.len() > PASSWORD_BYTES_MAX {
        let message = "A password has at most 1,024 bytes.";
        return Err(IdentityError::InvalidInput { field, message });
    }
    if text.chars().count() < PASSWORD_CHARS_MIN {
        let reason = "A password has at least 12 characters.".to_owned();
        return Err(IdentityError::PasswordTooWeak { field, reason });
    }
    Ok(())
}

/// The names, and what they are made of.
fn easy_words(names: Names<'_>) -> Vec<String> {
    let mut words = vec![OURS.to_owned()];
    for name in [names.username, names.email] {
        let lower = name.to_lowercase();
        let parts = lower.split(|char: char| !char.is_alphanumeric());
        words.extend(parts.filter(|part| part.len() > 2).map(str::to_owned));
        words.push(lower);
    }
    words
}

/// Why the password is too easy to guess: fewer than a million guesses would do.
fn weakness(password: &str, easy_words: &[String]) -> Option<String> {
    let easy: Vec<_> = easy_words.iter().map(String::as_str).collect();
    let estimate = zxcvbn::zxcvbn(password, &easy);
    if estimate.score() >= zxcvbn::Score::Two {
        return None;
    }
    let advice =
        "Three or four words that have nothing to do with each other make a good password.";
    let warning = estimate.feedback().and_then(zxcvbn::feedback::Feedback::warning);
    let what = warning.map_or_else(
        || "This password is easy to guess.".to_owned(),
        |warning| format!("This password is easy to guess. {warning}"),
    );
    Some(format!("{what} {advice}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn refused(password: &str) -> Option<String> {
        let names = Names { username: "Wilhelmina", email: "w.oranje@palace-post.example" };
        let checked = check(&Hasher::new(), "password", &password.into(), names).await;
        checked.err().map(|error| match error {
            IdentityError::PasswordTooWeak { reason, .. } => reason,
            error => error.to_string(),
        })
    }

    #[tokio::test]
    async fn an_ordinary_good_password_passes() {
        for password in [
            "correct horse battery staple",
            "correct horse battery",
            "Sup3r-secret-pass!",
            "päßwörter aus Köln",
            "the wrong password",
            "verysecurepassword",
            "x-password-12",
            "TestPassword123!",
            "密码是很长很长的一句话吧对",
        ] {
            assert_eq!(refused(password).await, None, "{password}");
        }
    }

    #[tokio::test]
    async fn what_everybody_would_guess_is_refused_with_a_reason() {
        for (password, reason) in [
            ("", "at least 12"),
            ("elevenchars", "at least 12"),
            ("password1234", "very common"),
            ("aaaaaaaaaaaa", "Repeats"),
            ("abcabcabcabc", "Repeats"),
            ("hunter2hunter2", "Repeats"),
            ("qwertyuiop12", "commonly used"),
            ("P@ssw0rd1234", "commonly used"),
            ("123456789012", "Sequences"),
            ("abcdefghijkl", "Sequences"),
            ("wilhelmina12", "easy to guess"),
            ("Wilhelmina2000", "easy to guess"),
            ("oranjeoranje", "easy to guess"),
            ("florinflorin", "easy to guess"),
            ("w.oranje@palace-post.example", "neither the username"),
        ] {
            let told = refused(password).await.unwrap_or_else(|| panic!("{password} passed"));
            assert!(told.contains(reason), "{password}: {told}");
        }
    }

    #[tokio::test]
    async fn a_long_password_is_neither_cut_nor_looked_at_for_long() {
        let long: String =
            (0..1024_u32).map(|n| char::from_u32(33 + n * n % 89).unwrap()).collect();
        assert_eq!(refused(&long).await, None);
        let told = refused(&format!("{long}x")).await.unwrap();
        assert!(told.contains("at most 1,024 bytes"), "{told}");
        assert!(refused(&"ab".repeat(512)).await.is_some());
    }
}
