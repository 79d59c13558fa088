//! How an answer is written: which media types the client takes, and which status an outcome has.
//!
//! The rules are those of the GraphQL-over-HTTP specification. `application/graphql-response+json`
//! tells by its status whether the operation was run; `application/json`, which gateways answer
//! with too, is 200 for every well-formed request. A request that names no media type gets the
//! older one.

use async_graphql::{ErrorExtensionValues, Response as Executed, ServerError, Value};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::key_rate::{TOO_OFTEN, seconds};
use crate::graphql::{complete, told};
use crate::kernel::fault::{Fault, RequestId};
use crate::platform::limits::Limited;

/// The most errors that a response tells of: a document can have as many as it has words.
const ERRORS_MAX: usize = 20;

/// A media type for one result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/graphql-response+json`
    GraphqlResponse,
    /// `application/json`
    Json,
}

impl Media {
    const fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        })
    }
}

/// What the client takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Accepted {
    /// For one result.
    pub(super) single: Option<Media>,
    /// Whether a stream of events will do. It has to be named: wildcards don't mean it.
    pub(super) stream: bool,
}

impl Accepted {
    /// Reads `Accept`: the highest weight wins, then the type that is named over a wildcard, then
    /// the one that is named first.
    pub(super) fn read(headers: &HeaderMap) -> Self {
        let mut accepted = Self { single: None, stream: false };
        let mut named = false;
        let mut best = (0, false);
        let values = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
        let ranges = values.flat_map(|value| value.split(','));
        for range in ranges.filter(|range| !range.trim().is_empty()) {
            named = true;
            let Some((media, weight)) = read_range(range) else {
                continue;
            };
            let (single, explicit) = match media.as_str() {
                "application/graphql-response+json" => (Media::GraphqlResponse, true),
                "application/json" => (Media::Json, true),
                "application/*" | "*/*" => (Media::Json, false),
                "text/event-stream" => {
                    accepted.stream = true;
                    continue;
                }
                _ => continue,
            };
            if (weight, explicit) > best {
                best = (weight, explicit);
                accepted.single = Some(single);
            }
        }
        if !named {
            accepted.single = Some(Media::Json);
        }
        accepted
    }
}

/// The media type in lower case and its weight in thousandths; none if it isn't wanted or is
/// wanted in another encoding than UTF-8.
fn read_range(range: &str) -> Option<(String, u16)> {
    let mut parts = range.split(';').map(str::trim);
    let media = parts.next()?.to_ascii_lowercase();
    let mut weight = 1000;
    for parameter in parts {
        let (name, value) = parameter.split_once('=')?;
        match name.trim().to_ascii_lowercase().as_str() {
            "q" => weight = read_weight(value.trim())?,
            "charset" if !is_utf8(value) => return None,
            _ => {}
        }
    }
    (weight > 0).then_some((media, weight))
}

/// `1`, `0.5`, `0.125`: at most three decimals (RFC 9110, section 12.4.2).
fn read_weight(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let whole: u16 = whole.parse().ok().filter(|whole| *whole <= 1)?;
    if decimals.len() > 3 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let thousandths: u16 = format!("{decimals:0<3}").parse().ok()?;
    Some((whole * 1000 + thousandths).min(1000))
}

/// Whether a body announces itself as JSON in UTF-8.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(content_type)) = headers.get(header::CONTENT_TYPE).map(HeaderValue::to_str) else {
        return false;
    };
    let mut parts = content_type.split(';').map(str::trim);
    let media = parts.next().unwrap_or_default();
    media.eq_ignore_ascii_case("application/json")
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) => !name.trim().eq_ignore_ascii_case("charset") || is_utf8(value),
            None => parameter.is_empty(),
        })
}

fn is_utf8(charset: &str) -> bool {
    let charset = charset.trim().trim_matches('"');
    charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
}

/// Why a request got no further than the door.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The client takes nothing that we have.
    NotAcceptable,
    /// A subscription, and the client takes no stream.
    StreamNotAccepted,
    /// The body isn't JSON by its own word.
    NotJson,
    /// The body is larger than there is any need for.
    TooLarge,
    /// The body didn't arrive in time.
    TooSlow,
    /// The content isn't a GraphQL request; the words say what is wrong.
    BadRequest(&'static str),
    /// `GET` is for reading.
    NotAQuery,
    /// A token was given that isn't one, or not any more.
    Unauthenticated,
    /// A cookie and a token at once.
    TwoCredentials,
    /// A cookie of ours, from a page that isn't ours by what the browser says.
    CookieNotFromUs,
    /// A socket for a web page that isn't ours and isn't named by the settings.
    ForeignPage,
    /// The schema isn't told to whoever asks.
    SchemaNotTold,
    /// More sockets or streams than somebody may have.
    TooManyConnections,
    /// More than somebody may ask for in a while.
    Limited(Limited),
    /// A key asks too often.
    TooOften(Limited),
    /// Nobody's doing.
    Fault(Fault),
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotAcceptable | Self::StreamNotAccepted => StatusCode::NOT_ACCEPTABLE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::BadRequest(_) | Self::TwoCredentials => StatusCode::BAD_REQUEST,
            Self::NotAQuery => StatusCode::METHOD_NOT_ALLOWED,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::CookieNotFromUs | Self::ForeignPage | Self::SchemaNotTold => {
                StatusCode::FORBIDDEN
            }
            Self::TooManyConnections | Self::Limited(_) | Self::TooOften(_) => {
                StatusCode::TOO_MANY_REQUESTS
            }
            Self::Fault(fault) if fault.outage().is_some() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn words(&self) -> (&'static str, &'static str) {
        match self {
            Self::NotAcceptable => (
                "BAD_USER_INPUT",
                "Accept application/graphql-response+json, application/json or text/event-stream.",
            ),
            Self::StreamNotAccepted => (
                "BAD_USER_INPUT",
                "A subscription is streamed: accept text/event-stream, or use the WebSocket.",
            ),
            Self::NotJson => {
                ("BAD_USER_INPUT", "Send a body of the type application/json, encoded as UTF-8.")
            }
            Self::TooLarge => ("BAD_USER_INPUT", "The request is too large."),
            Self::TooSlow => ("BAD_USER_INPUT", "The body of the request did not arrive in time."),
            Self::BadRequest(what) => ("BAD_USER_INPUT", what),
            Self::NotAQuery => ("BAD_USER_INPUT", "Only queries go over GET; use POST."),
            Self::Unauthenticated => ("UNAUTHENTICATED", "The token is not valid (any more)."),
            Self::TwoCredentials => ("BAD_USER_INPUT", TWO_CREDENTIALS),
            Self::CookieNotFromUs => (
                "FORBIDDEN",
                "The session's cookie counts with this server's own Origin and the header \
                 X-Florin-CSRF: 1 only.",
            ),
            Self::ForeignPage => {
                ("FORBIDDEN", "Pages of this origin may not open sockets to this server.")
            }
            Self::SchemaNotTold => ("FORBIDDEN", SCHEMA_NOT_TOLD),
            Self::TooManyConnections => {
                ("RATE_LIMITED", "Too many sockets or streams are open. Close some first.")
            }
            Self::Limited(_) => ("RATE_LIMITED", "Too much was asked for. Ask again later."),
            Self::TooOften(_) => ("RATE_LIMITED", TOO_OFTEN),
            Self::Fault(fault) => (told(fault).code, told(fault).message),
        }
    }

    /// When to ask again, where that is right.
    fn retry_after_seconds(&self) -> Option<u32> {
        match self {
            Self::Fault(fault) => told(fault).retry_after_seconds,
            Self::Limited(limited) | Self::TooOften(limited) => Some(seconds(*limited)),
            _ => None,
        }
    }
}

/// What is told to whoever comes with a cookie and a token.
pub(super) const TWO_CREDENTIALS: &str =
    "Send the session's cookie or a token in Authorization, not both.";

/// What is told where the schema isn't.
pub(super) const SCHEMA_NOT_TOLD: &str =
    "This server tells its schema to those who are signed in, or to nobody.";

/// The error of somebody who has asked for too much.
pub(super) fn limited_error(limited: &Limited) -> ServerError {
    let mut error = error("RATE_LIMITED", "Too much was asked for. Ask again later.");
    let extensions = error.extensions.get_or_insert_default();
    extensions.set("retryAfterSeconds", Value::from(seconds(*limited)));
    error
}

/// A fault as it is told, before it is completed.
pub(super) fn fault_error(fault: &Fault) -> ServerError {
    let told = told(fault);
    let mut error = error(told.code, told.message);
    if let Some(seconds) = told.retry_after_seconds {
        error.extensions.get_or_insert_default().set("retryAfterSeconds", seconds);
    }
    error
}

/// An error of our own, before it is completed with the id of its request.
pub(super) fn error(code: &str, message: &str) -> ServerError {
    let mut extensions = ErrorExtensionValues::default();
    extensions.set("code", Value::from(code));
    let mut error = ServerError::new(message, None);
    error.extensions = Some(extensions);
    error
}

/// Gives every error its code and request id, and leaves out those that are too many.
pub(super) fn completed(mut executed: Executed, request_id: &RequestId) -> Executed {
    executed.errors.truncate(ERRORS_MAX);
    complete(executed, request_id)
}

/// Whether the operation wasn't run at all: an error of a run has a path.
pub(super) fn is_request_error(executed: &Executed) -> bool {
    executed.data == Value::Null
        && !executed.errors.is_empty()
        && executed.errors.iter().all(|error| error.path.is_empty())
}

/// `extensions.code` of a query that took too long.
pub(super) const TIMEOUT: &str = "TIMEOUT";

fn timed_out(executed: &Executed) -> bool {
    tells(executed, TIMEOUT)
}

/// Whether the database was away.
pub(super) fn is_unavailable(executed: &Executed) -> bool {
    tells(executed, "UNAVAILABLE")
}

fn tells(executed: &Executed, code: &str) -> bool {
    let code_of = |error: &ServerError| error.extensions.as_ref()?.get("code").cloned();
    executed.errors.iter().any(|error| code_of(error) == Some(Value::from(code)))
}

/// A response without the `data` entry, as one that was never run must be.
#[derive(Serialize)]
struct Errors<'a> {
    errors: &'a [ServerError],
}

/// The JSON of what the executor said.
pub(super) fn json(executed: &Executed) -> String {
    if is_request_error(executed) {
        to_json(&Errors { errors: &executed.errors })
    } else {
        to_json(executed)
    }
}

fn to_json(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("a GraphQL response has string keys only")
}

/// Where an answer goes.
#[derive(Clone, Copy)]
pub(super) struct Reply<'a> {
    pub(super) media: Media,
    pub(super) request_id: &'a RequestId,
}

impl Reply<'_> {
    /// Turns a request away.
    pub(super) fn refuse(self, refusal: &Refusal) -> Response {
        if let Refusal::Fault(fault) = refusal {
            let request_id = self.request_id.0.as_str();
            tracing::error!(request_id, fault = fault.story(), "a request failed");
        }
        let (code, message) = refusal.words();
        let mut error = error(code, message);
        let retry_after = refusal.retry_after_seconds();
        if let Some(seconds) = retry_after {
            error.extensions.get_or_insert_default().set("retryAfterSeconds", seconds);
        }
        let executed = completed(Executed::from_errors(vec![error]), self.request_id);
        let mut response = self.write(refusal.status(), json(&executed));
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        let more = match refusal {
            Refusal::Unauthenticated => {
                Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
            }
            Refusal::NotAQuery => Some((header::ALLOW, HeaderValue::from_static("POST"))),
            _ => None,
        };
        response.headers_mut().extend(more);
        response
    }

    /// Hands on what the executor said; its errors are completed already.
    pub(super) fn executed(self, executed: &Executed) -> Response {
        let status = match self.media {
            Media::GraphqlResponse if timed_out(executed) => StatusCode::SERVICE_UNAVAILABLE,
            Media::GraphqlResponse if is_request_error(executed) => StatusCode::BAD_REQUEST,
            _ => StatusCode::OK,
        };
        self.write(status, json(executed))
    }

    fn write(self, status: StatusCode, body: String) -> Response {
        (status, [(header::CONTENT_TYPE, self.media.content_type())], body).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(accept: &str) -> (Option<Media>, bool) {
        let headers = HeaderMap::from_iter([(header::ACCEPT, accept.parse().unwrap())]);
        let Accepted { single, stream } = Accepted::read(&headers);
        (single, stream)
    }

    #[test]
    fn the_media_type_that_the_client_likes_best_is_chosen() {
        let (new, old) = (Some(Media::GraphqlResponse), Some(Media::Json));
        for (accept, single, stream) in [
            ("application/json", old, false),
            ("application/graphql-response+json", new, false),
            ("Application/JSON; charset=UTF-8", old, false),
            ("*/*", old, false),
            ("application/*;q=0.8", old, false),
            ("application/graphql-response+json, application/json;q=0.9", new, false),
            ("application/json;q=0.9, application/graphql-response+json", new, false),
            ("application/json, application/graphql-response+json", old, false),
            ("*/*, application/graphql-response+json", new, false),
            ("application/graphql-response+json;q=0, application/json;q=0.001", old, false),
            ("text/event-stream", None, true),
            ("application/json, text/event-stream", old, true),
            ("text/html", None, false),
            ("application/json; charset=iso-8859-1", None, false),
            ("application/json;q=2", None, false),
            ("", old, false),
        ] {
            assert_eq!(accepted(accept), (single, stream), "{accept}");
        }
        let nothing_said = Accepted::read(&HeaderMap::new());
        assert_eq!(nothing_said, Accepted { single: old, stream: false });
    }

    #[test]
    fn only_json_in_utf8_is_json() {
        for (content_type, fits) in [
            ("application/json", true),
            ("application/json; charset=utf-8", true),
            ("APPLICATION/JSON;charset=\"UTF-8\"", true),
            ("application/json;", true),
            ("application/json; charset=utf-16", false),
            ("text/plain", false),
            ("application/graphql", false),
            ("application/jsonx", false),
            ("application/x-www-form-urlencoded", false),
            ("multipart/form-data; boundary=x", false),
        ] {
            let value = content_type.parse().unwrap();
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, value)]);
            assert_eq!(is_json(&headers), fits, "{content_type}");
        }
        assert!(!is_json(&HeaderMap::new()));
    }

    #[test]
    fn an_error_without_a_path_was_no_run() {
        let refused = Executed::from_errors(vec![ServerError::new("no", None)]);
        assert!(is_request_error(&refused));
        let mut ran = Executed::from_errors(vec![ServerError::new("no", None)]);
        ran.errors[0].path = vec![async_graphql::PathSegment::Field("a".into())];
        assert!(!is_request_error(&ran));
        assert!(!is_request_error(&Executed::new(Value::Null)));
    }
}
