//! Every setting with its default and meaning, read once at the start.
//!
//! A setting comes from the environment, else from `.env`, else from `florin.toml`, else it has its
//! default. A wrong one stops the start with one line that names the setting, its value and what is
//! allowed; a secret's value is not repeated.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

use crate::kernel::secret::SecretString;

mod limits;
mod settings;
mod sign_in;
mod values;

pub use limits::{ClientSettings, Introspection};
pub use settings::{SETTINGS, Setting};
pub use sign_in::SignInSettings;
pub use values::{BadSetting, Values};
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use values::{of_dotenv, of_toml};

/// Who may sign up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignupPolicy {
    /// Anyone who reaches the server.
    Open,
    /// Nobody; the operator makes users.
    Closed,
    /// The first one, then nobody.
    FirstUser,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines: one JSON object a line.
    Json,
}

/// Which database holds the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseKind {
    /// A file of this machine.
    Sqlite,
    /// A server.
    Postgres,
}

/// Where the data lies.
#[derive(Clone, Debug)]
pub struct Database {
    /// Read off the URL's scheme.
    pub kind: DatabaseKind,
    /// The URL, which may hold a password.
    pub url: SecretString,
}

/// The keys of a Plaid account.
#[derive(Clone, Debug)]
pub struct PlaidKeys {
    /// `PLAID_CLIENT_ID`.
    pub client_id: String,
    /// `PLAID_SECRET`.
    pub secret: SecretString,
}

/// Which of Plaid's two environments the keys are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaidEnvironment {
    /// Made-up banks and persons.
    Sandbox,
    /// Real ones.
    Production,
}

/// What a link token asks Plaid for.
#[derive(Clone, Debug)]
pub struct LinkSettings {
    /// Products that every institution shown must support.
    pub products: Vec<String>,
    /// Products taken where they are to be had.
    pub optional_products: Vec<String>,
    /// ISO 3166 codes.
    pub country_codes: Vec<String>,
    /// The language of Link.
    pub language: String,
    /// The name that Link shows.
    pub client_name: String,
    /// Where an OAuth bank sends the browser back to.
    pub redirect_uri: Option<Url>,
    /// Days of history, 1 to 730.
    pub days_requested: u16,
    /// Where Plaid sends webhooks.
    pub webhook_url: Option<Url>,
    /// The script of Link, for browsers.
    pub script_url: Url,
    /// Where that script, in a page of ours, speaks to Plaid.
    pub api_url: Url,
}

/// Every setting of the server.
#[derive(Clone, Debug)]
pub struct Config {
    /// `FLORIN_LISTEN`
    pub listen: SocketAddr,
    /// `FLORIN_ADMIN_LISTEN`
    pub admin_listen: SocketAddr,
    /// `FLORIN_PUBLIC_URL`
    pub public_url: Url,
    /// `FLORIN_TRUSTED_PROXIES`
    pub trusted_proxies: Vec<IpNet>,
    /// `FLORIN_DATA_DIR`
    pub data_dir: PathBuf,
    /// `FLORIN_WEB_DIR`
    pub web_dir: PathBuf,
    /// `DATABASE_URL`
    pub database: Database,
    /// `FLORIN_MIGRATE`
    pub migrate: bool,
    /// `REDIS_URL`
    pub redis_url: Option<SecretString>,
    /// `PLAID_CLIENT_ID` and `PLAID_SECRET`; none: the embedded simulator is started and used.
    pub plaid_keys: Option<PlaidKeys>,
    /// `PLAID_ENV`
    pub plaid_environment: PlaidEnvironment,
    /// `PLAID_BASE_URL`, or the host of `PLAID_ENV`.
    pub plaid_base_url: Url,
    /// The settings of link tokens.
    pub link: LinkSettings,
    /// `FLORIN_PLAID_SIM_LISTEN`
    pub plaid_sim_listen: SocketAddr,
    /// `FLORIN_PLAID_SIM_RECORD`; none: nothing is recorded.
    pub plaid_sim_record: Option<PathBuf>,
    /// `FLORIN_KEY_FILE`
    pub key_file: PathBuf,
    /// `FLORIN_KEYS`
    pub keys: Option<SecretString>,
    /// `FLORIN_ITEM_LIMIT`; none: no limit.
    pub item_limit: Option<u32>,
    /// `FLORIN_SYNC_EVERY`
    pub sync_every: Duration,
    /// `FLORIN_JOB_LEASE`
    pub job_lease: Duration,
    /// `FLORIN_WORKERS`
    pub workers: u32,
    /// `FLORIN_JOB_KEEP`
    pub job_keep: Duration,
    /// What clients may do, and how much of it.
    pub clients: ClientSettings,
    /// `FLORIN_AUDIT_KEEP`
    pub audit_keep: Duration,
    /// `FLORIN_SIGNUP`
    pub signup: SignupPolicy,
    /// The settings of sessions and of signing in.
    pub sign_in: SignInSettings,
    /// `FLORIN_LOG`
    pub log: String,
    /// `FLORIN_LOG_FORMAT`
    pub log_format: LogFormat,
}

/// The database itself refuses to forget what is younger than 30 days; the day more is for clocks that
/// differ.
const AUDIT_KEEP_MIN: Duration = Duration::from_hours(31 * 24);

impl Config {
    /// Reads the settings of this process: environment, `.env` and `florin.toml` of `directory`.
    pub fn load(directory: &Path) -> Result<Self, BadSetting> {
        Self::read(&Values::of_process(directory)?)
    }

    /// Reads settings from a map, as tests do.
    pub fn from_map(map: HashMap<String, String>) -> Result<Self, BadSetting> {
        Self::read(&Values::from_map(map))
    }

    fn read(values: &Values) -> Result<Self, BadSetting> {
        let data_dir = PathBuf::from(values.text("FLORIN_DATA_DIR"));
        let listen = values.address("FLORIN_LISTEN")?;
        let public_url = read_public_url(values, listen)?;
        let plaid_keys = read_plaid_keys(values)?;
        let plaid_environment = values.choice("PLAID_ENV", PLAID_ENVIRONMENTS)?;
        let plaid_base_url = read_plaid_base_url(values, plaid_environment)?;
        let plaid_sim_listen = values.address("FLORIN_PLAID_SIM_LISTEN")?;
        let simulator = plaid_keys.is_none().then_some(plaid_sim_listen);
        let link = read_link(values, &public_url, &plaid_base_url, simulator)?;
        Ok(Self {
            listen,
            admin_listen: values.address("FLORIN_ADMIN_LISTEN")?,
            trusted_proxies: values.networks("FLORIN_TRUSTED_PROXIES")?,
            web_dir: PathBuf::from(values.text("FLORIN_WEB_DIR")),
            database: read_database(values, &data_dir)?,
            migrate: values.flag("FLORIN_MIGRATE")?,
            redis_url: read_redis_url(values)?,
            plaid_environment,
            plaid_base_url,
            plaid_keys,
            link,
            plaid_sim_listen,
            plaid_sim_record: values.given("FLORIN_PLAID_SIM_RECORD").map(PathBuf::from),
            key_file: values
                .given("FLORIN_KEY_FILE")
                .map_or_else(|| data_dir.join("keys"), PathBuf::from),
            keys: values.given("FLORIN_KEYS").map(SecretString::from),
            item_limit: Some(values.number("FLORIN_ITEM_LIMIT", 0..=10_000)?).filter(|n| *n > 0),
            sync_every: values.duration("FLORIN_SYNC_EVERY", Duration::from_secs(1))?,
            job_lease: values.duration("FLORIN_JOB_LEASE", Duration::from_secs(1))?,
            workers: values.number("FLORIN_WORKERS", 1..=64)?,
            job_keep: values.duration("FLORIN_JOB_KEEP", Duration::from_hours(1))?,
            clients: ClientSettings::read(values, plaid_environment)?,
            audit_keep: values.duration("FLORIN_AUDIT_KEEP", AUDIT_KEEP_MIN)?,
            signup: values.choice(
                "FLORIN_SIGNUP",
                &[
                    ("open", SignupPolicy::Open),
                    ("closed", SignupPolicy::Closed),
                    ("first-user", SignupPolicy::FirstUser),
                ],
            )?,
            sign_in: SignInSettings::read(values)?,
            log: values.text("FLORIN_LOG"),
            log_format: values.choice(
                "FLORIN_LOG_FORMAT",
                &[("text", LogFormat::Text), ("json", LogFormat::Json)],
            )?,
            public_url,
            data_dir,
        })
    }
}

/// A server that listens on another port is reached there, unless it is told otherwise.
fn read_public_url(values: &Values, listen: SocketAddr) -> Result<Url, BadSetting> {
    let mut url = values.web_url("FLORIN_PUBLIC_URL")?;
    if values.given("FLORIN_PUBLIC_URL").is_none() {
        url.set_port(Some(listen.port())).expect("a web URL takes a port");
    }
    Ok(url)
}

fn read_database(values: &Values, data_dir: &Path) -> Result<Database, BadSetting> {
    const NAME: &str = "DATABASE_URL";
    let url = values.given(NAME).map_or_else(
        || format!("sqlite://{}", data_dir.join("florin.db").display()),
        ToOwned::to_owned,
    );
    let kind = if url.starts_with("sqlite://") {
        DatabaseKind::Sqlite
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        DatabaseKind::Postgres
    } else {
        return Err(BadSetting::secret(NAME, "sqlite://<file> or postgres://<user>@<host>/<name>"));
    };
    Ok(Database { kind, url: url.into() })
}

fn read_redis_url(values: &Values) -> Result<Option<SecretString>, BadSetting> {
    const NAME: &str = "REDIS_URL";
    match values.given(NAME) {
        None => Ok(None),
        Some(url) if url.starts_with("redis://") => Ok(Some(url.into())),
        Some(_) => Err(BadSetting::secret(NAME, "redis://<host>:<port>")),
    }
}

fn read_plaid_keys(values: &Values) -> Result<Option<PlaidKeys>, BadSetting> {
    match (values.given("PLAID_CLIENT_ID"), values.given("PLAID_SECRET")) {
        (None, None) => Ok(None),
        (Some(client_id), Some(secret)) => {
            Ok(Some(PlaidKeys { client_id: client_id.to_owned(), secret: secret.into() }))
        }
        (None, Some(_)) => {
            Err(BadSetting::new("PLAID_CLIENT_ID", "", "the client id beside PLAID_SECRET"))
        }
        (Some(_), None) => {
            Err(BadSetting::secret("PLAID_SECRET", "the secret beside PLAID_CLIENT_ID"))
        }
    }
}

const PLAID_ENVIRONMENTS: &[(&str, PlaidEnvironment)] =
    &[("sandbox", PlaidEnvironment::Sandbox), ("production", PlaidEnvironment::Production)];

fn read_plaid_base_url(values: &Values, environment: PlaidEnvironment) -> Result<Url, BadSetting> {
    let host = match environment {
        PlaidEnvironment::Sandbox => "https://sandbox.plaid.com",
        PlaidEnvironment::Production => "https://production.plaid.com",
    };
    match values.given("PLAID_BASE_URL") {
        Some(_) => values.web_url("PLAID_BASE_URL"),
        None => Ok(Url::parse(host).expect("both hosts are URLs")),
    }
}

/// Where Link's script lies, at Plaid's and at the simulator.
const LINK_SCRIPT: &str = "/link/v2/stable/link-initialize.js";

fn read_link(
    values: &Values,
    public_url: &Url,
    plaid_base_url: &Url,
    simulator: Option<SocketAddr>,
) -> Result<LinkSettings, BadSetting> {
    let webhook_url = match values.given("PLAID_WEBHOOK_URL") {
        Some(_) => Some(values.web_url("PLAID_WEBHOOK_URL")?),
        None if simulator.is_some() || public_url.scheme() == "https" => {
            Some(public_url.join("webhooks/plaid").expect("a constant path joins any web URL"))
        }
        None => None,
    };
    let api_url = match simulator {
        Some(address) => {
            Url::parse(&format!("http://{address}")).expect("an address is the host of a URL")
        }
        None => plaid_base_url.clone(),
    };
    let script_url = match (values.given("PLAID_LINK_URL"), simulator) {
        (Some(_), _) => values.web_url("PLAID_LINK_URL")?,
        (None, Some(_)) => api_url.join(LINK_SCRIPT).expect("a constant path joins any web URL"),
        (None, None) => {
            let delivery = Url::parse("https://cdn.plaid.com").expect("a constant URL");
            delivery.join(LINK_SCRIPT).expect("a constant path joins any web URL")
        }
    };
    let days = values.number("PLAID_DAYS_REQUESTED", 1..=730)?;
    Ok(LinkSettings {
        products: values.list("PLAID_PRODUCTS"),
        optional_products: values.list("PLAID_OPTIONAL_PRODUCTS"),
        country_codes: values.list("PLAID_COUNTRY_CODES"),
        language: values.text("PLAID_LANGUAGE"),
        client_name: values.text("PLAID_CLIENT_NAME"),
        redirect_uri: match values.given("PLAID_REDIRECT_URI") {
            Some(_) => Some(values.web_url("PLAID_REDIRECT_URI")?),
            None => None,
        },
        days_requested: u16::try_from(days).expect("the range ends at 730"),
        webhook_url,
        script_url,
        api_url,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &[(&str, &str)]) -> Result<Config, BadSetting> {
        Config::from_map(
            settings.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        )
    }

    #[test]
    fn nothing_needs_to_be_set() {
        let config = read(&[]).unwrap();
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert_eq!(config.database.kind, DatabaseKind::Sqlite);
        assert!(config.plaid_keys.is_none());
        assert_eq!(config.sync_every, Duration::from_hours(6));
        assert_eq!(
            config.link.webhook_url.unwrap().as_str(),
            "http://localhost:8080/webhooks/plaid"
        );
    }

    #[test]
    fn the_public_address_has_the_port_that_is_listened_on() {
        let config = read(&[("FLORIN_LISTEN", "127.0.0.1:18080")]).unwrap();
        assert_eq!(config.public_url.as_str(), "http://localhost:18080/");
        let told = ("FLORIN_PUBLIC_URL", "https://florin.example");
        let config = read(&[("FLORIN_LISTEN", "127.0.0.1:18080"), told]).unwrap();
        assert_eq!(config.public_url.as_str(), "https://florin.example/");
    }

    #[test]
    fn a_wrong_setting_is_told_in_one_line() {
        let line = read(&[("FLORIN_SIGNUP", "maybe")]).unwrap_err().to_string();
        assert_eq!(line, "FLORIN_SIGNUP is \"maybe\"; allowed: open, closed, first-user");
        for (name, value) in [
            ("FLORIN_LISTEN", "8080"),
            ("FLORIN_PUBLIC_URL", "localhost"),
            ("FLORIN_TRUSTED_PROXIES", "10.0.0.0/33"),
            ("DATABASE_URL", "mysql://x"),
            ("REDIS_URL", "http://x"),
            ("PLAID_ENV", "development"),
            ("PLAID_DAYS_REQUESTED", "731"),
            ("FLORIN_ITEM_LIMIT", "-1"),
            ("FLORIN_SYNC_EVERY", "often"),
            ("FLORIN_SESSION_IDLE", "1m"),
            ("FLORIN_SESSION_LIFE", "1000years"),
            ("FLORIN_FRESH_FOR", "0s"),
            ("FLORIN_LOGIN_RATE", "0"),
            ("FLORIN_SIGNUP_RATE", "many"),
            ("FLORIN_WORKERS", "0"),
            ("FLORIN_WORKERS", "65"),
            ("FLORIN_JOB_KEEP", "1s"),
            ("FLORIN_AUDIT_KEEP", "30d"),
            ("FLORIN_MIGRATE", "perhaps"),
            ("FLORIN_INTROSPECTION", "maybe"),
            ("FLORIN_PLAYGROUND", "true"),
            ("FLORIN_REQUEST_BYTES", "1"),
            ("FLORIN_QUERY_TIME", "1ms"),
            ("FLORIN_CORS_ORIGINS", "*"),
            ("PLAID_SECRET", "x"),
        ] {
            let line = read(&[(name, value)]).unwrap_err().to_string();
            assert!(line.contains("; allowed: ") && !line.contains('\n'), "{name}: {line}");
        }
    }

    #[test]
    fn a_secret_is_not_repeated() {
        let line = read(&[("DATABASE_URL", "mysql://root:hunter2@db")]).unwrap_err().to_string();
        assert!(!line.contains("hunter2"), "{line}");
    }

    #[test]
    fn the_real_plaid_hears_of_webhooks_only_where_it_can_reach_them() {
        let keys = [("PLAID_CLIENT_ID", "a"), ("PLAID_SECRET", "b")];
        assert!(read(&keys).unwrap().link.webhook_url.is_none());
        let https = [keys[0], keys[1], ("FLORIN_PUBLIC_URL", "https://florin.example")];
        assert!(read(&https).unwrap().link.webhook_url.is_some());
    }

    #[test]
    fn link_comes_from_plaid_where_there_are_keys_and_from_the_simulator_where_not() {
        let link = read(&[("FLORIN_PLAID_SIM_LISTEN", "127.0.0.1:7")]).unwrap().link;
        let script = "http://127.0.0.1:7/link/v2/stable/link-initialize.js";
        assert_eq!(
            (link.script_url.as_str(), link.api_url.as_str()),
            (script, "http://127.0.0.1:7/")
        );
        let keys = [("PLAID_CLIENT_ID", "a"), ("PLAID_SECRET", "b")];
        let link = read(&keys).unwrap().link;
        let script = "https://cdn.plaid.com/link/v2/stable/link-initialize.js";
        assert_eq!(
            (link.script_url.as_str(), link.api_url.as_str()),
            (script, "https://sandbox.plaid.com/")
        );
        let elsewhere = [keys[0], keys[1], ("PLAID_LINK_URL", "https://link.example/link.js")];
        let script = read(&elsewhere).unwrap().link.script_url;
        assert_eq!(script.as_str(), "https://link.example/link.js");
    }
}
