//! S27: the server connects to Plaid's address and nowhere else, whatever is answered and whatever its
//! environment says of proxies. The client's own tests have the rest: `crates/plaid/tests/failures.rs`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use serde_json::json;

use crate::support::{Server, each_database};

each_database!(async fn s27_nobody_but_plaids_address_is_asked(database) {
    let (elsewhere, followed) = listen(None).await;
    let metadata = format!("{elsewhere}/latest/meta-data/iam/");
    let (plaid, asked) = listen(Some(metadata)).await;
    let settings = [
        ("PLAID_BASE_URL", plaid.as_str()), ("PLAID_CLIENT_ID", "test"), ("PLAID_SECRET", "test"),
        ("HTTP_PROXY", &elsewhere), ("http_proxy", &elsewhere), ("HTTPS_PROXY", &elsewhere),
        ("https_proxy", &elsewhere), ("ALL_PROXY", &elsewhere), ("all_proxy", &elsewhere),
    ];
    let server = Server::start_with(database, &settings).await;
    let alice = server.signed_up("alice").await;
    let query = "mutation { createLinkToken { linkToken userErrors { code } } }";
    let answer = alice.send(query, json!({})).await;
    assert!(answer["data"]["createLinkToken"]["linkToken"].is_null(), "{answer}");
    assert!(answer.to_string().contains("PLAID_"), "{answer}");
    let query = "mutation { exchangePublicToken(input: { publicToken: \"public-x\" }) {
        item { id } userErrors { code } } }";
    let answer = alice.send(query, json!({})).await;
    assert!(answer["data"]["exchangePublicToken"]["item"].is_null(), "{answer}");
    assert!(asked.load(Ordering::Relaxed) >= 2, "Plaid was not asked");
    assert_eq!(followed.load(Ordering::Relaxed), 0, "a redirect or a proxy was followed");
});

/// A server that counts what it is asked, and sends whoever asks elsewhere where it is told to.
async fn listen(to: Option<String>) -> (String, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    let router = Router::new().fallback(move || {
        counted.fetch_add(1, Ordering::Relaxed);
        let to = to.clone();
        async move {
            match to {
                Some(to) => (StatusCode::FOUND, [(LOCATION, to)], ""),
                None => (StatusCode::OK, [(LOCATION, String::new())], "secret"),
            }
        }
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    (url, asked)
}
