//! S13: what every answer tells the browser, errors included.

use reqwest::Method;

use crate::http::{Answer, Site};
use florin::http::Limits;

/// Each door with a method that it takes and one that it doesn't, and what is no door.
const ASKED: [(&str, &str); 18] = [
    ("GET", "/"),
    ("POST", "/"),
    ("GET", "/graphiql"),
    ("GET", "/graphql"),
    ("POST", "/graphql"),
    ("PUT", "/graphql"),
    ("OPTIONS", "/graphql"),
    ("GET", "/schema.graphql"),
    ("POST", "/webhooks/plaid"),
    ("GET", "/webhooks/plaid"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/assets/none.js"),
    ("GET", "/assets/none.js.map"),
    ("GET", "/none"),
    ("DELETE", "/none"),
    ("TRACE", "/"),
    ("TRACE", "/graphql"),
];

async fn asked(site: &Site, method: &str, path: &str) -> Answer {
    let method = Method::from_bytes(method.as_bytes()).unwrap();
    Answer::of(reqwest::Client::new().request(method, site.url(path))).await
}

#[tokio::test]
async fn s13_every_answer_carries_the_security_headers() {
    let https = Site::start().await;
    let http = Site::start_with("http://localhost:8080", &Limits::default()).await;
    for (method, path) in ASKED {
        let answer = asked(&https, method, path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("strict-transport-security", "max-age=31536000; includeSubDomains"),
            ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{method} {path}: {answer:?}");
        }
        let policy = answer.header("content-security-policy").unwrap();
        for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
            assert!(policy.split("; ").any(|it| it == part), "{method} {path}: {policy}");
        }
        assert!(!policy.contains("unsafe-eval"), "{policy}");
        let plain = asked(&http, method, path).await;
        assert_eq!(plain.header("strict-transport-security"), None, "{method} {path}");
    }
}

#[tokio::test]
async fn s13_a_page_is_held_to_what_it_needs() {
    let site = Site::start().await;
    let web = std::path::Path::new(&site.platform.config.web_dir).to_owned();
    std::fs::create_dir_all(&web).unwrap();
    for page in ["index.html", "graphiql.html"] {
        std::fs::write(web.join(page), "<p>").unwrap();
    }
    let policy = |answer: &Answer| answer.header("content-security-policy").unwrap().to_owned();
    let app = policy(&asked(&site, "GET", "/").await);
    let link = &site.platform.config.link;
    let frame = link.script_url.origin().ascii_serialization();
    assert!(app.contains(&format!("; script-src 'self' {};", link.script_url)), "{app}");
    assert!(app.contains("; style-src 'self';"), "{app}");
    assert!(app.contains("; connect-src 'self' wss://florin.example "), "{app}");
    assert!(app.contains(&format!("; frame-src {frame}")), "{app}");
    assert!(!app.contains("unsafe") && !app.contains('*'), "{app}");
    let playground = policy(&asked(&site, "GET", "/graphiql").await);
    assert!(playground.contains("; script-src 'self';"), "{playground}");

    let keys = [("PLAID_CLIENT_ID", "a"), ("PLAID_SECRET", "b")];
    let site = Site::start_set(&keys).await;
    let web = site.platform.config.web_dir.clone();
    std::fs::create_dir_all(&web).unwrap();
    std::fs::write(web.join("index.html"), "<p>").unwrap();
    let app = policy(&asked(&site, "GET", "/").await);
    assert!(app.contains("; script-src 'self' https://cdn.plaid.com/"), "{app}");
    assert!(app.contains("; frame-src https://cdn.plaid.com"), "{app}");
}
