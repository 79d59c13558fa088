//! The calls that this client makes, and what repeating each of them would do.

/// A call of Plaid's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// The path below the base URL.
    pub path: &'static str,
    /// Whether the client may send it again by itself.
    pub repeat: Repeat,
    /// Whom its answer waits for.
    pub answers: Answers,
}

/// Whom the answer of a call waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answers {
    /// Plaid alone.
    Plaid,
    /// The bank, which Plaid asks meanwhile.
    Bank,
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
pub(crate) const LINK_TOKEN_GET: Endpoint = freely("/link/token/get");
/// A second one would make a second item.
pub(crate) const SANDBOX_PUBLIC_TOKEN_CREATE: Endpoint = once("/sandbox/public_token/create");
/// A public token works once: after a lost answer, a second exchange only hides that there was a
/// first.
pub(crate) const ITEM_PUBLIC_TOKEN_EXCHANGE: Endpoint = once("/item/public_token/exchange");
pub(crate) const ITEM_GET: Endpoint = freely("/item/get");
/// Where the first one arrived, the second is told `ITEM_NOT_FOUND`: the item is gone either way.
pub(crate) const ITEM_REMOVE: Endpoint = freely("/item/remove");
pub(crate) const ITEM_WEBHOOK_UPDATE: Endpoint = freely("/item/webhook/update");
/// Where the first one arrived, the old token is dead, and a second one hides behind its refusal
/// that a new token was made.
pub(crate) const ITEM_ACCESS_TOKEN_INVALIDATE: Endpoint = once("/item/access_token/invalidate");
pub(crate) const INSTITUTIONS_GET: Endpoint = freely("/institutions/get");
pub(crate) const INSTITUTIONS_GET_BY_ID: Endpoint = freely("/institutions/get_by_id");
pub(crate) const INSTITUTIONS_SEARCH: Endpoint = freely("/institutions/search");
pub(crate) const ACCOUNTS_GET: Endpoint = freely("/accounts/get");
/// Plaid bills each one, and asks the bank each time.
pub(crate) const ACCOUNTS_BALANCE_GET: Endpoint =
    Endpoint { answers: Answers::Bank, ..once("/accounts/balance/get") };
pub(crate) const AUTH_GET: Endpoint = freely("/auth/get");
pub(crate) const IDENTITY_GET: Endpoint = freely("/identity/get");
/// Plaid replays a cursor: the same one gives the same changes.
pub(crate) const TRANSACTIONS_SYNC: Endpoint = freely("/transactions/sync");
pub(crate) const TRANSACTIONS_GET: Endpoint = freely("/transactions/get");
/// Plaid bills each one, and takes two a minute of an item.
pub(crate) const TRANSACTIONS_REFRESH: Endpoint = once("/transactions/refresh");
pub(crate) const TRANSACTIONS_RECURRING_GET: Endpoint = freely("/transactions/recurring/get");
pub(crate) const CATEGORIES_GET: Endpoint = freely("/categories/get");
/// A second one would leave a token behind that nobody holds.
pub(crate) const PROCESSOR_TOKEN_CREATE: Endpoint = once("/processor/token/create");
pub(crate) const TRANSFER_EVENT_SYNC: Endpoint = freely("/transfer/event/sync");
pub(crate) const BANK_TRANSFER_EVENT_SYNC: Endpoint = freely("/bank_transfer/event/sync");
/// What a second one for the same person does, Plaid doesn't say.
pub(crate) const USER_CREATE: Endpoint = once("/user/create");
pub(crate) const WEBHOOK_VERIFICATION_KEY_GET: Endpoint = freely("/webhook_verification_key/get");
/// A second one would send a second webhook.
pub(crate) const SANDBOX_ITEM_FIRE_WEBHOOK: Endpoint = once("/sandbox/item/fire_webhook");
pub(crate) const SANDBOX_ITEM_RESET_LOGIN: Endpoint = freely("/sandbox/item/reset_login");
/// A second one would send a second webhook.
pub(crate) const SANDBOX_ITEM_SET_VERIFICATION_STATUS: Endpoint =
    once("/sandbox/item/set_verification_status");
/// A second one would make the transactions twice.
pub(crate) const SANDBOX_TRANSACTIONS_CREATE: Endpoint = once("/sandbox/transactions/create");

const fn freely(path: &'static str) -> Endpoint {
    Endpoint { path, repeat: Repeat::Freely, answers: Answers::Plaid }
}

const fn once(path: &'static str) -> Endpoint {
    Endpoint { path, repeat: Repeat::UnlessReceived, answers: Answers::Plaid }
}
