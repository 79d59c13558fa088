//! The web app's cookie: what it takes for it to count, to be given and to be taken back.

use reqwest::RequestBuilder;
use reqwest::header::{COOKIE, SET_COOKIE};

use super::{Answer, PUBLIC_URL, SIGN_UP, Site, VIEWER, new_user};

fn with(request: RequestBuilder, headers: &[(&'static str, &str)]) -> RequestBuilder {
    headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
}

const OWN_PAGE: [(&str, &str); 2] = [("origin", PUBLIC_URL), ("x-florin-csrf", "1")];

#[tokio::test]
async fn a_cookie_counts_only_from_a_page_of_ours() {
    let site = Site::start().await;
    let token = site.sign_up("alice").await;
    let cookie = format!("theme=dark; __Host-florin_session={token}");
    let here = format!("http://{}", site.address);
    let foreign_port = "http://127.0.0.1:1".to_owned();
    for (origin, csrf, counts) in [
        (Some(PUBLIC_URL), Some("1"), true),
        (Some(here.as_str()), Some("1"), true),
        (Some(PUBLIC_URL), None, false),
        (Some(PUBLIC_URL), Some("0"), false),
        (Some(PUBLIC_URL), Some("1, 1"), false),
        (None, Some("1"), false),
        (None, None, false),
        (Some("null"), Some("1"), false),
        (Some("https://florin.example.evil"), Some("1"), false),
        (Some("https://sub.florin.example"), Some("1"), false),
        (Some("https://florin.example:444"), Some("1"), false),
        (Some("http://florin.example"), Some("1"), false),
        (Some("HTTPS://FLORIN.EXAMPLE"), Some("1"), false),
        (Some(foreign_port.as_str()), Some("1"), false),
    ] {
        let mut request = site.ask(VIEWER).header(COOKIE, &cookie);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        if let Some(csrf) = csrf {
            request = request.header("x-florin-csrf", csrf);
        }
        let answer = Answer::of(request).await;
        let expected =
            if counts { (200, Some("alice"), None) } else { (403, None, Some("FORBIDDEN")) };
        let told = (answer.status, answer.viewer(), answer.code());
        assert_eq!(told, expected, "{origin:?} {csrf:?}");
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }
    let rebound = site.ask(VIEWER).header(COOKIE, &cookie).header("host", "evil.example");
    let rebound = with(rebound, &[("origin", "http://evil.example"), ("x-florin-csrf", "1")]);
    assert_eq!(Answer::of(rebound).await.viewer(), None);
}

#[tokio::test]
async fn a_cookie_is_given_to_a_page_of_ours_only() {
    let site = Site::start().await;
    let variables = new_user("alice", "COOKIE");
    let foreign = [("origin", "https://evil.example"), ("x-florin-csrf", "1")];
    for headers in [&[][..], &foreign, &OWN_PAGE[..1], &OWN_PAGE[1..]] {
        let answer = Answer::of(with(site.ask_with(SIGN_UP, &variables), headers)).await;
        assert_eq!(answer.code(), Some("FORBIDDEN"), "{headers:?}");
        assert!(!answer.headers.contains_key(SET_COOKIE), "{headers:?}");
    }
    let answer = Answer::of(with(site.ask_with(SIGN_UP, &variables), &OWN_PAGE)).await;
    assert!(answer.json["data"]["signup"]["token"].is_null());
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-florin_session=florin_session_"), "{cookie}");
    assert!(cookie.ends_with("; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    assert!(cookie.contains("; Path=/; Max-Age="), "{cookie}");

    let (pair, _) = cookie.split_once(';').unwrap();
    let signed_in = |query: &str| with(site.ask(query).header(COOKIE, pair), &OWN_PAGE);
    assert_eq!(Answer::of(signed_in(VIEWER)).await.viewer(), Some("alice"));

    let answer = Answer::of(signed_in("mutation { logout { userErrors { code } } }")).await;
    assert!(
        answer
            .header("set-cookie")
            .unwrap()
            .starts_with("__Host-florin_session=; Path=/; Max-Age=0")
    );
    assert_eq!(Answer::of(signed_in(VIEWER)).await.viewer(), None);
}

#[tokio::test]
async fn a_dead_cookie_is_taken_back_and_locks_nobody_out() {
    let site = Site::start().await;
    site.sign_up("alice").await;
    let dead = "__Host-florin_session=florin_session_dead";
    let answer = Answer::of(with(site.ask(VIEWER).header(COOKIE, dead), &OWN_PAGE)).await;
    assert_eq!((answer.status, answer.viewer()), (200, None));
    assert!(answer.header("set-cookie").unwrap().contains("Max-Age=0"));

    let login = "mutation { login(input: { username: \"alice\", delivery: COOKIE, \
                 password: \"correct horse battery\" }) { user { username } } }";
    let answer = Answer::of(with(site.ask(login).header(COOKIE, dead), &OWN_PAGE)).await;
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-florin_session=florin_session_"), "{cookie}");
}
