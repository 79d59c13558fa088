//! S24: no nonce is used twice, and what was changed by a bit or a byte does not open.

use std::collections::HashSet;
use std::sync::Arc;

use florin::config::Config;
use florin::kernel::ids::{ItemId, UserId};
use florin::kernel::secret::ExposeSecret as _;
use florin::platform::ids::{Ids, SystemRandomness};
use florin::platform::vault::{Place, Vault, new_key};
use uuid::Uuid;

use crate::support::scale::{count, reached_in, size};

/// Version and id of the key.
const HEADER_BYTES: usize = 5;
const NONCE_BYTES: usize = 24;

fn vault() -> Vault {
    let ids = Ids::new(Arc::new(SystemRandomness));
    let key = new_key(&ids).expose_secret().to_owned();
    let config = Config::from_map([("FLORIN_KEYS".to_owned(), key)].into()).unwrap();
    Vault::open(&config, &ids).unwrap()
}

fn places() -> [Place; 3] {
    let (owner, row) = (UserId(Uuid::from_u128(1)), Uuid::from_u128(2));
    [
        Place::AccessToken { owner, item: ItemId(row) },
        Place::LinkToken { owner, row },
        Place::PublicToken { owner, row },
    ]
}

#[test]
fn s24_no_nonce_of_a_million_comes_twice() {
    let (vault, [place, ..]) = (vault(), places());
    let number = count(20_000, 1_000_000);
    let mut seen = HashSet::with_capacity(number);
    for _ in 0..number {
        let envelope = vault.seal(place, &"access-sandbox-x".into()).unwrap();
        let nonce = envelope[HEADER_BYTES..].first_chunk::<NONCE_BYTES>().unwrap();
        assert!(seen.insert(*nonce), "a nonce came twice");
    }
    reached_in("S24 nonces", "none", format!("{number} envelopes of one secret: {number} nonces"));
}

#[test]
fn s24_nothing_opens_that_was_changed_anywhere() {
    let vault = vault();
    let (mut flipped, mut cut) = (0, 0);
    for place in places() {
        for length in 0..=size(8, 200) {
            let secret = "x".repeat(length);
            let envelope = vault.seal(place, &secret.as_str().into()).unwrap();
            let opened = vault.open_sealed(place, &envelope).unwrap();
            assert_eq!(opened.expose_secret(), secret);
            for bit in 0..envelope.len() * 8 {
                let mut changed = envelope.clone();
                changed[bit / 8] ^= 1 << (bit % 8);
                vault.open_sealed(place, &changed).unwrap_err();
                flipped += 1;
            }
            for shorter in 0..envelope.len() {
                vault.open_sealed(place, &envelope[..shorter]).unwrap_err();
                cut += 1;
            }
            let longer = [envelope.as_slice(), &[0]].concat();
            vault.open_sealed(place, &longer).unwrap_err();
            for other in places().into_iter().filter(|other| *other != place) {
                vault.open_sealed(other, &envelope).unwrap_err();
            }
        }
    }
    reached_in(
        "S24 changes",
        "none",
        format!("each of {flipped} flipped bits and {cut} truncations: 0 opened"),
    );
}
