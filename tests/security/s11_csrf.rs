//! S11: no page but ours makes the web app's cookie do anything. What graphql-cop tries against this
//! (mutations by GET, other methods, forms) is tried here, with the cookie of somebody signed in.

use reqwest::RequestBuilder;
use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN};
use serde_json::json;

use crate::http::{Answer, PUBLIC_URL, Site, VIEWER};
use crate::support::{Database, Server};

const LOGOUT: &str = "mutation { logout(input: { everywhere: true }) { userErrors { code } } }";

/// The victim's cookie is on every request: the browser sends it whoever asks.
struct Victim {
    site: Site,
    token: String,
}

impl Victim {
    async fn new() -> Self {
        let site = Site::start().await;
        let token = site.sign_up("alice").await;
        Self { site, token }
    }

    fn carrying(&self, request: RequestBuilder) -> RequestBuilder {
        request.header(COOKIE, format!("__Host-florin_session={}", self.token))
    }

    fn post(&self, content_type: &str, body: &str) -> RequestBuilder {
        let request = reqwest::Client::new().post(self.site.url("/graphql"));
        self.carrying(request).header(CONTENT_TYPE, content_type).body(body.to_owned())
    }

    /// The request is turned away, and the victim is still signed in.
    async fn is_unharmed_by(&self, what: &str, request: RequestBuilder) {
        let answer = Answer::of(request).await;
        assert!((400..500).contains(&answer.status), "{what}: {answer:?}");
        assert!(answer.json.get("data").is_none(), "{what}: {answer:?}");
        let answer = Answer::of(self.site.ask(VIEWER).bearer_auth(&self.token)).await;
        assert_eq!(answer.viewer(), Some("alice"), "{what}");
    }
}

#[tokio::test]
async fn s11_what_a_foreign_page_can_send_is_turned_away() {
    let victim = Victim::new().await;
    let json = serde_json::json!({ "query": LOGOUT }).to_string();
    let form = format!("query={}", LOGOUT.replace(' ', "+"));
    let part = format!(
        "--x\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n{json}\r\n--x--"
    );
    // What a browser sends for any page without asking first.
    for (content_type, body) in [
        ("text/plain", json.as_str()),
        ("text/plain; application/json", &json),
        ("application/x-www-form-urlencoded", &form),
        ("multipart/form-data; boundary=x", &part),
        ("application/graphql", LOGOUT),
    ] {
        let foreign = victim.post(content_type, body).header(ORIGIN, "https://evil.example");
        victim.is_unharmed_by(content_type, foreign).await;
        // Nor is it taken from our own page.
        let own = victim.post(content_type, body).header(ORIGIN, PUBLIC_URL);
        victim.is_unharmed_by(content_type, own.header("x-florin-csrf", "1")).await;
    }
    for origin in
        [None, Some("null"), Some("https://evil.example"), Some("https://florin.example.")]
    {
        for csrf in [None, Some("1")] {
            let mut request = victim.post("application/json", &json);
            if let Some(origin) = origin {
                request = request.header(ORIGIN, origin);
            }
            if let Some(csrf) = csrf {
                request = request.header("x-florin-csrf", csrf);
            }
            victim.is_unharmed_by(&format!("{origin:?} {csrf:?}"), request).await;
        }
    }
    // A browser that knows better than the Origin header is believed.
    let request = victim.post("application/json", &json).header(ORIGIN, PUBLIC_URL);
    let request = request.header("x-florin-csrf", "1").header("sec-fetch-site", "cross-site");
    victim.is_unharmed_by("sec-fetch-site", request).await;
}

#[tokio::test]
async fn s11_get_changes_nothing_and_counts_no_cookie() {
    let victim = Victim::new().await;
    let get = victim.carrying(victim.site.get_with(&[("query", LOGOUT)]));
    victim.is_unharmed_by("a mutation by GET", get).await;
    let own_page =
        [("origin", PUBLIC_URL), ("x-florin-csrf", "1"), ("sec-fetch-site", "same-origin")];
    let read = victim.carrying(victim.site.get_with(&[("query", VIEWER)]));
    let read = own_page.iter().fold(read, |request, (name, value)| request.header(*name, *value));
    assert_eq!(Answer::of(read).await.viewer(), None);
    for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let request = reqwest::Client::new().request(method.clone(), victim.site.url("/graphql"));
        let request = victim.carrying(request).json(&serde_json::json!({ "query": LOGOUT }));
        victim.is_unharmed_by(method.as_str(), request).await;
    }
}

#[tokio::test]
async fn s11_our_own_page_may() {
    let victim = Victim::new().await;
    let json = serde_json::json!({ "query": VIEWER }).to_string();
    let request = victim.post("application/json", &json).header(ORIGIN, PUBLIC_URL);
    let request = request.header("x-florin-csrf", "1").header("sec-fetch-site", "same-origin");
    assert_eq!(Answer::of(request).await.viewer(), Some("alice"));
}

#[tokio::test(flavor = "multi_thread")]
async fn s11_a_foreign_page_signs_nobody_out() {
    let server = Server::start(Database::Sqlite).await;
    let alice = server.signed_up("alice").await;
    let cookie = format!("florin_session={}", alice.token.as_deref().unwrap());
    let ask = |query: &str| {
        let request = reqwest::Client::new().post(format!("http://{}/graphql", server.address()));
        request.json(&json!({ "query": query })).header(COOKIE, &cookie)
    };
    for origin in ["https://evil.example", "null"] {
        for csrf in [None, Some("1")] {
            let mut request = ask(LOGOUT).header(ORIGIN, origin);
            if let Some(csrf) = csrf {
                request = request.header("x-florin-csrf", csrf);
            }
            let answer = Answer::of(request).await;
            assert_eq!(answer.status, 403, "{origin} {csrf:?}: {answer:?}");
        }
    }
    // The same cookie, from the page that it is for.
    let own = ask(VIEWER).header(ORIGIN, format!("http://{}", server.address()));
    assert_eq!(Answer::of(own.header("x-florin-csrf", "1")).await.viewer(), Some("alice"));
}
