//! Encryption at rest: XChaCha20-Poly1305 under a ring of keys, the newest of which seals.
//!
//! An envelope is `version (1) · key id (4) · nonce (24) · ciphertext`. The key id is the beginning of
//! the key's SHA-256. What is sealed is bound to its place (kind, owner and row) as associated data:
//! an envelope that is moved to another row or owner does not open.
//!
//! Keys are 32 random bytes in base64, one a line, oldest first, in a file that only its owner may
//! read, or the same in `FLORIN_KEYS` with commas. On SQLite the file is made at the first start; on
//! PostgreSQL it is demanded, since there a server that made its own would lock out the others.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::ids::Ids;
use crate::config::{Config, DatabaseKind};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{ItemId, UserId};
use crate::kernel::secret::{ExposeSecret as _, SecretString};

const VERSION: u8 = 1;
const KEY_BYTES: usize = 32;
const KEY_ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;
const HEADER_BYTES: usize = 1 + KEY_ID_BYTES;

/// Where a secret lies. An envelope opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The Plaid access token of an item.
    AccessToken {
        /// The item's owner.
        owner: UserId,
        /// The item.
        item: ItemId,
    },
    /// A token that opens Plaid Link.
    LinkToken {
        /// Who opens it.
        owner: UserId,
        /// The row.
        row: Uuid,
    },
    /// The public token of a link under way.
    PublicToken {
        /// Who links.
        owner: UserId,
        /// The row.
        row: Uuid,
    },
}

impl Place {
    fn associated_data(self) -> Vec<u8> {
        let (kind, owner, row) = match self {
            Self::AccessToken { owner, item } => ("plaid-access-token", owner, item.0),
            Self::LinkToken { owner, row } => ("plaid-link-token", owner, row),
            Self::PublicToken { owner, row } => ("plaid-public-token", owner, row),
        };
        let mut data = kind.as_bytes().to_vec();
        data.push(0);
        data.extend_from_slice(owner.0.as_bytes());
        data.extend_from_slice(row.as_bytes());
        data.push(VERSION);
        data
    }
}

struct Key {
    id: [u8; KEY_ID_BYTES],
    cipher: XChaCha20Poly1305,
}

/// Seals and opens secrets.
pub struct Vault {
    keys: Vec<Key>,
    ids: Ids,
}

impl Vault {
    /// Reads the keys that the settings name, or makes the first one where that is allowed.
    pub fn open(config: &Config, ids: &Ids) -> Result<Self, Fault> {
        if let Some(keys) = &config.keys {
            return Self::of_text(&keys.expose_secret().replace(',', "\n"), ids);
        }
        if !config.key_file.exists() {
            if config.database.kind == DatabaseKind::Postgres {
                return Err(Fault::new(
                    "opening the vault: PostgreSQL needs FLORIN_KEYS or a key file; \
                     `florin keys new` makes one",
                ));
            }
            write_new_key_file(&config.key_file, ids)?;
        }
        let mode = fs::metadata(&config.key_file).or_fault("looking at the key file")?;
        if mode.permissions().mode() & 0o077 != 0 {
            return Err(Fault::new(
                "opening the vault: the key file must be readable by its owner only (chmod 600)",
            ));
        }
        let text = fs::read_to_string(&config.key_file).or_fault("reading the key file")?;
        Self::of_text(&text, ids)
    }

    fn of_text(text: &str, ids: &Ids) -> Result<Self, Fault> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let keys = lines.map(read_key).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            return Err(Fault::new("opening the vault: there is no key"));
        }
        Ok(Self { keys, ids: ids.clone() })
    }

    /// Seals a secret for its place under the newest key.
    pub fn seal(&self, place: Place, secret: &SecretString) -> Result<Vec<u8>, Fault> {
        let key = self.keys.last().or_fault("sealing without a key")?;
        let nonce = self.ids.bytes::<NONCE_BYTES>();
        let payload =
            Payload { msg: secret.expose_secret().as_bytes(), aad: &place.associated_data() };
        let sealed = key
            .cipher
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| Fault::new("sealing a secret"))?;
        let mut envelope = vec![VERSION];
        envelope.extend_from_slice(&key.id);
        envelope.extend_from_slice(&nonce);
        envelope.extend_from_slice(&sealed);
        Ok(envelope)
    }

    /// Opens what was sealed for the same place.
    pub fn open_sealed(&self, place: Place, envelope: &[u8]) -> Result<SecretString, Fault> {
        let malformed = || Fault::new("opening a secret: the envelope is malformed");
        let (header, rest) = envelope.split_at_checked(HEADER_BYTES).ok_or_else(malformed)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or_else(malformed)?;
        if header[0] != VERSION {
            return Err(malformed());
        }
        let key = self
            .keys
            .iter()
            .find(|key| key.id == header[1..])
            .or_fault("opening a secret: its key is not in the ring")?;
        let payload = Payload { msg: sealed, aad: &place.associated_data() };
        let opened = key
            .cipher
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| Fault::new("opening a secret: it was sealed for another place"))?;
        String::from_utf8(opened).map(SecretString::from).or_fault("reading an opened secret")
    }
}

/// A new key, as the key file and `FLORIN_KEYS` take it.
pub fn new_key(ids: &Ids) -> SecretString {
    SecretString::from(STANDARD.encode(ids.bytes::<KEY_BYTES>()))
}

/// Writes a new file with one new key, which must not exist yet.
pub fn write_new_key_file(path: &Path, ids: &Ids) -> Result<(), Fault> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).or_fault("making the folder of the key file")?;
    }
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .or_fault("making the key file")?;
    writeln!(file, "{}", new_key(ids).expose_secret()).or_fault("writing the key file")?;
    file.sync_all().or_fault("writing the key file")
}

fn read_key(line: &str) -> Result<Key, Fault> {
    let weak = "opening the vault: a key is 32 random bytes in base64";
    let bytes = STANDARD.decode(line).map_err(|_| Fault::new(weak))?;
    let bytes: [u8; KEY_BYTES] = bytes.try_into().map_err(|_| Fault::new(weak))?;
    if bytes.iter().all(|byte| *byte == bytes[0]) {
        return Err(Fault::new(weak));
    }
    let digest = Sha256::digest(bytes);
    let mut id = [0; KEY_ID_BYTES];
    id.copy_from_slice(&digest[..KEY_ID_BYTES]);
    Ok(Key { id, cipher: XChaCha20Poly1305::new(&bytes.into()) })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use uuid::Uuid;

    use super::*;
    use crate::platform::ids::SystemRandomness;

    fn ids() -> Ids {
        Ids::new(Arc::new(SystemRandomness))
    }

    fn vault(keys: &[&SecretString]) -> Vault {
        let text: Vec<_> = keys.iter().map(|key| key.expose_secret()).collect();
        Vault::of_text(&text.join("\n"), &ids()).unwrap()
    }

    fn place(owner: u128, item: u128) -> Place {
        Place::AccessToken {
            owner: UserId(Uuid::from_u128(owner)),
            item: ItemId(Uuid::from_u128(item)),
        }
    }

    #[test]
    fn a_secret_opens_in_its_own_place_only() {
        let vault = vault(&[&new_key(&ids())]);
        let envelope = vault.seal(place(1, 2), &"access-sandbox-x".into()).unwrap();
        let opened = vault.open_sealed(place(1, 2), &envelope).unwrap();
        assert_eq!(opened.expose_secret(), "access-sandbox-x");
        vault.open_sealed(place(1, 3), &envelope).unwrap_err();
        vault.open_sealed(place(3, 2), &envelope).unwrap_err();
    }

    #[test]
    fn no_flipped_bit_and_no_truncation_opens() {
        let vault = vault(&[&new_key(&ids())]);
        let envelope = vault.seal(place(1, 2), &"secret".into()).unwrap();
        for length in 0..envelope.len() {
            vault.open_sealed(place(1, 2), &envelope[..length]).unwrap_err();
        }
        for bit in 0..envelope.len() * 8 {
            let mut flipped = envelope.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            vault.open_sealed(place(1, 2), &flipped).unwrap_err();
        }
    }

    #[test]
    fn an_older_key_of_the_ring_still_opens() {
        let (old, new) = (new_key(&ids()), new_key(&ids()));
        let envelope = vault(&[&old]).seal(place(1, 2), &"secret".into()).unwrap();
        vault(&[&old, &new]).open_sealed(place(1, 2), &envelope).unwrap();
        vault(&[&new]).open_sealed(place(1, 2), &envelope).unwrap_err();
    }

    #[test]
    fn a_weak_key_is_refused() {
        for text in ["", "password", "AAAA", &STANDARD.encode([7; KEY_BYTES])] {
            assert!(Vault::of_text(text, &ids()).is_err(), "{text}");
        }
    }
}
