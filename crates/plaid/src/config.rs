//! Where Plaid is, who asks, and the limits of every call.

use std::net::IpAddr;
use std::time::Duration;

use secrecy::SecretString;
use url::{Host, Url};

use crate::rates::Rates;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
const REQUEST_TIMEOUT: Duration = Duration::from_secs(20);
/// Plaid says that a bank may take more than 30 seconds to tell a balance.
const BANK_TIMEOUT: Duration = Duration::from_mins(1);
const BODY_BYTES_MAX: usize = 10 * 1024 * 1024;
const ATTEMPTS_MAX: u32 = 3;

/// How a [`Client`](crate::Client) works. Every limit may be changed before the client is made.
#[derive(Clone, Debug)]
pub struct Config {
    /// Plaid's address. A path in it goes before those of the calls.
    pub base_url: Url,
    /// Who asks.
    pub credentials: Credentials,
    /// What the client calls itself.
    pub user_agent: String,
    /// The longest time that a connection may take to come about.
    pub connect_timeout: Duration,
    /// The longest time that one attempt may take, its answer's last byte included.
    pub request_timeout: Duration,
    /// The same for a call that Plaid answers only when the bank has answered Plaid.
    pub bank_timeout: Duration,
    /// The largest answer that is read.
    pub body_bytes_max: usize,
    /// How often a call is sent at most. 0 means 1.
    pub attempts_max: u32,
    /// The rates that the client keeps to by itself.
    pub rates: Rates,
    /// Chooses a pause before another attempt, up to the one given.
    pub jitter: fn(Duration) -> Duration,
}

impl Config {
    /// The usual limits, and the sandbox's rates, whatever the address is. Production has
    /// [others](Rates::documented).
    pub fn new(base_url: Url, credentials: Credentials) -> Self {
        Self {
            base_url,
            credentials,
            user_agent: concat!("florin/", env!("CARGO_PKG_VERSION")).to_owned(),
            connect_timeout: CONNECT_TIMEOUT,
            request_timeout: REQUEST_TIMEOUT,
            bank_timeout: BANK_TIMEOUT,
            body_bytes_max: BODY_BYTES_MAX,
            attempts_max: ATTEMPTS_MAX,
            rates: Rates::documented(Environment::Sandbox),
            jitter: full_jitter,
        }
    }
}

/// Any pause up to the longest, each as likely: clients that failed together come back apart.
#[expect(clippy::disallowed_methods, reason = "the default of a setting that callers can replace")]
fn full_jitter(longest: Duration) -> Duration {
    rand::random_range(Duration::ZERO..=longest)
}

/// The keys of a team at Plaid.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The team. Not secret.
    pub client_id: String,
    /// The team's secret for one environment.
    pub secret: SecretString,
}

/// Plaid's own hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Made-up banks and persons.
    Sandbox,
    /// Real ones.
    Production,
}

impl Environment {
    /// Where it is.
    pub fn base_url(self) -> &'static str {
        match self {
            Self::Sandbox => "https://sandbox.plaid.com",
            Self::Production => "https://production.plaid.com",
        }
    }
}

/// A [`Config`] that no client can work with.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The keys and people's data would travel in the clear.
    #[error("Plaid's address must begin with https://, or be http:// on this machine")]
    Insecure,
    /// Parts of an address that the calls have no use for.
    #[error("Plaid's address must have no user, query or fragment")]
    NotABase,
    /// A value that no HTTP header can hold.
    #[error("{0} is empty or has characters that no HTTP header can hold")]
    Header(&'static str),
    /// TLS could not be set up.
    #[error("the HTTP client could not be set up")]
    Setup(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The base URL without a slash at its end, so that a call's path can follow.
pub(crate) fn base(url: &Url) -> Result<String, ConfigError> {
    let secure = match url.scheme() {
        "https" => true,
        "http" => url.host().is_some_and(|host| is_loopback(&host)),
        _ => false,
    };
    if !secure {
        return Err(ConfigError::Insecure);
    }
    let bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if !bare {
        return Err(ConfigError::NotABase);
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => IpAddr::from(*address).is_loopback(),
        Host::Ipv6(address) => IpAddr::from(*address).is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base_of(url: &str) -> Result<String, ConfigError> {
        base(&Url::parse(url).unwrap())
    }

    #[test]
    fn a_path_before_the_calls_and_a_slash_at_the_end_are_fine() {
        for (url, base) in [
            ("https://sandbox.plaid.com", "https://sandbox.plaid.com"),
            ("https://proxy.example/plaid/", "https://proxy.example/plaid"),
            ("http://127.0.0.1:8090/", "http://127.0.0.1:8090"),
            ("http://[::1]:8090", "http://[::1]:8090"),
            ("http://localhost:8090", "http://localhost:8090"),
        ] {
            assert_eq!(base_of(url).unwrap(), base);
        }
    }

    #[test]
    fn nothing_travels_in_the_clear_to_another_machine() {
        for url in [
            "http://sandbox.plaid.com",
            "http://192.168.0.2:8090",
            "http://localhost.example",
            "ftp://127.0.0.1",
            "file:///tmp",
        ] {
            assert!(matches!(base_of(url), Err(ConfigError::Insecure)), "{url}");
        }
    }

    #[test]
    fn an_address_with_more_than_a_path_is_refused() {
        for url in
            ["https://user@plaid.example", "https://plaid.example?a=b", "https://plaid.example#a"]
        {
            assert!(matches!(base_of(url), Err(ConfigError::NotABase)), "{url}");
        }
    }

    #[test]
    fn jitter_stays_below_the_longest_pause() {
        for milliseconds in [0, 1, 500, 2000] {
            let longest = Duration::from_millis(milliseconds);
            assert!(full_jitter(longest) <= longest);
        }
    }
}
