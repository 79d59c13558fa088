//! Encryption at rest: XChaCha20-Poly1305 under a ring of keys, the newest of which seals.
//!
//! An envelope is `version (1) · key id (4) · nonce (24) · ciphertext`. What is sealed is bound to its
//! place (kind, owner and row) as associated data: an envelope that is moved to another row or owner
//! does not open.
//!
//! Rotation: a new key joins the ring, `rotation` seals everything anew under it, and the old key
//! leaves. Servers run on meanwhile. So that none of them is left behind, the ring is read anew before
//! each sealing, which is rare, and whenever an envelope names a key that isn't known yet. A vault that
//! can't read its keys anew seals nothing: what it sealed might be under a key that is no longer kept.

use std::sync::{Arc, PoisonError, RwLock};

use chacha20poly1305::aead::Payload;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::ids::Ids;
use crate::config::Config;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{ItemId, UserId};
use crate::kernel::secret::{ExposeSecret as _, SecretString};

mod provider;
mod ring;
pub mod rotation;

pub use provider::{KeyFile, KeyProvider, new_key, provider};
pub use ring::KeyId;
use ring::{KEY_ID_BYTES, NONCE_BYTES, Ring};

const VERSION: u8 = 1;
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
        if cfg!(feature = "sabotage-no-place") {
            return Vec::new();
        }
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

/// Seals and opens secrets.
pub struct Vault {
    provider: Box<dyn KeyProvider>,
    ring: RwLock<Arc<Ring>>,
    ids: Ids,
}

impl Vault {
    /// Reads the keys that the settings name, or makes the first one where that is allowed, and tries
    /// each of them.
    pub fn open(config: &Config, ids: &Ids) -> Result<Self, Fault> {
        Self::of(provider(config, ids)?, ids)
    }

    fn of(provider: Box<dyn KeyProvider>, ids: &Ids) -> Result<Self, Fault> {
        let ring = RwLock::new(Arc::new(Ring::read(&provider.read()?)?));
        let vault = Self { provider, ring, ids: ids.clone() };
        vault.try_keys()?;
        Ok(vault)
    }

    /// Seals something under each key and opens it; what was changed must not open. A cipher that was
    /// built wrong, or a generator that repeats itself, is found before it touches a secret.
    fn try_keys(&self) -> Result<(), Fault> {
        let place = Place::LinkToken { owner: UserId(Uuid::nil()), row: Uuid::nil() };
        let secret = SecretString::from("a secret of nobody's");
        for key in self.known().keys() {
            let mut envelope = self.seal_under(key, place, &secret)?;
            let again = self.seal_under(key, place, &secret)?;
            let opened = self.open_sealed(place, &envelope)?;
            if let Some(last) = envelope.last_mut() {
                *last ^= 1;
            }
            let is_right = opened.expose_secret() == secret.expose_secret();
            if !is_right || again == envelope || self.open_sealed(place, &envelope).is_ok() {
                return Err(Fault::new("trying the keys: the cipher does not work"));
            }
        }
        Ok(())
    }

    fn known(&self) -> Arc<Ring> {
        self.ring.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The ring as it stands now, which is remembered.
    fn read_anew(&self) -> Result<Arc<Ring>, Fault> {
        let ring = Arc::new(Ring::read(&self.provider.read()?)?);
        *self.ring.write().unwrap_or_else(PoisonError::into_inner) = ring.clone();
        Ok(ring)
    }

    /// The ids of the ring as it stands now, oldest first.
    pub fn key_ids(&self) -> Result<Vec<KeyId>, Fault> {
        Ok(self.read_anew()?.keys().map(|key| key.id).collect())
    }

    /// When the ring was last changed; none where nobody can tell.
    pub fn changed_at(&self) -> Result<Option<DateTime<Utc>>, Fault> {
        self.provider.changed_at()
    }

    /// Seals a secret for its place under the newest key.
    pub fn seal(&self, place: Place, secret: &SecretString) -> Result<Vec<u8>, Fault> {
        self.seal_under(self.read_anew()?.newest(), place, secret)
    }

    fn seal_under(
        &self,
        key: &ring::Key,
        place: Place,
        secret: &SecretString,
    ) -> Result<Vec<u8>, Fault> {
        let nonce = self.ids.bytes::<NONCE_BYTES>();
        let aad = place.associated_data();
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: &aad };
        let sealed = key.seal(nonce, payload)?;
        let mut envelope = vec![VERSION];
        envelope.extend_from_slice(&key.id.0);
        envelope.extend_from_slice(&nonce);
        envelope.extend_from_slice(&sealed);
        Ok(envelope)
    }

    /// Opens what was sealed for the same place.
    pub fn open_sealed(&self, place: Place, envelope: &[u8]) -> Result<SecretString, Fault> {
        let malformed = || Fault::new("opening a secret: the envelope is malformed");
        let (header, rest) = envelope.split_first_chunk::<HEADER_BYTES>().ok_or_else(malformed)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_BYTES>().ok_or_else(malformed)?;
        let [version, id @ ..] = *header;
        if version != VERSION {
            return Err(malformed());
        }
        let mut ring = self.known();
        if ring.find(KeyId(id)).is_none() {
            ring = self.read_anew()?;
        }
        let key = ring.find(KeyId(id)).or_fault("opening a secret: its key is not in the ring")?;
        key.open(*nonce, Payload { msg: sealed, aad: &place.associated_data() })
    }
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
        let settings = [("FLORIN_KEYS".to_owned(), text.join(","))];
        Vault::open(&Config::from_map(settings.into()).unwrap(), &ids()).unwrap()
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
    fn a_new_key_of_the_file_is_noticed_and_seals_at_once() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = KeyFile(folder.path().join("keys"));
        let old = file.add(&ids()).unwrap();
        let open = || Vault::of(Box::new(KeyFile(file.0.clone())), &ids()).unwrap();
        let (one, other) = (open(), open());
        let first = one.seal(place(1, 2), &"first".into()).unwrap();
        let new = file.add(&ids()).unwrap();
        let second = one.seal(place(1, 2), &"second".into()).unwrap();
        assert_eq!((&first[1..5], &second[1..5]), (&old.0[..], &new.0[..]));
        // The other one has sealed nothing since, and reads the ring anew when it meets the new key.
        assert_eq!(other.open_sealed(place(1, 2), &second).unwrap().expose_secret(), "second");
        assert_eq!(other.open_sealed(place(1, 2), &first).unwrap().expose_secret(), "first");
        std::fs::remove_file(&file.0).unwrap();
        assert!(one.seal(place(1, 2), &"third".into()).is_err(), "sealed under a key that is gone");
        one.open_sealed(place(1, 2), &second).unwrap();
    }

    #[test]
    fn no_nonce_comes_twice() {
        let vault = vault(&[&new_key(&ids())]);
        let nonces = (0..20_000).map(|_| {
            let envelope = vault.seal(place(1, 2), &"x".into()).unwrap();
            envelope[HEADER_BYTES..HEADER_BYTES + NONCE_BYTES].to_vec()
        });
        assert_eq!(nonces.collect::<std::collections::HashSet<_>>().len(), 20_000);
    }
}
