//! Documents that are made to cost more than they show.

use std::fmt::Write as _;

use reqwest::header::ACCEPT;

use super::{Answer, Site};

#[tokio::test]
async fn a_document_that_costs_too_much_is_refused_before_it_is_run() {
    let site = Site::start().await;
    let fan_out = (0..40).fold(String::from("{ ...F0 }"), |mut query, n| {
        write!(query, " fragment F{n} on Query {{ ...F{0} ...F{0} }}", n + 1).unwrap();
        query
    });
    let aliases = (0..40).fold(String::new(), |mut fields, n| {
        write!(fields, "a{n}: __typename ").unwrap();
        fields
    });
    let login = "login(input: { username: \"alice\", password: \"guess\" }) { token }";
    for query in [
        format!("{fan_out} fragment F40 on Query {{ __typename }}"),
        format!("{{ viewer {{ {aliases} }} }}"),
        format!("{{ {} }}", "viewer { ".repeat(400)),
        format!("mutation {{ a: {login} b: {login} }}"),
        "{ accounts { transactions(first: 500) { nodes { account { transactions(first: 500) { \
         nodes { id } } } } } } }"
            .to_owned(),
    ] {
        let request = site.ask(&query).header(ACCEPT, "application/graphql-response+json");
        let answer = Answer::of(request).await;
        let start: String = query.chars().take(60).collect();
        assert_eq!((answer.status, answer.code()), (400, Some("QUERY_TOO_COMPLEX")), "{start}");
        assert!(answer.json.get("data").is_none());
    }
}

#[tokio::test]
async fn a_document_full_of_mistakes_gets_twenty_errors_and_no_hints() {
    let site = Site::start().await;
    let fields = (0..50).fold(String::new(), |mut fields, n| {
        write!(fields, "usernam{n} ").unwrap();
        fields
    });
    let answer = Answer::of(site.ask(&format!("{{ viewer {{ {fields} }} }}"))).await;
    let errors = answer.json["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 20);
    assert!(!answer.json.to_string().contains("Did you mean"));
}
