//! The settings that bound what clients may do. Their defaults are such that the web app, and programs
//! that read by pages of 500 rows, never meet them.

use std::time::Duration;

use url::Url;

use super::{BadSetting, PlaidEnvironment, Values};

/// The shortest span that a limit of time may be set to.
const SPAN_MIN: Duration = Duration::from_millis(100);

/// Who may ask for the schema itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Introspection {
    /// Anyone.
    On,
    /// Whoever is signed in.
    SignedIn,
    /// Nobody.
    Off,
}

/// What clients may do, and how much of it.
#[derive(Clone, Debug)]
pub struct ClientSettings {
    /// `FLORIN_CORS_ORIGINS`
    pub cors_origins: Vec<String>,
    /// `FLORIN_INTROSPECTION`
    pub introspection: Introspection,
    /// `FLORIN_PLAYGROUND`
    pub playground: bool,
    /// `FLORIN_REQUEST_BYTES`
    pub request_bytes_max: u32,
    /// `FLORIN_QUERY_TOKENS`
    pub tokens_max: u32,
    /// `FLORIN_QUERY_DEPTH`
    pub depth_max: u32,
    /// `FLORIN_QUERY_ROOT_FIELDS`
    pub root_fields_max: u32,
    /// `FLORIN_QUERY_ALIASES`
    pub aliases_max: u32,
    /// `FLORIN_QUERY_COST`
    pub cost_max: u32,
    /// `FLORIN_QUERY_TIME`
    pub query_time: Duration,
    /// `FLORIN_COST_PER_MINUTE`
    pub cost_per_minute: u32,
    /// `FLORIN_ANONYMOUS_COST_PER_MINUTE`
    pub anonymous_cost_per_minute: u32,
    /// `FLORIN_SOCKETS_PER_USER`
    pub sockets_per_user: u32,
    /// `FLORIN_SOCKETS_PER_ADDRESS`
    pub sockets_per_address: u32,
    /// `FLORIN_SOCKET_OPERATIONS`
    pub socket_operations: u32,
    /// `FLORIN_SOCKET_OPERATIONS_PER_MINUTE`
    pub socket_operations_per_minute: u32,
}

impl ClientSettings {
    pub(super) fn read(values: &Values, environment: PlaidEnvironment) -> Result<Self, BadSetting> {
        let number = |name| values.number(name, 1..=u32::MAX);
        Ok(Self {
            cors_origins: read_origins(values)?,
            introspection: read_introspection(values, environment)?,
            playground: values.choice("FLORIN_PLAYGROUND", &[("on", true), ("off", false)])?,
            request_bytes_max: values.number("FLORIN_REQUEST_BYTES", 1_024..=16_777_216)?,
            tokens_max: number("FLORIN_QUERY_TOKENS")?,
            depth_max: number("FLORIN_QUERY_DEPTH")?,
            root_fields_max: number("FLORIN_QUERY_ROOT_FIELDS")?,
            aliases_max: values.number("FLORIN_QUERY_ALIASES", 0..=u32::MAX)?,
            cost_max: number("FLORIN_QUERY_COST")?,
            query_time: values.duration("FLORIN_QUERY_TIME", SPAN_MIN)?,
            cost_per_minute: number("FLORIN_COST_PER_MINUTE")?,
            anonymous_cost_per_minute: number("FLORIN_ANONYMOUS_COST_PER_MINUTE")?,
            sockets_per_user: number("FLORIN_SOCKETS_PER_USER")?,
            sockets_per_address: number("FLORIN_SOCKETS_PER_ADDRESS")?,
            socket_operations: number("FLORIN_SOCKET_OPERATIONS")?,
            socket_operations_per_minute: number("FLORIN_SOCKET_OPERATIONS_PER_MINUTE")?,
        })
    }
}

impl Default for ClientSettings {
    fn default() -> Self {
        let defaults = Self::read(&Values::default(), PlaidEnvironment::Sandbox);
        defaults.expect("the defaults are allowed")
    }
}

/// With real banks behind it, a server tells strangers nothing that they don't need.
fn read_introspection(
    values: &Values,
    environment: PlaidEnvironment,
) -> Result<Introspection, BadSetting> {
    const NAME: &str = "FLORIN_INTROSPECTION";
    if values.given(NAME).is_none() {
        return Ok(match environment {
            PlaidEnvironment::Sandbox => Introspection::On,
            PlaidEnvironment::Production => Introspection::SignedIn,
        });
    }
    let choices = [
        ("on", Introspection::On),
        ("signed-in", Introspection::SignedIn),
        ("off", Introspection::Off),
    ];
    values.choice(NAME, &choices)
}

/// Origins to the letter, as browsers write them: no `*`, no path, no port that goes without saying.
fn read_origins(values: &Values) -> Result<Vec<String>, BadSetting> {
    const NAME: &str = "FLORIN_CORS_ORIGINS";
    let origins = values.list(NAME);
    for origin in &origins {
        let url = Url::parse(origin).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let is_origin = url.is_some_and(|url| url.origin().ascii_serialization() == *origin);
        if !is_origin || origin.contains('*') {
            let allowed = "origins as browsers write them, as https://app.example, with commas";
            return Err(BadSetting::new(NAME, origin, allowed));
        }
    }
    Ok(origins)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> Result<ClientSettings, BadSetting> {
        let pairs = settings.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        ClientSettings::read(&Values::from_map(pairs.collect()), PlaidEnvironment::Sandbox)
    }

    #[test]
    fn an_origin_is_taken_as_browsers_write_it_only() {
        let fine = [("FLORIN_CORS_ORIGINS", "https://app.example, http://localhost:3000")];
        assert_eq!(
            read(&fine).unwrap().cors_origins,
            ["https://app.example", "http://localhost:3000"]
        );
        for origin in [
            "*",
            "null",
            "https://*.example",
            "app.example",
            "https://app.example/",
            "https://app.example:443",
            "https://App.example",
            "https://user@app.example",
            "file:///home",
        ] {
            assert!(read(&[("FLORIN_CORS_ORIGINS", origin)]).is_err(), "{origin}");
        }
    }

    #[test]
    fn strangers_are_told_the_schema_where_no_real_bank_is_behind_it() {
        let of = |environment, text: &str| {
            let map = [("FLORIN_INTROSPECTION".to_owned(), text.to_owned())].into();
            ClientSettings::read(&Values::from_map(map), environment).unwrap().introspection
        };
        assert_eq!(of(PlaidEnvironment::Sandbox, ""), Introspection::On);
        assert_eq!(of(PlaidEnvironment::Production, ""), Introspection::SignedIn);
        assert_eq!(of(PlaidEnvironment::Production, "on"), Introspection::On);
        assert_eq!(of(PlaidEnvironment::Sandbox, "off"), Introspection::Off);
    }
}
