//! Tokens and request ids: their formats, and fresh ones from the chance that was handed in.
//!
//! A token is a key to somebody's bank, so it is never derived from the seed; what a bank contains
//! is (`bank/identifiers.rs`).

use uuid::Uuid;

use crate::chance::Chance;

/// The environment that every token of the simulator names.
pub const ENVIRONMENT: &str = "sandbox";

const REQUEST_ID_LENGTH: usize = 15;
const REQUEST_ID_ALPHABET: &[u8; 62] =
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// A fresh token such as `access-sandbox-…`.
pub fn fresh(chance: &dyn Chance, family: &str) -> String {
    format!("{family}-{ENVIRONMENT}-{}", uuid(chance))
}

/// A fresh id that nobody can guess.
pub fn uuid(chance: &dyn Chance) -> Uuid {
    let mut bytes = [0_u8; 16];
    chance.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// Whether the text has the format of that family's tokens.
pub fn well_formed(family: &str, token: &str) -> bool {
    token
        .strip_prefix(family)
        .and_then(|rest| rest.strip_prefix('-'))
        .and_then(|rest| rest.strip_prefix(ENVIRONMENT))
        .and_then(|rest| rest.strip_prefix('-'))
        .is_some_and(|identifier| Uuid::try_parse(identifier).is_ok())
}

/// A fresh request id: 15 characters of `0-9A-Za-z`.
pub fn request_id(chance: &dyn Chance) -> String {
    let mut id = String::with_capacity(REQUEST_ID_LENGTH);
    let mut byte = [0_u8; 1];
    while id.len() < REQUEST_ID_LENGTH {
        chance.fill(&mut byte);
        // Bytes of 248 and more would make the first letters likelier than the rest.
        if byte[0] < 248 {
            id.push(char::from(REQUEST_ID_ALPHABET[usize::from(byte[0]) % 62]));
        }
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::SystemChance;

    #[test]
    fn a_fresh_token_is_well_formed_and_another_family_is_not() {
        let token = fresh(&SystemChance, "access");
        assert!(well_formed("access", &token));
        assert!(!well_formed("public", &token));
        assert!(!well_formed("access", "access-production-x"));
        assert_eq!(request_id(&SystemChance).len(), REQUEST_ID_LENGTH);
    }
}
