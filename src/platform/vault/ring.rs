//! The ring: every key that may open, the newest of which seals.
//!
//! A key is 32 random bytes. Its id, the beginning of its SHA-256, stands in each envelope and tells
//! nothing of the key. A key that somebody has thought up is refused, as far as one can see it.

use std::collections::BTreeSet;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use secrecy::zeroize::Zeroizing;
use sha2::{Digest as _, Sha256};

use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::secret::{ExposeSecret as _, SecretString};

pub(super) const KEY_BYTES: usize = 32;
pub(super) const KEY_ID_BYTES: usize = 4;
pub(super) const NONCE_BYTES: usize = 24;

/// Different bytes that a key has at least. Of 32 random ones, fewer than 16 differ once in 10¹⁰ keys.
const DIFFERENT_BYTES_MIN: usize = 16;

/// What a wrong key is told.
const WEAK: &str =
    "opening the vault: a key is 32 random bytes in base64; `florin keys new` makes one";

/// What a key is called outside of the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; KEY_ID_BYTES]);

impl KeyId {
    /// The id of a key's bytes.
    fn of(bytes: &[u8; KEY_BYTES]) -> Self {
        let digest = Sha256::digest(bytes);
        let mut id = [0; KEY_ID_BYTES];
        id.copy_from_slice(&digest[..KEY_ID_BYTES]);
        Self(id)
    }

    /// Reads what `Display` has written.
    pub fn read(text: &str) -> Option<Self> {
        let is_hex = text.len() == 2 * KEY_ID_BYTES && text.bytes().all(|c| c.is_ascii_hexdigit());
        let number = u32::from_str_radix(text, 16).ok().filter(|_| is_hex)?;
        Some(Self(number.to_be_bytes()))
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", u32::from_be_bytes(self.0))
    }
}

/// A key that is ready to work.
pub(super) struct Key {
    pub id: KeyId,
    cipher: XChaCha20Poly1305,
}

impl Key {
    /// Reads a key as the file and `FLORIN_KEYS` have it.
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        let bytes = Zeroizing::new(STANDARD.decode(text).map_err(|_| Fault::new(WEAK))?);
        let bytes: &[u8; KEY_BYTES] = bytes.as_slice().try_into().map_err(|_| Fault::new(WEAK))?;
        if is_weak(bytes) {
            return Err(Fault::new(WEAK));
        }
        Ok(Self { id: KeyId::of(bytes), cipher: XChaCha20Poly1305::new(bytes.into()) })
    }

    pub(super) fn seal(
        &self,
        nonce: [u8; NONCE_BYTES],
        payload: Payload<'_, '_>,
    ) -> Result<Vec<u8>, Fault> {
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload);
        sealed.map_err(|_| Fault::new("sealing a secret"))
    }

    pub(super) fn open(
        &self,
        nonce: [u8; NONCE_BYTES],
        payload: Payload<'_, '_>,
    ) -> Result<SecretString, Fault> {
        let opened = self.cipher.decrypt(&XNonce::from(nonce), payload);
        let opened =
            opened.map_err(|_| Fault::new("opening a secret: it was sealed for another place"))?;
        String::from_utf8(opened).map(SecretString::from).or_fault("reading an opened secret")
    }
}

/// Few different bytes, steps of one size, or nothing but letters: no generator has made that.
fn is_weak(bytes: &[u8; KEY_BYTES]) -> bool {
    let different: BTreeSet<_> = bytes.iter().collect();
    let steps: BTreeSet<_> = bytes.windows(2).map(|pair| pair[1].wrapping_sub(pair[0])).collect();
    let is_text = bytes.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
    different.len() < DIFFERENT_BYTES_MIN || steps.len() == 1 || is_text
}

/// Keys, oldest first.
pub(super) struct Ring(Vec<Key>);

impl Ring {
    /// Reads a key a line.
    pub(super) fn read(text: &SecretString) -> Result<Self, Fault> {
        let lines = text.expose_secret().lines().map(str::trim).filter(|line| !line.is_empty());
        let keys = lines.map(Key::read).collect::<Result<Vec<_>, _>>()?;
        let ids: BTreeSet<_> = keys.iter().map(|key| key.id).collect();
        if keys.is_empty() {
            return Err(Fault::new("opening the vault: there is no key"));
        }
        if ids.len() < keys.len() {
            return Err(Fault::new("opening the vault: a key is there twice"));
        }
        Ok(Self(keys))
    }

    /// The key that seals.
    pub(super) fn newest(&self) -> &Key {
        self.0.last().expect("a ring has a key")
    }

    pub(super) fn find(&self, id: KeyId) -> Option<&Key> {
        self.0.iter().find(|key| key.id == id)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weak_key_is_refused() {
        let thought_up = b"the key of a test, 32 bytes long";
        let counted: [u8; KEY_BYTES] = std::array::from_fn(|at| u8::try_from(at).unwrap());
        let mut few = [7; KEY_BYTES];
        few[..8].copy_from_slice(&counted[..8]);
        for bytes in [&[7; KEY_BYTES], thought_up, &counted, &few] {
            assert!(Ring::read(&STANDARD.encode(bytes).into()).is_err(), "{bytes:?}");
        }
        for text in ["", "\n\n", "password", "AAAA"] {
            assert!(Ring::read(&text.into()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_key_must_not_be_there_twice() {
        let key = STANDARD.encode(Sha256::digest("a"));
        assert!(Ring::read(&format!("{key}\n").into()).is_ok());
        assert!(Ring::read(&format!("{key}\n{key}\n").into()).is_err());
    }

    #[test]
    fn an_id_is_read_as_it_is_written() {
        let id = KeyId([0, 0x1f, 0xa0, 9]);
        assert_eq!(id.to_string(), "001fa009");
        assert_eq!(KeyId::read("001fa009"), Some(id));
        for wrong in ["", "1fa009", "+01fa009", "001fa00g", "001fa00900"] {
            assert_eq!(KeyId::read(wrong), None, "{wrong}");
        }
    }
}
