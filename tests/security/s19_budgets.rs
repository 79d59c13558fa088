//! S19: what is asked for in a minute, and how long one query may take.

use async_graphql::Request;
use florin::graphql::guard;
use florin::http::Limits;

use crate::http::{Answer, Site, VIEWER};

#[tokio::test]
async fn s19_a_budget_that_is_used_up_is_told_by_the_standard_headers() {
    let site = Site::start_set(&[
        ("FLORIN_ANONYMOUS_COST_PER_MINUTE", "200"),
        ("FLORIN_COST_PER_MINUTE", "100000"),
    ])
    .await;
    let first = Answer::of(site.ask("{ __typename }")).await;
    assert_eq!(first.header("ratelimit-policy"), Some("\"cost-by-address\";q=200;w=60"));
    assert_eq!(first.header("ratelimit"), Some("\"cost-by-address\";r=190;t=3"));
    // Each costs ten, and nobody is looked at who has less than a hundred left.
    for _ in 0..10 {
        assert_eq!(Answer::of(site.ask("{ __typename }")).await.status, 200);
    }
    for _ in 0..20 {
        let answer = Answer::of(site.ask("{ __typename }")).await;
        assert_eq!((answer.status, answer.code()), (429, Some("RATE_LIMITED")));
        assert_eq!(answer.header("retry-after"), Some("3"));
        assert_eq!(answer.json["errors"][0]["extensions"]["retryAfterSeconds"], 3);
    }
    // A malicious document is not even looked at, and a forged address helps nobody.
    let spoofed = site.ask("{ ...F }").header("x-forwarded-for", "198.51.100.1");
    assert_eq!(Answer::of(spoofed).await.status, 429);
}

#[tokio::test]
async fn s19_strangers_don_t_use_up_a_users_budget() {
    let site = Site::start_set(&[("FLORIN_ANONYMOUS_COST_PER_MINUTE", "200")]).await;
    let token = site.sign_up("alice").await;
    while Answer::of(site.ask("{ __typename }")).await.status == 200 {}
    for _ in 0..20 {
        let answer = Answer::of(site.ask(VIEWER).bearer_auth(&token)).await;
        assert_eq!((answer.status, answer.viewer()), (200, Some("alice")));
        assert!(answer.header("ratelimit").unwrap().starts_with("\"cost\";r="), "{answer:?}");
    }
}

#[tokio::test]
async fn s19_behind_a_trusted_proxy_addresses_have_budgets_of_their_own() {
    let site = Site::start_set(&[
        ("FLORIN_ANONYMOUS_COST_PER_MINUTE", "200"),
        ("FLORIN_TRUSTED_PROXIES", "127.0.0.0/8"),
    ])
    .await;
    let from = |address: &str| site.ask("{ __typename }").header("x-forwarded-for", address);
    while Answer::of(from("198.51.100.1")).await.status == 200 {}
    assert_eq!(Answer::of(from("198.51.100.1")).await.status, 429);
    assert_eq!(Answer::of(from("198.51.100.2")).await.status, 200);
    // What a client writes before the proxy's own word is not read.
    assert_eq!(Answer::of(from("203.0.113.5, 198.51.100.1")).await.status, 429);
}

/// What the web app asks for at its most, and a program that reads everything.
const PAGE: &str = "{ transactions(first: 500) { nodes { id date authorizedDate name merchantName \
     pending paymentChannel direction amount { amount currency } category { id name } account { id \
     name } } pageInfo { endCursor hasNextPage } totalCount } }";

#[test]
fn s19_who_reads_by_pages_of_five_hundred_never_meets_the_budget() {
    let limits = Limits::default();
    let page = guard::check(&mut Request::new(PAGE), &limits.guard).unwrap();
    let pages = u64::from(limits.cost_of_user.units()) / page.cost;
    // 500,000 rows a minute: more than a debug build can serve, and thirty years of a household.
    assert!(pages >= 1_000, "{pages} pages at {}", page.cost);
}
