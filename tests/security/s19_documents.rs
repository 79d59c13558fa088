//! S19: a document that is made to cost much is refused before it is run, at no cost to speak of. What
//! that takes of time and memory is measured in `tests/in_process/s19_guard.rs`.

use reqwest::header::ACCEPT;
use serde_json::{Value, json};

use crate::http::{Answer, Site};
use crate::support::documents::malicious;

#[tokio::test]
async fn s19_each_malicious_document_is_told_so_by_http() {
    let site = Site::start().await;
    for (what, document) in malicious() {
        let request = site.ask(&document).header(ACCEPT, "application/graphql-response+json");
        let answer = Answer::of(request).await;
        let expected = if document.len() > 64 * 1024 { 413 } else { 400 };
        assert_eq!(answer.status, expected, "{what}: {answer:?}");
        assert!(answer.json.get("data").is_none(), "{what}");
    }
}

#[tokio::test]
async fn s19_batches_bodies_and_variables_are_bounded() {
    let site = Site::start().await;
    let post = |body: String| {
        let request = reqwest::Client::new().post(site.url("/graphql"));
        request.header("content-type", "application/json").body(body)
    };
    let one = json!({ "query": "{ __typename }" });
    let batch = Value::from(vec![one.clone(); 10]).to_string();
    assert_eq!(Answer::of(post(batch)).await.status, 400);
    let padded = format!("{}{one}", " ".repeat(64 * 1024));
    assert_eq!(Answer::of(post(padded)).await.status, 413);
    let deep = format!(
        "{{\"query\":\"{{ __typename }}\",\"variables\":{{\"a\":{}1{}}}}}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    assert_eq!(Answer::of(post(deep)).await.status, 400);
    let query = "query ($ids: [ID!]) { transactions(filter: { accountIds: $ids }) { totalCount } }";
    let nested = (0..30).fold(json!("x"), |inner, _| json!([inner]));
    for ids in [json!(vec!["x"; 3_000]), nested] {
        let answer = Answer::of(site.ask_with(query, &json!({ "ids": ids }))).await;
        assert_eq!(answer.code(), Some("QUERY_TOO_COMPLEX"), "{answer:?}");
    }
}
