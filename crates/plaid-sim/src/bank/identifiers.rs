//! The ids of items, accounts and transactions: 37 characters of Plaid's restricted alphabet,
//! derived by hashing, so that equal seeds give equal ids.

use sha2::{Digest, Sha256};

/// Plaid's ids were never seen with `0`, `2`, `O` or `Y`.
const ALPHABET: &[u8; 58] = b"13456789ABCDEFGHIJKLMNPQRSTUVWXZabcdefghijklmnopqrstuvwxyz";
const LENGTH: usize = 37;

/// The id that belongs to these parts.
pub fn identifier(parts: &[&str]) -> String {
    let digest = digest(parts);
    let (front, back) = digest.split_at(16);
    let mut id = String::with_capacity(LENGTH);
    // Each half of the digest has room for 21 letters of 58.
    push_letters(&mut id, front, 21);
    push_letters(&mut id, back, LENGTH - 21);
    id
}

/// Whether a text could be such an id.
pub fn well_formed(id: &str) -> bool {
    id.len() == LENGTH && id.bytes().all(|letter| ALPHABET.contains(&letter))
}

/// The hash of the parts, each with its length, so that no two lists of parts run together.
pub fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().into()
}

fn push_letters(id: &mut String, half: &[u8], letters: usize) {
    let mut rest = u128::from_be_bytes(half.try_into().expect("half a digest is 16 bytes"));
    for _ in 0..letters {
        let place = usize::try_from(rest % 58).expect("a letter's place is below 58");
        id.push(char::from(ALPHABET[place]));
        rest /= 58;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_stable_and_well_formed() {
        let id = identifier(&["item", "a"]);
        assert_eq!(id, identifier(&["item", "a"]));
        assert_ne!(id, identifier(&["ite", "ma"]));
        assert!(well_formed(&id));
    }
}
