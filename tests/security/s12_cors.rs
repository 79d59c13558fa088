//! S12: a foreign page reads answers only where the settings name its origin to the letter, and never
//! by the cookie.

use reqwest::Method;
use reqwest::header::{COOKIE, ORIGIN};

use crate::http::{Answer, Site, VIEWER};

const NAMED: &str = "https://app.example";

async fn site() -> Site {
    Site::start_set(&[("FLORIN_CORS_ORIGINS", "https://app.example, http://localhost:3000")]).await
}

fn allowed(answer: &Answer) -> Option<&str> {
    assert_eq!(answer.header("access-control-allow-credentials"), None);
    let vary = answer.header("vary").unwrap_or_default().to_ascii_lowercase();
    assert!(vary.split(',').any(|name| name.trim() == "origin"), "{answer:?}");
    answer.header("access-control-allow-origin")
}

#[tokio::test]
async fn s12_only_the_named_origins_may_read() {
    let site = site().await;
    for (origin, may) in [
        (NAMED, true),
        ("http://localhost:3000", true),
        ("https://app.example.evil", false),
        ("https://evilapp.example", false),
        ("https://evil.app.example", false),
        ("https://app.example:443", false),
        ("https://app.example:8443", false),
        ("http://app.example", false),
        ("https://APP.example", false),
        ("https://app.example/", false),
        ("https://app.example, https://evil.example", false),
        ("http://localhost:3001", false),
        ("http://localhost", false),
        ("null", false),
        ("*", false),
        ("", false),
    ] {
        let expected = may.then_some(origin);
        let answer = Answer::of(site.ask(VIEWER).header(ORIGIN, origin)).await;
        assert_eq!((answer.status, allowed(&answer)), (200, expected), "{origin}");
        let answer = Answer::of(site.ask("{").header(ORIGIN, origin)).await;
        assert_eq!(allowed(&answer), expected, "{origin}");
        let answer = Answer::of(site.get("/schema.graphql").header(ORIGIN, origin)).await;
        assert_eq!(allowed(&answer), expected, "{origin}");
        let before = reqwest::Client::new().request(Method::OPTIONS, site.url("/graphql"));
        let before = before.header(ORIGIN, origin).header("access-control-request-method", "POST");
        let answer = Answer::of(before).await;
        assert_eq!((answer.status, allowed(&answer)), (200, expected), "{origin}");
        let headers = answer.header("access-control-allow-headers").unwrap();
        assert!(!headers.contains("csrf") && !headers.contains('*'), "{headers}");
    }
    let answer = Answer::of(site.ask(VIEWER)).await;
    assert_eq!((answer.status, allowed(&answer)), (200, None));
    // Other doors are nobody's to read.
    let answer = Answer::of(site.get("/readyz").header(ORIGIN, NAMED)).await;
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn s12_a_named_page_asks_with_a_token_and_never_with_the_cookie() {
    let site = site().await;
    let token = site.sign_up("alice").await;
    let answer = Answer::of(site.ask(VIEWER).header(ORIGIN, NAMED).bearer_auth(&token)).await;
    assert_eq!((answer.viewer(), allowed(&answer)), (Some("alice"), Some(NAMED)));
    let request = site.ask(VIEWER).header(ORIGIN, NAMED).header("x-florin-csrf", "1");
    let request = request.header(COOKIE, format!("__Host-florin_session={token}"));
    let answer = Answer::of(request).await;
    assert_eq!((answer.status, answer.code()), (403, Some("FORBIDDEN")));
}

#[tokio::test]
async fn s12_without_the_setting_no_foreign_page_may() {
    let site = Site::start().await;
    for origin in [NAMED, "https://florin.example", "null"] {
        let answer = Answer::of(site.ask(VIEWER).header(ORIGIN, origin)).await;
        assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("access-control")));
    }
}
