//! The calls that this client makes, and what repeating each of them would do.

/// A call of Plaid's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// The path below the base URL.
    pub path: &'static str,
    /// Whether the client may send it again by itself.
    pub repeat: Repeat,
}

/// What a second sending of a call would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// No harm: it reads, or leaves the same state behind.
    Freely,
    /// Harm, if the first one arrived. It is sent again only where no connection came about.
    UnlessReceived,
}

pub(crate) const LINK_TOKEN_CREATE: Endpoint = freely("/link/token/create");
/// A second one would make a second item.
pub(crate) const SANDBOX_PUBLIC_TOKEN_CREATE: Endpoint = once("/sandbox/public_token/create");
/// A public token works once: after a lost answer, a second exchange only hides that there was a
/// first.
pub(crate) const ITEM_PUBLIC_TOKEN_EXCHANGE: Endpoint = once("/item/public_token/exchange");
pub(crate) const ITEM_GET: Endpoint = freely("/item/get");
/// Where the first one arrived, the second is told `ITEM_NOT_FOUND`: the item is gone either way.
pub(crate) const ITEM_REMOVE: Endpoint = freely("/item/remove");
pub(crate) const INSTITUTIONS_GET_BY_ID: Endpoint = freely("/institutions/get_by_id");
pub(crate) const ACCOUNTS_GET: Endpoint = freely("/accounts/get");
/// Plaid replays a cursor: the same one gives the same changes.
pub(crate) const TRANSACTIONS_SYNC: Endpoint = freely("/transactions/sync");

const fn freely(path: &'static str) -> Endpoint {
    Endpoint { path, repeat: Repeat::Freely }
}

const fn once(path: &'static str) -> Endpoint {
    Endpoint { path, repeat: Repeat::UnlessReceived }
}
