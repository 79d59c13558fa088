//! Codes that people copy by hand: 128 random bits in groups of hexadecimal digits. Whoever types one
//! may leave the dashes out and write it in capitals.

use sha2::{Digest as _, Sha256};

use crate::kernel::secret::{ExposeSecret as _, SecretString};
use crate::platform::ids::Ids;

/// A new code.
pub fn new_code(ids: &Ids) -> SecretString {
    let pairs = ids.bytes::<16>().map(|byte| format!("{byte:02x}"));
    let groups: Vec<_> = pairs.chunks(2).map(<[String]>::concat).collect();
    SecretString::from(groups.join("-"))
}

/// What is kept of a code.
pub fn code_hash(code: &SecretString) -> Vec<u8> {
    let digits: String =
        code.expose_secret().chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    Sha256::digest(digits.to_ascii_lowercase().as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::platform::ids::SystemRandomness;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = new_code(&Ids::new(Arc::new(SystemRandomness)));
        let text = code.expose_secret();
        assert_eq!((text.len(), text.split('-').count()), (39, 8), "{text}");
        for typed in [text.to_uppercase(), text.replace('-', ""), text.replace('-', " ")] {
            assert_eq!(code_hash(&typed.into()), code_hash(&code));
        }
        assert_ne!(code_hash(&text[1..].into()), code_hash(&code));
    }
}
