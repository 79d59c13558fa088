//! Everything that parses what a stranger sends, a function per fuzz target (`fuzz/`).
//!
//! Only the fuzzer's build has this room, and the tests, which replay the committed corpora. A target
//! must come back, and soon, whatever it is given; what more it asserts stands in it.

#![expect(clippy::missing_panics_doc, reason = "to panic is how a target tells of a fault")]

use std::sync::{Arc, LazyLock};

use chrono::DateTime;
use uuid::Uuid;

use crate::config::{self, Config};
use crate::features::sync;
use crate::features::transactions::{Cursor, OrderField};
use crate::graphql::guard;
use crate::http::fuzzing as doors;
use crate::kernel::ids::{AccountId, ItemId, JobId, TransactionId, UserId};
use crate::kernel::money::{Amount, Currency};
use crate::platform::ids::{Ids, SystemRandomness};
use crate::platform::vault::{Place, Vault};

/// A target.
pub type Target = fn(&[u8]);

/// Every target by its name, which is that of its corpus.
pub const TARGETS: &[(&str, Target)] = &[
    ("cursor", cursor),
    ("envelope", envelope),
    ("graphql", graphql),
    ("headers", headers),
    ("ids_and_money", ids_and_money),
    ("parameters", parameters),
    ("plaid_json", plaid_json),
    ("settings", settings),
    ("socket_message", socket_message),
    ("token", token),
    ("webhook", webhook),
];

/// A document is parsed, and measured before it is executed.
pub fn graphql(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        let mut request = async_graphql::Request::new(text);
        drop(guard::check(&mut request, &guard::Limits::default()));
    }
}

/// What is a cursor reads back as the same.
pub fn cursor(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    for field in [OrderField::Date, OrderField::Amount] {
        if let Ok(cursor) = Cursor::read(text, field) {
            assert_eq!(Cursor::read(&cursor.print(), field), Ok(cursor));
        }
    }
}

/// Ids and amounts as clients write them. What is read prints as itself.
pub fn ids_and_money(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    for printed in [
        UserId::parse(text).map(|id| id.to_string()),
        AccountId::parse(text).map(|id| id.to_string()),
        JobId::parse(text).map(|id| id.to_string()),
        TransactionId::parse(text).map(|id| id.to_string()),
    ] {
        assert!(printed.is_err() || text.contains('_'), "an id begins with its kind");
    }
    drop(Currency::new(text));
    if let Ok(id) = ItemId::parse(text) {
        assert_eq!(ItemId::parse(&id.to_string()), Ok(id));
    }
    if let Ok(decimal) = text.parse::<rust_decimal::Decimal>()
        && let Ok(amount) = Amount::try_from(decimal)
    {
        assert_eq!(Amount::try_from(amount.decimal()), Ok(amount));
        if let Ok(turned) = amount.from_the_other_side() {
            assert_eq!(turned.from_the_other_side(), Ok(amount));
        }
    }
}

/// The parameters of an operation, in the body and in the query string.
pub fn parameters(bytes: &[u8]) {
    doors::body(bytes);
    if let Ok(text) = str::from_utf8(bytes) {
        doors::query_string(text);
    }
}

/// A message on the socket.
pub fn socket_message(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        doors::socket_message(text);
    }
}

/// The token of a session or of a key.
pub fn token(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        doors::token(text);
    }
}

/// Headers, a line each.
pub fn headers(bytes: &[u8]) {
    if let Ok(text) = str::from_utf8(bytes) {
        doors::headers(text);
    }
}

/// A ciphertext that somebody has put into the database. It opens nowhere but where it was sealed.
pub fn envelope(bytes: &[u8]) {
    static VAULT: LazyLock<Vault> = LazyLock::new(|| {
        // Any 32 bytes that look like chance: it seals nothing.
        let key = "KBZrux/Kiv4YdRRpEaEXnf02K9nqOPLn45niOhThHG0=".to_owned();
        let config = Config::from_map([("FLORIN_KEYS".to_owned(), key)].into());
        let ids = Ids::new(Arc::new(SystemRandomness));
        Vault::open(&config.expect("the setting is right"), &ids).expect("the key is good")
    });
    let owner = UserId(Uuid::nil());
    for place in [
        Place::AccessToken { owner, item: ItemId(Uuid::nil()) },
        Place::LinkToken { owner, row: Uuid::nil() },
        Place::PublicToken { owner, row: Uuid::nil() },
    ] {
        assert!(VAULT.open_sealed(place, bytes).is_err());
    }
}

/// `.env` and `florin.toml`.
pub fn settings(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    for map in [config::of_dotenv(text), config::of_toml(text)].into_iter().flatten() {
        if let Err(error) = Config::from_map(map) {
            assert!(!error.to_string().contains('\n'), "a wrong setting is told in one line");
        }
    }
}

/// What Plaid answers: every kind of answer that the server asks for, and the rows of a page.
pub fn plaid_json(bytes: &[u8]) {
    if let Ok(page) = serde_json::from_slice(bytes) {
        drop(sync::rows_of(page));
    }
    drop(serde_json::from_slice::<plaid::PlaidError>(bytes));
    drop(serde_json::from_slice::<plaid::AccountsGetResponse>(bytes));
    drop(serde_json::from_slice::<plaid::InstitutionsGetByIdResponse>(bytes));
    drop(serde_json::from_slice::<plaid::ItemGetResponse>(bytes));
    drop(serde_json::from_slice::<plaid::LinkTokenCreateResponse>(bytes));
    drop(serde_json::from_slice::<plaid::LinkTokenGetResponse>(bytes));
    drop(serde_json::from_slice::<plaid::PublicTokenExchangeResponse>(bytes));
    drop(serde_json::from_slice::<plaid::WebhookVerificationKeyGetResponse>(bytes));
}

/// A webhook: its header in the first line, its body behind. Nobody here has a key, so that none may
/// pass; a body is parsed all the same, as that of one which did.
pub fn webhook(bytes: &[u8]) {
    static VERIFIER: LazyLock<(tokio::runtime::Runtime, plaid::WebhookVerifier)> =
        LazyLock::new(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            // Nobody listens there.
            let url = "http://127.0.0.1:1".parse().expect("it is a URL");
            let credentials = plaid::Credentials { client_id: "x".into(), secret: "x".into() };
            let config = plaid::Config { attempts_max: 1, ..plaid::Config::new(url, credentials) };
            let client = plaid::Client::new(config).expect("the configuration is good");
            (runtime.expect("a runtime starts"), plaid::WebhookVerifier::new(client))
        });
    let (header, body) = match bytes.iter().position(|byte| *byte == b'\n') {
        Some(at) => (str::from_utf8(&bytes[..at]).ok(), &bytes[at + 1..]),
        None => (None, bytes),
    };
    let (runtime, verifier) = &*VERIFIER;
    let now = DateTime::UNIX_EPOCH;
    assert!(runtime.block_on(verifier.verify(header, body, now)).is_err(), "nobody has signed it");
    if let Ok(webhook) = plaid::Webhook::parse(body) {
        webhook.item_id();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;
    use std::time::{Duration, Instant};

    use super::*;

    /// The longest that an input may take, on a busy machine and in a debug build.
    const INPUT_MAX: Duration = Duration::from_secs(2);

    /// The names of what lies in a folder of `fuzz/`.
    fn names(folder: &str) -> BTreeSet<String> {
        let listed = std::fs::read_dir(Path::new("fuzz").join(folder)).unwrap();
        listed.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn s30_every_corpus_is_lived_through() {
        for (name, target) in TARGETS {
            let inputs = names(&format!("corpus/{name}"));
            assert!(inputs.len() >= 4, "{name} has a corpus of {}", inputs.len());
            for input in inputs {
                let bytes = std::fs::read(format!("fuzz/corpus/{name}/{input}")).unwrap();
                let began = Instant::now();
                target(&bytes);
                assert!(began.elapsed() < INPUT_MAX, "{name}/{input} took {:?}", began.elapsed());
            }
        }
    }

    #[test]
    fn s30_every_target_is_fuzzed() {
        let targets: BTreeSet<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(names("corpus"), targets);
        let sources: BTreeSet<_> = targets.iter().map(|name| format!("{name}.rs")).collect();
        assert_eq!(names("fuzz_targets"), sources);
        let manifest = std::fs::read_to_string("fuzz/Cargo.toml").unwrap();
        for name in targets {
            assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{name} is not built");
            let source = std::fs::read_to_string(format!("fuzz/fuzz_targets/{name}.rs")).unwrap();
            assert!(source.contains(&format!("fuzzing::{name}(data)")), "{source}");
        }
    }
}
