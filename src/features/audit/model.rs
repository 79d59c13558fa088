//! What an event is made of.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{EventActor, Kind};
use crate::kernel::actor::Credential;
use crate::kernel::ids::{AuditEventId, UserId};
use crate::kernel::origin::Origin;

/// The longest text of a column. A letter that can't stand is replaced by one that is as visible.
const TEXT_CHARS_MAX: usize = 200;

/// An event that is to be recorded.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Whose account it is about.
    pub owner: UserId,
    /// When it happened.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub actor: Actor,
    /// Where it was asked from.
    pub origin: Origin,
    /// What happened.
    pub kind: Kind,
    /// What it was done to, where that isn't the account as a whole.
    pub subject: Option<String>,
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody who was signed in.
    Nobody,
    /// The server, by itself.
    Server,
    /// Someone who was signed in.
    SignedIn(Credential),
}

impl From<Credential> for Actor {
    fn from(credential: Credential) -> Self {
        Self::SignedIn(credential)
    }
}

impl Actor {
    pub(super) const fn columns(self) -> (EventActor, Option<Uuid>) {
        match self {
            Self::Nobody => (EventActor::Nobody, None),
            Self::Server => (EventActor::Server, None),
            Self::SignedIn(Credential::Session(id)) => (EventActor::Session, Some(id.0)),
            Self::SignedIn(Credential::ApiKey(grant)) => (EventActor::Key, Some(grant.key.0)),
            Self::SignedIn(Credential::Operator) => (EventActor::Operator, None),
        }
    }
}

/// The place of an event in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// When it happened.
    pub at: DateTime<Utc>,
    /// The tie-break.
    pub id: AuditEventId,
}

/// A text that stays on its line and reads as it is stored: nothing that breaks lines, moves the
/// terminal's cursor, or turns the direction of reading.
pub fn plain(text: &str) -> String {
    let shown = |char: char| {
        let turns = matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let breaks = matches!(char, '\u{2028}' | '\u{2029}' | '\u{feff}');
        if char.is_control() || turns || breaks { char::REPLACEMENT_CHARACTER } else { char }
    };
    text.trim().chars().take(TEXT_CHARS_MAX).map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_on_its_line() {
        let forged = "curl/8\r\n2026-11-21 alice logged in\u{1b}[2K\u{0}\u{85}\u{2028}\u{202e}x";
        let plain = plain(forged);
        assert!(plain.starts_with("curl/8\u{fffd}\u{fffd}2026-11-21 alice"), "{plain}");
        assert!(!plain.chars().any(char::is_control), "{plain}");
        assert!(plain.ends_with("\u{fffd}\u{fffd}x"), "{plain}");
    }

    #[test]
    fn a_long_text_is_cut_between_letters() {
        assert_eq!(plain(&"ü".repeat(1000)), "ü".repeat(200));
        assert_eq!(plain("Mozilla/5.0 (X11; Linux)"), "Mozilla/5.0 (X11; Linux)");
    }
}
