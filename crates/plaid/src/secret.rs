//! Tokens: what stands for a person's bank, or leads to it.
//!
//! They have no `Display`, print nothing when debugged and are wiped from memory when dropped. A
//! request writes them into its body; nothing else here serialises them.

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serializer};

macro_rules! token {
    ($(#[$about:meta])* $name:ident) => {
        $(#[$about])*
        #[derive(Clone, Debug)]
        pub struct $name(SecretString);

        impl $name {
            /// The text of the token. Only for Plaid, for sealed storage and, where that is its
            /// purpose, for the person's own browser.
            pub fn expose(&self) -> &str {
                self.0.expose_secret()
            }
        }

        impl From<SecretString> for $name {
            fn from(text: SecretString) -> Self {
                Self(text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map(|text| Self(text.into()))
            }
        }

        impl Token for $name {
            fn text(&self) -> &str {
                self.expose()
            }
        }
    };
}

token! {
    /// Reads an item's data until the item is removed. It never leaves the server.
    AccessToken
}
token! {
    /// What Link gives for a finished session: exchanged once, within 30 minutes, for an access
    /// token.
    PublicToken
}
token! {
    /// Opens Link for one person for a short time. It goes to that person's browser.
    LinkToken
}
token! {
    /// Lets one of Plaid's partners read one account.
    ProcessorToken
}

token! {
    /// Stands for one of Plaid's users, where the team is old enough to be given one.
    UserToken
}

/// What the encoding of a request may write.
pub(crate) trait Token {
    /// The text of the token.
    fn text(&self) -> &str;
}

/// Writes a token into a request.
pub(crate) fn encode<T: Token, S: Serializer>(token: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(token.text())
}

/// Writes a token into a request that has one.
#[expect(clippy::ref_option, reason = "the signature is serde's")]
pub(crate) fn encode_option<T: Token, S: Serializer>(
    token: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match token {
        Some(token) => encode(token, serializer),
        None => serializer.serialize_none(),
    }
}
