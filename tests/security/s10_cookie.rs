//! S10: the web app's session lives in a cookie that no script and no plain connection sees, its token is
//! in no answer's body, and nobody comes with a cookie and a token at once.

use reqwest::RequestBuilder;
use reqwest::header::{AUTHORIZATION, COOKIE};
use serde_json::json;

use crate::http::socket::{Client, PROTOCOL, init, subscribe};
use crate::http::{Answer, PUBLIC_URL, SIGN_UP, Site, VIEWER, new_user};

const PLAIN_URL: &str = "http://localhost:8080";

const LOGIN: &str = "mutation { login(input: { username: \"alice\", delivery: COOKIE, \
     password: \"correct horse battery\" }) { token user { username } userErrors { code } } }";

fn from_own_page(request: RequestBuilder, origin: &str) -> RequestBuilder {
    request.header("origin", origin).header("x-florin-csrf", "1")
}

/// The attributes of a cookie, without its value.
fn attributes(set_cookie: &str) -> Vec<&str> {
    set_cookie.split("; ").skip(1).filter(|part| !part.starts_with("Max-Age=")).collect()
}

#[tokio::test]
async fn s10_the_cookie_is_for_the_browser_alone() {
    // A browser takes `__Host-` and `Secure` over TLS only: without it the cookie does without both.
    for (public_url, name, expected) in [
        (
            PUBLIC_URL,
            "__Host-florin_session",
            &["Path=/", "HttpOnly", "SameSite=Lax", "Secure"][..],
        ),
        (PLAIN_URL, "florin_session", &["Path=/", "HttpOnly", "SameSite=Lax"]),
    ] {
        let site = Site::start_set(&[("FLORIN_PUBLIC_URL", public_url)]).await;
        let signup = site.ask_with(SIGN_UP, &new_user("alice", "COOKIE"));
        let mut pair = String::new();
        for request in [signup, site.ask(LOGIN)] {
            let answer = Answer::of(from_own_page(request, public_url)).await;
            let cookie = answer.header("set-cookie").unwrap();
            assert!(cookie.starts_with(&format!("{name}=florin_session_")), "{cookie}");
            assert_eq!(attributes(cookie), expected, "{public_url}");
            let body = answer.json.to_string();
            assert!(!body.contains("florin_session_") && body.contains("alice"), "{body}");
            pair = cookie.split(';').next().unwrap().to_owned();
        }
        // Nor does anything that is asked with the cookie tell its token.
        let asked = "{ viewer { username } sessions { id current } }";
        let answer = from_own_page(site.ask(asked).header(COOKIE, &pair), public_url);
        let answer = Answer::of(answer).await;
        assert_eq!(answer.viewer(), Some("alice"));
        assert!(!answer.json.to_string().contains("florin_session_"), "{answer:?}");
        let logout = site.ask("mutation { logout { userErrors { code } } }");
        let logout = Answer::of(from_own_page(logout.header(COOKIE, &pair), public_url)).await;
        let cookie = logout.header("set-cookie").unwrap();
        assert!(cookie.starts_with(&format!("{name}=; ")) && cookie.contains("Max-Age=0"));
        assert_eq!(attributes(cookie), expected, "{public_url}");
    }
}

#[tokio::test]
async fn s10_a_cookie_and_a_token_together_are_refused() {
    let site = Site::start().await;
    let token = site.sign_up("alice").await;
    let other = site.sign_up("bob").await;
    let logout = "mutation { logout(input: { everywhere: true }) { userErrors { code } } }";
    for (cookie, bearer) in [
        (token.as_str(), token.as_str()),
        (&token, &other),
        (&token, "florin_key_dead"),
        ("florin_session_dead", &token),
        ("florin_session_dead", "no token at all"),
    ] {
        let both = |request: RequestBuilder| {
            let request = request.header(COOKIE, format!("a=b; __Host-florin_session={cookie}"));
            request.header(AUTHORIZATION, format!("Bearer {bearer}"))
        };
        for request in [
            both(site.ask(logout)),
            from_own_page(both(site.ask(logout)), PUBLIC_URL),
            both(site.get_with(&[("query", VIEWER)])),
            both(site.ask(VIEWER)).header("accept", "text/event-stream"),
        ] {
            let answer = Answer::of(request).await;
            let told = (answer.status, answer.code());
            assert_eq!(told, (400, Some("BAD_USER_INPUT")), "{cookie} {bearer}: {answer:?}");
            assert!(answer.json.get("data").is_none(), "{answer:?}");
        }
    }
    // Another cookie than the session's is nobody's credential.
    let theme = site.ask(VIEWER).header(COOKIE, "theme=dark").bearer_auth(&token);
    assert_eq!(Answer::of(theme).await.viewer(), Some("alice"));
}

#[tokio::test]
async fn s10_nor_does_a_socket_take_both() {
    let site = Site::start_set(&[("FLORIN_CORS_ORIGINS", "https://app.example")]).await;
    let (token, other) = (site.sign_up("alice").await, site.sign_up("bob").await);
    let (cookie, bearer) = (format!("__Host-florin_session={token}"), format!("Bearer {other}"));
    let upgrade = |request: RequestBuilder| {
        let request = request.header("connection", "upgrade").header("upgrade", "websocket");
        let request = request.header("sec-websocket-version", "13");
        let request = request.header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        request.header(PROTOCOL.0, PROTOCOL.1).header("origin", PUBLIC_URL)
    };
    let both = upgrade(site.get("/graphql")).header(COOKIE, &cookie).bearer_auth(&other);
    let answer = Answer::of(both).await;
    assert_eq!((answer.status, answer.code()), (400, Some("BAD_USER_INPUT")));

    for origin in [Some(PUBLIC_URL), None] {
        let mut headers = vec![PROTOCOL, ("cookie", cookie.as_str())];
        headers.extend(origin.map(|origin| ("origin", origin)));
        let mut client = Client::connect(&site, &headers).await;
        client.say(&init(Some(&other))).await;
        let (code, words) = client.closed().await;
        assert_eq!(code, 4400, "{words}");
        assert!(words.contains("not both"), "{words}");
    }
    // What a named page's browser sends along is nothing that it could hold back, and counts for nothing.
    let named = [PROTOCOL, ("origin", "https://app.example"), ("cookie", cookie.as_str())];
    let mut client = Client::connect(&site, &named).await;
    client.say(&json!({ "type": "connection_init", "payload": { "authorization": bearer } })).await;
    assert_eq!(client.hear().await["type"], "connection_ack");
    client.say(&subscribe("1", VIEWER)).await;
    assert_eq!(client.hear().await["payload"]["data"]["viewer"]["username"], "bob");
}
