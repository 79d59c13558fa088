//! Where the values of settings come from, and how the text of one becomes a value.

use std::collections::HashMap;
use std::fmt;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::Path;
use std::time::Duration;

use ipnet::IpNet;
use url::Url;

use super::settings::SETTINGS;

/// A setting that is not as it must be, told in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadSetting {
    name: String,
    value: Option<String>,
    allowed: String,
}

impl BadSetting {
    /// A setting whose value may be shown.
    pub fn new(name: &str, value: &str, allowed: impl Into<String>) -> Self {
        Self { name: name.into(), value: Some(value.into()), allowed: allowed.into() }
    }

    /// A setting whose value may hold a secret.
    pub fn secret(name: &str, allowed: impl Into<String>) -> Self {
        Self { name: name.into(), value: None, allowed: allowed.into() }
    }
}

impl fmt::Display for BadSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "{} is {value:?}; allowed: {}", self.name, self.allowed),
            None => write!(f, "{} is not as it must be; allowed: {}", self.name, self.allowed),
        }
    }
}

impl std::error::Error for BadSetting {}

/// The texts of the settings, before they mean anything.
#[derive(Clone, Default)]
pub struct Values(HashMap<String, String>);

impl Values {
    /// Environment over `.env` over `florin.toml`. An empty text is as good as none.
    pub fn of_process(directory: &Path) -> Result<Self, BadSetting> {
        let mut map = of_toml(&read_file(&directory.join("florin.toml"), &no_toml())?)?;
        map.extend(of_dotenv(&read_file(&directory.join(".env"), &no_dotenv())?)?);
        for setting in SETTINGS {
            if let Ok(value) = std::env::var(setting.name) {
                map.insert(setting.name.to_owned(), value);
            }
        }
        Ok(Self(map))
    }

    /// The given texts and nothing else.
    pub fn from_map(map: HashMap<String, String>) -> Self {
        Self(map)
    }

    /// The text that was set, if one was.
    pub fn given(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The text that was set, or the default.
    pub fn text(&self, name: &str) -> String {
        self.given(name).unwrap_or_else(|| default_of(name)).to_owned()
    }

    /// Texts between commas.
    pub fn list(&self, name: &str) -> Vec<String> {
        let text = self.text(name);
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(Into::into).collect()
    }

    /// An IP address with a port.
    pub fn address(&self, name: &str) -> Result<SocketAddr, BadSetting> {
        let text = self.text(name);
        text.parse()
            .map_err(|_| BadSetting::new(name, &text, "an address with a port, as 127.0.0.1:8080"))
    }

    /// Networks of IP addresses; an address alone is a network of one.
    pub fn networks(&self, name: &str) -> Result<Vec<IpNet>, BadSetting> {
        let read = |text: &String| {
            let alone = || text.parse::<IpAddr>().map(IpNet::from);
            text.parse::<IpNet>().or_else(|_| alone()).map_err(|_| {
                BadSetting::new(name, text, "addresses or networks, as 10.0.0.0/8, with commas")
            })
        };
        self.list(name).iter().map(read).collect()
    }

    /// An `http` or `https` URL with a host.
    pub fn web_url(&self, name: &str) -> Result<Url, BadSetting> {
        let text = self.text(name);
        Url::parse(&text)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or_else(|| BadSetting::new(name, &text, "a URL with http:// or https://"))
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &str) -> Result<bool, BadSetting> {
        self.choice(name, &[("true", true), ("false", false)])
    }

    /// A whole number of a range.
    pub fn number(&self, name: &str, range: RangeInclusive<u32>) -> Result<u32, BadSetting> {
        let text = self.text(name);
        text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
            let allowed = format!("a number from {} to {}", range.start(), range.end());
            BadSetting::new(name, &text, allowed)
        })
    }

    /// A span of time, as `6h` or `90s`, not below `least`.
    pub fn duration(&self, name: &str, least: Duration) -> Result<Duration, BadSetting> {
        let text = self.text(name);
        humantime::parse_duration(&text).ok().filter(|span| *span >= least).ok_or_else(|| {
            let least = humantime::format_duration(least);
            BadSetting::new(
                name,
                &text,
                format!("a span of time of at least {least}, as 6h or 90s"),
            )
        })
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&self, name: &str, choices: &[(&str, T)]) -> Result<T, BadSetting> {
        let text = self.text(name);
        choices.iter().find(|(word, _)| *word == text).map(|(_, value)| *value).ok_or_else(|| {
            let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
            BadSetting::new(name, &text, words.join(", "))
        })
    }
}

fn default_of(name: &str) -> &'static str {
    let setting = SETTINGS.iter().find(|setting| setting.name == name);
    setting.expect("every setting that is read is in the list").default
}

fn read_file(path: &Path, malformed: &BadSetting) -> Result<String, BadSetting> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(_) => Err(malformed.clone()),
    }
}

fn no_dotenv() -> BadSetting {
    BadSetting::secret(".env", "lines of NAME=value")
}

fn no_toml() -> BadSetting {
    BadSetting::secret("florin.toml", "lines of NAME = \"value\"")
}

/// Reads the text of a `.env` file.
pub(crate) fn of_dotenv(text: &str) -> Result<HashMap<String, String>, BadSetting> {
    let lines = dotenvy::from_read_iter(text.as_bytes());
    lines.collect::<Result<_, _>>().map_err(|_| no_dotenv())
}

/// Reads the text of a `florin.toml`.
pub(crate) fn of_toml(text: &str) -> Result<HashMap<String, String>, BadSetting> {
    let table: toml::Table = text.parse().map_err(|_| no_toml())?;
    table
        .into_iter()
        .map(|(name, value)| match value {
            toml::Value::String(text) => Ok((name, text)),
            toml::Value::Integer(number) => Ok((name, number.to_string())),
            toml::Value::Boolean(flag) => Ok((name, flag.to_string())),
            _ => Err(no_toml()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotenv_wins_over_toml_and_both_over_the_default() {
        let folder = tempfile::TempDir::new().unwrap();
        let toml = "FLORIN_ITEM_LIMIT = 3\nFLORIN_SIGNUP = \"closed\"\nPLAID_LANGUAGE = \"\"\n";
        std::fs::write(folder.path().join("florin.toml"), toml).unwrap();
        std::fs::write(folder.path().join(".env"), "FLORIN_SIGNUP=first-user\n").unwrap();
        let values = Values::of_process(folder.path()).unwrap();
        assert_eq!(values.text("FLORIN_SIGNUP"), "first-user");
        assert_eq!(values.text("FLORIN_ITEM_LIMIT"), "3");
        // An empty text is as good as none.
        assert_eq!(values.text("PLAID_LANGUAGE"), "en");
    }

    #[test]
    fn a_file_that_is_no_list_of_settings_is_refused() {
        let folder = tempfile::TempDir::new().unwrap();
        std::fs::write(folder.path().join("florin.toml"), "[table]\nx = 1\n").unwrap();
        assert!(Values::of_process(folder.path()).is_err());
        std::fs::remove_file(folder.path().join("florin.toml")).unwrap();
        std::fs::write(folder.path().join(".env"), "no line of a setting\n").unwrap();
        assert!(Values::of_process(folder.path()).is_err());
    }
}
