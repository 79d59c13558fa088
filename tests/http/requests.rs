//! `/graphql` by `POST` and `GET`: status, content type and body, as the GraphQL-over-HTTP
//! specification has them.

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE};

use super::{Answer, SIGN_UP, Site, VIEWER, new_user};

const NEW: &str = "application/graphql-response+json";
const OLD: &str = "application/json";

#[tokio::test]
async fn the_status_tells_whether_the_operation_was_run() {
    let site = Site::start().await;
    for (accept, query, status, has_data) in [
        (NEW, "{ __typename }", 200, true),
        (OLD, "{ __typename }", 200, true),
        (NEW, "{ items { id } }", 200, true),
        (NEW, "{", 400, false),
        (OLD, "{", 200, false),
        (NEW, "{ nothing }", 400, false),
        (OLD, "{ nothing }", 200, false),
        (NEW, "query ($id: ID!) { node(id: $id) { id } }", 400, false),
        (OLD, "query ($id: ID!) { node(id: $id) { id } }", 200, false),
        (NEW, "query A { __typename } query B { __typename }", 400, false),
        (NEW, "{ ...F } fragment F on Query { ...F }", 400, false),
    ] {
        let answer = Answer::of(site.ask(query).header(ACCEPT, accept)).await;
        assert_eq!(answer.status, status, "{accept}: {query}");
        let content_type = format!("{accept}; charset=utf-8");
        assert_eq!(answer.header("content-type"), Some(content_type.as_str()), "{query}");
        assert_eq!(answer.json.get("data").is_some(), has_data, "{accept}: {query}");
        if query != "{ __typename }" {
            let extensions = &answer.json["errors"][0]["extensions"];
            assert!(extensions["code"].is_string(), "{query}: {answer:?}");
            assert_eq!(extensions["requestId"].as_str(), answer.header("x-request-id"), "{query}");
        }
    }
}

// What asks a database is done after what doesn't, and stands before it all the same.
#[tokio::test]
async fn fields_stand_in_the_order_of_the_query() {
    let site = Site::start().await;
    let token = site.sign_up("ada").await;
    let query = "{ viewer { username id } sessions { current id } last: __typename }";
    let answer = site.ask(query).header(AUTHORIZATION, format!("Bearer {token}")).send().await;
    let answer = answer.unwrap().text().await.unwrap();
    let keys = ["viewer", "username", "id", "sessions", "current", "id", "last"];
    let mut rest = answer.as_str();
    for key in keys {
        let found = rest.split_once(&format!("\"{key}\":"));
        rest = found.unwrap_or_else(|| panic!("{key} stands elsewhere in {answer}")).1;
    }
}

#[tokio::test]
async fn what_is_no_request_is_turned_away() {
    let site = Site::start().await;
    let large = format!("{{\"query\":\"{{ __typename }}\"{}}}", " ".repeat(64 * 1024));
    for (content_type, body, status) in [
        (OLD, "{\"query\":\"{ __typename }\"}", 200),
        ("application/json; charset=utf-8", "{\"query\":\"{ __typename }\"}", 200),
        ("application/json; charset=latin1", "{\"query\":\"{ __typename }\"}", 415),
        ("text/plain", "{\"query\":\"{ __typename }\"}", 415),
        ("application/x-www-form-urlencoded", "query={__typename}", 415),
        ("multipart/form-data; boundary=x", "--x--", 415),
        (OLD, "", 400),
        (OLD, "{", 400),
        (OLD, "\"{ __typename }\"", 400),
        (OLD, "[{\"query\":\"{ __typename }\"}]", 400),
        (OLD, "{}", 400),
        (OLD, "{\"query\":1}", 400),
        (OLD, "{\"query\":\"{ __typename }\",\"operationName\":1}", 400),
        (OLD, "{\"query\":\"{ __typename }\",\"variables\":[]}", 400),
        (OLD, "{\"query\":\"{ __typename }\",\"variables\":\"{}\"}", 400),
        (OLD, "{\"query\":\"{ __typename }\",\"extensions\":1}", 400),
        (OLD, "{\"query\":\"{ __typename }\",\"variables\":null,\"extensions\":{}}", 200),
        (OLD, large.as_str(), 413),
    ] {
        let request = reqwest::Client::new().post(site.url("/graphql"));
        let request = request.header(CONTENT_TYPE, content_type).body(body.to_owned());
        let answer = Answer::of(request).await;
        let start: String = body.chars().take(60).collect();
        assert_eq!(answer.status, status, "{content_type}: {start}");
        let code = (status != 200).then_some("BAD_USER_INPUT");
        assert_eq!(answer.code(), code, "{content_type}: {start}");
    }
    let answer = Answer::of(site.ask("{ __typename }").header(ACCEPT, "text/html")).await;
    assert_eq!(answer.status, 406);
    let answer = Answer::of(site.ask("subscription { syncJobs { id } }")).await;
    assert_eq!(answer.status, 406);
}

#[tokio::test]
async fn get_is_for_queries_and_without_cookies() {
    let site = Site::start().await;
    let token = site.sign_up("alice").await;
    let get = |query: &str| site.get_with(&[("query", query)]);

    let answer = Answer::of(get(VIEWER).header(AUTHORIZATION, format!("Bearer {token}"))).await;
    assert_eq!(answer.viewer(), Some("alice"));

    let cookie = format!("__Host-florin_session={token}");
    let own_page = [("origin", super::PUBLIC_URL), ("x-florin-csrf", "1")];
    let request =
        own_page.iter().fold(get(VIEWER).header(COOKIE, cookie), |request, (name, value)| {
            request.header(*name, *value)
        });
    assert_eq!(Answer::of(request).await.viewer(), None);

    let answer = Answer::of(get("mutation { logout { userErrors { code } } }")).await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("POST")));

    let with_variables = site.get_with(&[
        ("query", "query Q($id: ID!) { node(id: $id) { id } }"),
        ("operationName", "Q"),
        ("variables", "{\"id\":1}"),
        ("extensions", ""),
    ]);
    assert_eq!(Answer::of(with_variables).await.code(), Some("UNAUTHENTICATED"));
    for query in
        ["", "?query", "?query={a}&query={b}", "?query={a}&variables=[]", "?query={a}&variables={"]
    {
        let answer = Answer::of(site.get(&format!("/graphql{query}"))).await;
        assert_eq!(answer.status, 400, "{query}");
    }
    for method in [reqwest::Method::PUT, reqwest::Method::DELETE, reqwest::Method::OPTIONS] {
        let request = reqwest::Client::new().request(method.clone(), site.url("/graphql"));
        assert_eq!(Answer::of(request).await.status, 405, "{method}");
    }
}

#[tokio::test]
async fn a_token_that_is_not_valid_turns_the_request_away() {
    let site = Site::start().await;
    let token = site.sign_up("alice").await;
    let strange = format!("{}x", &token[..token.len() - 1]);
    let dead = site.sign_up("bob").await;
    let logout = site.ask("mutation { logout { userErrors { code } } }").bearer_auth(&dead);
    assert_eq!(Answer::of(logout).await.status, 200);

    let good = format!("Bearer {token}");
    assert_eq!(
        Answer::of(site.ask(VIEWER).header(AUTHORIZATION, &good)).await.viewer(),
        Some("alice")
    );
    for value in [
        format!("Bearer {strange}"),
        format!("Bearer {dead}"),
        format!("Basic {token}"),
        format!("Bearer {token} {token}"),
        token,
        "Bearer".to_owned(),
        String::new(),
    ] {
        let answer = Answer::of(site.ask(VIEWER).header(AUTHORIZATION, &value)).await;
        assert_eq!((answer.status, answer.code()), (401, Some("UNAUTHENTICATED")), "{value}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
        assert!(answer.json["errors"][0]["extensions"]["requestId"].is_string());
    }
    let twice = site.ask(VIEWER).header(AUTHORIZATION, &good).header(AUTHORIZATION, &good);
    assert_eq!(Answer::of(twice).await.status, 401);
}

#[tokio::test]
async fn an_operation_name_chooses_the_operation() {
    let site = Site::start().await;
    let body = serde_json::json!({
        "query": format!("query A {{ a: __typename }} query B {{ b: __typename }} {SIGN_UP}")
            .replace("mutation (", "mutation C("),
        "operationName": "C",
        "variables": new_user("alice", "TOKEN"),
    });
    let request = reqwest::Client::new().post(site.url("/graphql")).json(&body);
    let answer = Answer::of(request).await;
    assert_eq!(answer.json["data"]["signup"]["user"]["username"], "alice", "{answer:?}");
}
