//! One attempt of a call: send, read the answer up to a limit, tell success from failure.
//!
//! Redirects are not followed, proxies of the environment are not used, and neither bodies nor
//! tokens are logged.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Response, StatusCode, redirect, tls};
use secrecy::ExposeSecret as _;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::config::{Config, ConfigError};
use crate::error::{ApiError, Error, PlaidError, TransportKind};

/// The version of the API that this client is written for.
const PLAID_VERSION: HeaderValue = HeaderValue::from_static("2020-09-14");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// The HTTP client, with what every call has in common.
pub(crate) fn http_client(config: &Config) -> Result<reqwest::Client, ConfigError> {
    let mut headers = HeaderMap::new();
    let client_id = header(&config.credentials.client_id, "the client id")?;
    let mut secret = header(config.credentials.secret.expose_secret(), "the secret")?;
    secret.set_sensitive(true);
    headers.insert("plaid-client-id", client_id);
    headers.insert("plaid-secret", secret);
    headers.insert("plaid-version", PLAID_VERSION);
    headers.insert(CONTENT_TYPE, JSON);
    reqwest::Client::builder()
        .default_headers(headers)
        .user_agent(header(&config.user_agent, "the user agent")?)
        .connect_timeout(config.connect_timeout)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .https_only(config.base_url.scheme() == "https")
        .tls_version_min(tls::Version::TLS_1_2)
        .build()
        .map_err(|error| ConfigError::Setup(error.into()))
}

fn header(text: &str, name: &'static str) -> Result<HeaderValue, ConfigError> {
    let text = Some(text).filter(|text| !text.is_empty());
    text.and_then(|text| text.parse().ok()).ok_or(ConfigError::Header(name))
}

/// What a call needs on its way.
#[derive(Clone, Copy)]
pub(crate) struct Attempt<'a> {
    pub http: &'a reqwest::Client,
    pub base: &'a str,
    pub path: &'static str,
    /// The longest time until the answer's last byte.
    pub timeout: Duration,
    pub body_bytes_max: usize,
}

impl Attempt<'_> {
    /// Sends the request once and reads the answer.
    pub(crate) async fn run<R: DeserializeOwned>(self, body: Bytes) -> Result<R, Error> {
        let url = format!("{}{}", self.base, self.path);
        let sent = self.http.post(url).timeout(self.timeout).body(body).send().await;
        let response = sent.map_err(|error| self.lost(error))?;
        let status = response.status();
        let retry_after = retry_after(response.headers());
        let body = self.read(response).await?;
        if status.is_success() {
            self.decode(&body)
        } else {
            Err(self.refusal(status, retry_after, &body))
        }
    }

    async fn read(self, mut response: Response) -> Result<Bytes, Error> {
        let too_large = Error::TooLarge { path: self.path, bytes_max: self.body_bytes_max };
        let announced = response.content_length().unwrap_or(0);
        if usize::try_from(announced).is_ok_and(|bytes| bytes > self.body_bytes_max) {
            return Err(too_large);
        }
        let mut body = BytesMut::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.lost(error))? {
            if body.len() + chunk.len() > self.body_bytes_max {
                return Err(too_large);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    fn decode<R: DeserializeOwned>(self, body: &[u8]) -> Result<R, Error> {
        let mut json = serde_json::Deserializer::from_slice(body);
        let decoded = serde_path_to_error::deserialize(&mut json);
        let error = match decoded {
            Ok(answer) => match json.end() {
                Ok(()) => return Ok(answer),
                Err(_) => return Err(Error::Malformed { path: self.path }),
            },
            Err(error) => error,
        };
        if !error.inner().is_data() {
            return Err(Error::Malformed { path: self.path });
        }
        Err(Error::Decode {
            path: self.path,
            field: error.path().to_string(),
            reason: without_values(&error.inner().to_string()),
            request_id: request_id(body),
        })
    }

    fn refusal(self, status: StatusCode, retry_after: Option<Duration>, body: &[u8]) -> Error {
        let http_status = status.as_u16();
        match serde_json::from_slice::<PlaidError>(body) {
            Ok(told) => Error::Api(Box::new(ApiError {
                path: self.path,
                http_status,
                error_type: told.error_type,
                error_code: told.error_code,
                error_message: told.error_message,
                display_message: told.display_message,
                request_id: told.request_id,
                documentation_url: told.documentation_url,
                retry_after,
            })),
            Err(_) => Error::Status { path: self.path, http_status, retry_after },
        }
    }

    fn lost(self, error: reqwest::Error) -> Error {
        // A connection that takes too long counts as none: nothing has been sent over it.
        let kind = if error.is_connect() {
            TransportKind::Connect
        } else if error.is_timeout() {
            TransportKind::Timeout
        } else {
            TransportKind::Lost
        };
        Error::Transport { path: self.path, kind, source: error.without_url().into() }
    }
}

/// `Retry-After` in its form of seconds. Its form of a date would need a clock that agrees with
/// Plaid's.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?;
    text.trim().parse().ok().map(Duration::from_secs)
}

fn request_id(body: &[u8]) -> Option<String> {
    #[derive(Deserialize)]
    struct Answer {
        request_id: Option<String>,
    }
    serde_json::from_slice::<Answer>(body).ok()?.request_id
}

/// serde repeats the value that it did not expect, which may be anything of a person's: only its
/// kind and what was expected are kept.
fn without_values(reason: &str) -> String {
    for wrong in ["invalid type", "invalid value"] {
        if reason.starts_with(wrong) {
            let expected =
                reason.rsplit_once(", expected ").map_or("something else", |(_, text)| text);
            return format!("{wrong}, expected {expected}");
        }
    }
    reason.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_do_not_repeat_values() {
        for (reason, kept) in [
            (
                "invalid type: string \"Jane, expected\", expected a boolean at line 1 column 2",
                "invalid type, expected a boolean at line 1 column 2",
            ),
            (
                "missing field `amount` at line 3 column 4",
                "missing field `amount` at line 3 column 4",
            ),
            ("is no date at line 1 column 9", "is no date at line 1 column 9"),
        ] {
            assert_eq!(without_values(reason), kept);
        }
    }

    #[test]
    fn retry_after_is_read_in_seconds_only() {
        let read = |text: &'static str| {
            retry_after(&HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))]))
        };
        assert_eq!(read("7"), Some(Duration::from_secs(7)));
        assert_eq!(read(" 0 "), Some(Duration::ZERO));
        for text in ["", "-1", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
