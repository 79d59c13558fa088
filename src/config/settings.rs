//! The list of settings: name, default, meaning. `.env.example` says the same, and a test compares
//! the two.

/// A setting that the server knows.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The name of the environment variable.
    pub name: &'static str,
    /// What holds when it isn't set; empty: nothing, or what its meaning tells.
    pub default: &'static str,
    /// What it is for, in one line.
    pub meaning: &'static str,
}

const fn setting(name: &'static str, default: &'static str, meaning: &'static str) -> Setting {
    Setting { name, default, meaning }
}

/// Every setting.
pub const SETTINGS: &[Setting] = &[
    setting("FLORIN_LISTEN", "127.0.0.1:8080", "address of the server"),
    setting(
        "FLORIN_PUBLIC_URL",
        "http://localhost:8080",
        "how browsers and Plaid reach the server; on the port of FLORIN_LISTEN if unset",
    ),
    setting(
        "FLORIN_TRUSTED_PROXIES",
        "",
        "networks of the proxies whose X-Forwarded-For or Forwarded is believed, as 10.0.0.0/8, with commas",
    ),
    setting("FLORIN_DATA_DIR", "./data", "folder of the SQLite file and the key file"),
    setting(
        "FLORIN_WEB_DIR",
        "./frontend/dist",
        "folder of the built web pages; if it is missing, the one of the binary's checkout",
    ),
    setting(
        "FLORIN_ADMIN_LISTEN",
        "127.0.0.1:9090",
        "address of /healthz and /readyz for the operator",
    ),
    setting("DATABASE_URL", "", "sqlite://… or postgres://…; the data folder's florin.db if unset"),
    setting("FLORIN_MIGRATE", "false", "whether `serve` migrates PostgreSQL up by itself"),
    setting("REDIS_URL", "", "redis://… for events across instances; in-process if unset"),
    setting("PLAID_CLIENT_ID", "", "the real Plaid's client id; without it the simulator is used"),
    setting("PLAID_SECRET", "", "the real Plaid's secret"),
    setting("PLAID_ENV", "sandbox", "sandbox or production"),
    setting("PLAID_BASE_URL", "", "overrides the host of PLAID_ENV"),
    setting(
        "PLAID_LINK_URL",
        "",
        "address of Plaid Link's script for browsers; Plaid's own, or the embedded simulator's",
    ),
    setting("PLAID_PRODUCTS", "transactions", "products that a bank must support, with commas"),
    setting(
        "PLAID_OPTIONAL_PRODUCTS",
        "auth,identity",
        "products taken where they are to be had, with commas",
    ),
    setting("PLAID_COUNTRY_CODES", "US", "countries of the banks that are shown, with commas"),
    setting("PLAID_LANGUAGE", "en", "language of Plaid Link"),
    setting("PLAID_CLIENT_NAME", "Florin", "name that Plaid Link shows, up to 30 characters"),
    setting("PLAID_REDIRECT_URI", "", "where an OAuth bank sends the browser back to"),
    setting("PLAID_DAYS_REQUESTED", "730", "days of history to ask for, 1 to 730"),
    setting(
        "PLAID_WEBHOOK_URL",
        "",
        "where Plaid sends webhooks; <public url>/webhooks/plaid where Plaid can reach it",
    ),
    setting("FLORIN_PLAID_SIM_LISTEN", "127.0.0.1:8090", "address of the embedded simulator"),
    setting(
        "FLORIN_PLAID_SIM_RECORD",
        "",
        "file that the embedded simulator appends its exchanges to, for debugging client programs",
    ),
    setting(
        "FLORIN_KEY_FILE",
        "",
        "file of the encryption keys; the data folder's `keys` if unset",
    ),
    setting("FLORIN_KEYS", "", "the encryption keys themselves, instead of a file"),
    setting("FLORIN_ITEM_LIMIT", "0", "the most banks that a user may link; 0: no limit"),
    setting("FLORIN_SYNC_EVERY", "6h", "how often a bank is synced that nothing else has woken"),
    setting(
        "FLORIN_JOB_LEASE",
        "30s",
        "how long the jobs of a server that died stay untouched, from 1s on",
    ),
    setting("FLORIN_WORKERS", "4", "how many jobs a server runs side by side, 1 to 64"),
    setting(
        "FLORIN_JOB_KEEP",
        "30d",
        "how long jobs that ended are kept, from 1h on; the newest of a bank is kept",
    ),
    setting(
        "FLORIN_AUDIT_KEEP",
        "400d",
        "how long the log of logins, links and removals is kept, from 31d on",
    ),
    setting("FLORIN_SIGNUP", "open", "open, closed or first-user"),
    setting("FLORIN_SESSION_IDLE", "7d", "how long a session lasts that is not used, from 5m on"),
    setting(
        "FLORIN_SESSION_LIFE",
        "30d",
        "how long a session lasts however much it is used, from 5m on",
    ),
    setting(
        "FLORIN_FRESH_FOR",
        "10m",
        "how long after a password was given what is dangerous may be done, from 1s on",
    ),
    setting(
        "FLORIN_LOGIN_RATE",
        "30",
        "failed logins a minute and address, from devices that nobody has signed in from before",
    ),
    setting("FLORIN_SIGNUP_RATE", "600", "signups a minute and address"),
    setting(
        "FLORIN_CORS_ORIGINS",
        "",
        "foreign web pages that may ask with a token, as https://app.example, with commas; never with the cookie",
    ),
    setting(
        "FLORIN_INTROSPECTION",
        "",
        "on, signed-in or off: who may ask for the schema; on, and signed-in with PLAID_ENV=production, if unset",
    ),
    setting("FLORIN_PLAYGROUND", "on", "on or off: whether /graphiql is served"),
    setting(
        "FLORIN_REQUEST_BYTES",
        "65536",
        "the most bytes of a GraphQL request or socket message",
    ),
    setting("FLORIN_QUERY_TOKENS", "2000", "the most tokens of a document"),
    setting("FLORIN_QUERY_DEPTH", "10", "the most fields within fields"),
    setting("FLORIN_QUERY_ROOT_FIELDS", "20", "the most fields at the root of an operation"),
    setting("FLORIN_QUERY_ALIASES", "30", "the most aliases and repeated fields of an operation"),
    setting(
        "FLORIN_QUERY_COST",
        "50000",
        "the most that one operation may cost: about one for each field of each row",
    ),
    setting("FLORIN_QUERY_TIME", "10s", "how long a query may take"),
    setting(
        "FLORIN_COST_PER_MINUTE",
        "10000000",
        "what the operations of one user may cost together in a minute",
    ),
    setting(
        "FLORIN_ANONYMOUS_COST_PER_MINUTE",
        "1000000",
        "the same for an address whose clients are not signed in",
    ),
    setting(
        "FLORIN_SOCKETS_PER_USER",
        "10",
        "the most sockets of one user, and the most event streams, on one server",
    ),
    setting(
        "FLORIN_SOCKETS_PER_ADDRESS",
        "100",
        "the most sockets of an address that are not signed in (yet), on one server",
    ),
    setting("FLORIN_SOCKET_OPERATIONS", "20", "the most operations under way on one socket"),
    setting(
        "FLORIN_SOCKET_OPERATIONS_PER_MINUTE",
        "100",
        "the most operations begun on one socket in a minute",
    ),
    setting("FLORIN_LOG", "info", "what is logged, in RUST_LOG's syntax"),
    setting("FLORIN_LOG_FORMAT", "text", "text or json"),
];
