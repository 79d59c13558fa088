//! Who asks: a token in `Authorization`, or the cookie of our own web app.
//!
//! A token that isn't valid turns the request away; a cookie that isn't valid is taken back and
//! the request goes on without it, or a person with a dead cookie could never log in again. A
//! cookie is sent by the browser whichever page asks, so it counts only where the page is known to
//! be ours: the `Origin` is our own, and `X-Florin-CSRF: 1` is set, which a foreign page can't do
//! without asking. A `POST` that brings the cookie and not the proof is refused: it is forged, or a
//! program's mistake. A socket's upgrade can't carry that header; there the `Origin` alone decides,
//! and a page whose origin is neither ours nor named by `FLORIN_CORS_ORIGINS` gets no socket.
//!
//! Whoever brings both is refused, whatever either is worth: the two may be of different people, and
//! each reader along the way could take another one. So it is for a token in `connection_init` behind an
//! upgrade with the cookie, but for the named pages, where no cookie counts and none can be held back.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use chrono::{DateTime, Utc};
use url::{Host, Url};

use super::answer::Refusal;
use crate::features::identity::{self, Presented};
use crate::features::keys;
use crate::graphql::SessionCookie;
use crate::kernel::actor::Actor;
use crate::kernel::origin::Origin;
use crate::kernel::secret::{ExposeSecret as _, SecretString};
use crate::platform::Platform;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

const CSRF: HeaderName = HeaderName::from_static("x-florin-csrf");

/// Where somebody asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Door {
    /// `POST`: token or cookie.
    Post,
    /// `GET`: a token only, since a link on a foreign page is enough to send it.
    Get,
    /// The upgrade to a socket: token or cookie.
    Socket,
}

/// Who asks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Caller {
    /// Whoever is signed in.
    pub(super) actor: Option<Actor>,
    /// The token that they showed.
    pub(super) presented: Option<Presented>,
    /// Whether the request comes from a page of ours that may be given a cookie.
    pub(super) from_own_page: bool,
    /// Whether the browser holds a cookie that is worth nothing any more.
    pub(super) has_dead_cookie: bool,
    /// Whether a cookie was brought where one may count, so that no token may follow.
    pub(super) brought_cookie: bool,
}

/// Finds out who asks.
pub(super) async fn identify(
    platform: &Arc<Platform>,
    door: Door,
    headers: &HeaderMap,
    origin: &Origin,
) -> Result<Caller, Refusal> {
    let found = platform.db.while_it_speaks(look_at(platform, door, headers, origin)).await;
    found.map_err(Refusal::Fault)?
}

async fn look_at(
    platform: &Arc<Platform>,
    door: Door,
    headers: &HeaderMap,
    origin: &Origin,
) -> Result<Caller, Refusal> {
    let public_url = &platform.config.public_url;
    let own_origin = is_own_origin(public_url, headers);
    if door == Door::Socket && !own_origin && !may_open_sockets(platform, headers) {
        return Err(Refusal::ForeignPage);
    }
    let from_own_page = match door {
        Door::Post if cfg!(feature = "sabotage-no-csrf-check") => true,
        Door::Post => own_origin && headers.get(CSRF).is_some_and(|value| value == "1"),
        Door::Get => false,
        Door::Socket => own_origin,
    };
    let cookie = session_cookie(public_url, headers);
    if headers.contains_key(header::AUTHORIZATION) {
        if cookie.is_some() {
            return Err(Refusal::TwoCredentials);
        }
        let token = only(headers, &header::AUTHORIZATION).and_then(bearer_token);
        let caller = caller_of(platform, token, origin).await?;
        return Ok(Caller { from_own_page, ..caller });
    }
    if cookie.is_some() && door == Door::Post && !from_own_page {
        return Err(Refusal::CookieNotFromUs);
    }
    let is_named_page = headers.contains_key(header::ORIGIN) && !own_origin;
    let brought_cookie = cookie.is_some() && !is_named_page;
    let Some(token) = cookie.filter(|_| from_own_page) else {
        return Ok(Caller { from_own_page, brought_cookie, ..Caller::default() });
    };
    // A cookie holds a session: a key that somebody put there counts for nothing.
    let actor = identity::authenticate(platform, origin, &token).await.map_err(Refusal::Fault)?;
    // A browser that has just been given a better one keeps that.
    let has_dead_cookie = actor.is_none() && {
        let renewed = identity::was_just_renewed(platform, origin, &token).await;
        !renewed.map_err(Refusal::Fault)?
    };
    let presented = actor.map(|_| Presented::of(&token));
    Ok(Caller { actor, presented, from_own_page, has_dead_cookie, brought_cookie })
}

/// Who is behind the token that must be there.
pub(super) async fn caller_of(
    platform: &Arc<Platform>,
    token: Option<SecretString>,
    origin: &Origin,
) -> Result<Caller, Refusal> {
    let Some(token) = token else {
        return Err(Refusal::Unauthenticated);
    };
    let found = platform.db.while_it_speaks(keys::authenticate(platform, origin, &token)).await;
    let found = found.and_then(|found| found).map_err(Refusal::Fault)?;
    let actor = Some(found.ok_or(Refusal::Unauthenticated)?);
    Ok(Caller { actor, presented: Some(Presented::of(&token)), ..Caller::default() })
}

/// The token of `Bearer <token>`.
pub(super) fn bearer_token(authorization: &str) -> Option<SecretString> {
    let (scheme, token) = authorization.trim().split_once(' ')?;
    let token = token.trim_start();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    let fits = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty();
    (fits && token.bytes().all(plain)).then(|| SecretString::from(token))
}

/// The value of `Set-Cookie` that does what was wished for.
pub(super) fn set_cookie(
    public_url: &Url,
    cookie: &SessionCookie,
    now: DateTime<Utc>,
) -> HeaderValue {
    let name = cookie_name(public_url);
    let secure = if is_https(public_url) { "; Secure" } else { "" };
    let (token, seconds) = match cookie {
        SessionCookie::Set { token, expires_at } => {
            (token.expose_secret(), (*expires_at - now).num_seconds().max(0))
        }
        SessionCookie::Clear => ("", 0),
    };
    let text = format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    let mut value = HeaderValue::try_from(text).expect("a token is URL-safe base64");
    value.set_sensitive(true);
    value
}

/// The prefix makes the browser see to it that no other host and no plain connection sets it.
fn cookie_name(public_url: &Url) -> &'static str {
    if is_https(public_url) { "__Host-florin_session" } else { "florin_session" }
}

fn is_https(public_url: &Url) -> bool {
    public_url.scheme() == "https"
}

fn session_cookie(public_url: &Url, headers: &HeaderMap) -> Option<SecretString> {
    let name = cookie_name(public_url);
    let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        values.flat_map(|value| value.split(';')).filter_map(|pair| pair.split_once('='));
    let (_, token) = pairs.find(|(key, value)| key.trim() == name && !value.trim().is_empty())?;
    Some(SecretString::from(token.trim()))
}

/// Whether the page that asks is one of ours: of the public address, or of the loopback address
/// that the request came to. A foreign name that was made to point here is neither.
fn is_own_origin(public_url: &Url, headers: &HeaderMap) -> bool {
    let Some(origin) = only(headers, &header::ORIGIN) else {
        return false;
    };
    // A browser that says more than the origin has to say the same.
    if only(headers, &SEC_FETCH_SITE).is_some_and(|site| site != "same-origin") {
        return false;
    }
    if origin == public_url.origin().ascii_serialization() {
        return true;
    }
    let came_to =
        only(headers, &header::HOST).and_then(|host| Url::parse(&format!("http://{host}")).ok());
    came_to.is_some_and(|url| is_loopback(&url) && origin == url.origin().ascii_serialization())
}

/// Whether no page asks, or one that the settings name.
fn may_open_sockets(platform: &Platform, headers: &HeaderMap) -> bool {
    let named = &platform.config.clients.cors_origins;
    !headers.contains_key(header::ORIGIN)
        || only(headers, &header::ORIGIN).is_some_and(|origin| named.iter().any(|it| it == origin))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// The header's value, if it is there exactly once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(HeaderName, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn an_origin_is_ours_to_the_letter() {
        let public = Url::parse("https://florin.example").unwrap();
        for (origin, host, ours) in [
            ("https://florin.example", "florin.example", true),
            ("https://florin.example", "10.0.0.7:8080", true),
            ("https://florin.example:443", "florin.example", false),
            ("http://florin.example", "florin.example", false),
            ("https://florin.example.evil", "florin.example", false),
            ("https://evil-florin.example", "florin.example", false),
            ("https://FLORIN.example", "florin.example", false),
            ("null", "florin.example", false),
            ("http://evil.example", "evil.example", false),
            ("http://127.0.0.1:8080", "127.0.0.1:8080", true),
            ("http://[::1]:8080", "[::1]:8080", true),
            ("http://localhost", "localhost:80", true),
            ("http://localhost:3000", "localhost:8080", false),
            ("http://localhost:8080", "127.0.0.1:8080", false),
            ("https://localhost:8080", "localhost:8080", false),
        ] {
            let headers = headers(&[(header::ORIGIN, origin), (header::HOST, host)]);
            assert_eq!(is_own_origin(&public, &headers), ours, "{origin} at {host}");
        }
        let twice = [(header::ORIGIN, "https://florin.example"), (header::ORIGIN, "null")];
        assert!(!is_own_origin(&public, &headers(&twice)));
        assert!(!is_own_origin(&public, &HeaderMap::new()));
    }

    #[test]
    fn a_bearer_token_is_one_word() {
        let read = |text| bearer_token(text).map(|token| token.expose_secret().to_owned());
        for text in ["Bearer florin_session_a-b_c", "bearer  florin_session_a-b_c"] {
            assert_eq!(read(text).as_deref(), Some("florin_session_a-b_c"), "{text}");
        }
        for text in
            ["", "Bearer", "Bearer ", "Basic YTpi", "florin_session_a", "Bearer a b", "Bearer a,b"]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn the_cookie_is_found_among_others_by_its_exact_name() {
        let public = Url::parse("https://florin.example").unwrap();
        let read = |cookies: &str| {
            let token = session_cookie(&public, &headers(&[(header::COOKIE, cookies)]));
            token.map(|token| token.expose_secret().to_owned())
        };
        assert_eq!(read("a=b; __Host-florin_session=t; c=d").as_deref(), Some("t"));
        for cookies in ["florin_session=t", "x__Host-florin_session=t", "__Host-florin_session="] {
            assert_eq!(read(cookies), None, "{cookies}");
        }
    }

    #[test]
    fn a_cookie_is_for_our_pages_only_and_for_https_only_where_there_is_https() {
        let now = DateTime::UNIX_EPOCH;
        let set = || SessionCookie::Set {
            token: SecretString::from("t"),
            expires_at: now + chrono::TimeDelta::hours(1),
        };
        let https = Url::parse("https://florin.example").unwrap();
        assert_eq!(
            set_cookie(&https, &set(), now),
            "__Host-florin_session=t; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax; Secure"
        );
        let http = Url::parse("http://localhost:8080").unwrap();
        assert_eq!(
            set_cookie(&http, &set(), now),
            "florin_session=t; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax"
        );
        let cleared = set_cookie(&http, &SessionCookie::Clear, now);
        assert_eq!(cleared, "florin_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }
}
