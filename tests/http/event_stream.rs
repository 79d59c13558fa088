//! Results as server-sent events.

use std::time::Duration;

use florin::http::Limits;
use reqwest::header::ACCEPT;

use super::{Answer, PUBLIC_URL, Site, VIEWER};

const EVENTS: &str = "text/event-stream";

/// The whole stream as text; it has to end by itself.
async fn read(request: reqwest::RequestBuilder) -> (u16, String, String) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let content_type = response.headers()["content-type"].to_str().unwrap().to_owned();
    (status, content_type, response.text().await.unwrap())
}

#[tokio::test]
async fn one_result_is_one_event_and_then_complete() {
    let site = Site::start().await;
    let request = site.ask(VIEWER).header(ACCEPT, EVENTS);
    let (status, content_type, events) = read(request).await;
    assert_eq!((status, content_type.as_str()), (200, "text/event-stream; charset=utf-8"));
    assert_eq!(
        events,
        "event: next\ndata: {\"data\":{\"viewer\":null}}\n\nevent: complete\ndata:\n\n"
    );
}

#[tokio::test]
async fn what_is_refused_is_said_on_the_stream() {
    let site = Site::start().await;
    for (query, code) in [
        ("{ nothing }", "BAD_USER_INPUT"),
        ("subscription { syncJobs { id } }", "UNAUTHENTICATED"),
        ("{ ...F } fragment F on Query { ...F }", "QUERY_TOO_COMPLEX"),
    ] {
        for request in [site.ask(query), site.get_with(&[("query", query)])] {
            let (status, _, events) = read(request.header(ACCEPT, EVENTS)).await;
            assert_eq!(status, 200, "{query}");
            assert!(events.starts_with("event: next\ndata: {"), "{events}");
            assert!(events.contains(code), "{events}");
            assert!(events.ends_with("\n\nevent: complete\ndata:\n\n"), "{events}");
        }
    }
    let (status, ..) = read(site.get("/graphql").header(ACCEPT, EVENTS)).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn a_quiet_stream_gives_signs_of_life_and_ends_with_its_session() {
    let limits = Limits {
        ping_every: Duration::from_millis(20),
        session_check_every: Duration::from_millis(50),
        ..Limits::default()
    };
    let site = Site::start_with(PUBLIC_URL, &limits).await;
    let token = site.sign_up("alice").await;
    let follow = site.ask("subscription { syncJobs { id } }").bearer_auth(&token);
    let mut response = follow.header(ACCEPT, EVENTS).send().await.unwrap();
    assert_eq!(response.chunk().await.unwrap().unwrap(), ":\n\n");

    let logout = site.ask("mutation { logout { userErrors { code } } }").bearer_auth(&token);
    assert_eq!(Answer::of(logout).await.status, 200);
    let rest = response.text().await.unwrap();
    assert!(rest.contains("UNAUTHENTICATED"), "{rest}");
    assert!(rest.ends_with("event: complete\ndata:\n\n"), "{rest}");
}

#[tokio::test]
async fn a_stream_ends_when_the_server_does() {
    let site = Site::start().await;
    let token = site.sign_up("alice").await;
    let follow = site.ask("subscription { syncJobs { id } }").bearer_auth(&token);
    let response = follow.header(ACCEPT, EVENTS).send().await.unwrap();
    site.platform.shutdown.cancel();
    assert_eq!(response.text().await.unwrap(), "");
    site.served.await.unwrap();
}
