//! S20: who is told the schema, and that nobody is helped to guess it.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

use crate::http::{Answer, Site};

const INTROSPECTIONS: [&str; 4] = [
    "{ __schema { queryType { name } } }",
    "{ __type(name: \"User\") { name } }",
    "{ a: __schema { types { name } } }",
    "{ ...F } fragment F on Query { ... { __schema { types { name } } } }",
];

#[tokio::test]
async fn s20_the_schema_is_told_to_whom_the_settings_say() {
    for (setting, anonymous, signed_in) in
        [("on", true, true), ("signed-in", false, true), ("off", false, false)]
    {
        let site = Site::start_set(&[("FLORIN_INTROSPECTION", setting)]).await;
        let token = site.sign_up("alice").await;
        for query in INTROSPECTIONS {
            let with = Answer::of(site.ask(query).bearer_auth(&token)).await;
            let without = Answer::of(site.ask(query)).await;
            for (answer, told) in [(with, signed_in), (without, anonymous)] {
                let code = (!told).then_some("FORBIDDEN");
                assert_eq!(answer.code(), code, "{setting}: {query}");
            }
        }
        let sdl = |token: Option<&str>| {
            let request = site.get("/schema.graphql");
            match token {
                Some(token) => request.bearer_auth(token),
                None => request,
            }
        };
        let status = |told| if told { 200 } else { 403 };
        assert_eq!(Answer::of(sdl(None)).await.status, status(anonymous), "{setting}");
        assert_eq!(Answer::of(sdl(Some(&token))).await.status, status(signed_in), "{setting}");
        // An honest query that names its types is none of it.
        assert_eq!(Answer::of(site.ask("{ __typename }")).await.code(), None);
    }
}

#[tokio::test]
async fn s20_the_playground_can_be_left_out() {
    let site = Site::start_set(&[("FLORIN_PLAYGROUND", "off")]).await;
    assert_eq!(Answer::of(site.get("/graphiql")).await.status, 404);
    // Without built pages, the one that is served says so.
    assert_eq!(Answer::of(Site::start().await.get("/graphiql")).await.status, 503);
}

/// A name with one letter wrong, so that a helpful server would know what was meant.
fn misspelt(name: &str) -> String {
    format!("{}x", &name[..name.len() - 1])
}

/// Queries in which one name of the schema is misspelt: fields, arguments, types, values of enums.
fn typos() -> Vec<String> {
    let mut queries = vec![
        "query ($x: Boolean!) { __typename @include(iff: $x) }".to_owned(),
        "{ __typename @skip(iv: true) @include(ifs: true) }".to_owned(),
        "{ __typename @includ(if: true) }".to_owned(),
        "qery { __typename }".to_owned(),
        "subscription { syncJob(i: 1) { id } }".to_owned(),
        "mutation { logn(input: {}) { token } }".to_owned(),
    ];
    for definition in parse_schema(florin::graphql::sdl()).unwrap().definitions {
        let TypeSystemDefinition::Type(definition) = definition else { continue };
        let name = definition.node.name.node.to_string();
        queries.push(format!("query ($x: {}) {{ __typename }}", misspelt(&name)));
        queries.push(format!("{{ ...F }} fragment F on {} {{ __typename }}", misspelt(&name)));
        match &definition.node.kind {
            TypeKind::Object(object) => {
                for field in &object.fields {
                    let field = &field.node;
                    for typo in [misspelt(&field.name.node), format!("{}s", field.name.node)] {
                        queries.push(format!("{{ ...F }} fragment F on {name} {{ {typo} }}"));
                    }
                    for argument in &field.arguments {
                        let typo = misspelt(&argument.node.name.node);
                        let field = &field.name.node;
                        queries.push(format!(
                            "{{ ...F }} fragment F on {name} {{ {field}({typo}: 1) }}"
                        ));
                    }
                }
            }
            TypeKind::Enum(words) => {
                for value in &words.values {
                    let typo = misspelt(&value.node.value.node);
                    queries.push(format!("query ($x: {name} = {typo}) {{ __typename }}"));
                }
            }
            TypeKind::InputObject(input) => {
                for field in &input.fields {
                    let typo = misspelt(&field.node.name.node);
                    queries.push(format!("query ($x: {name} = {{ {typo}: 1 }}) {{ __typename }}"));
                }
            }
            TypeKind::Scalar | TypeKind::Interface(_) | TypeKind::Union(_) => {}
        }
    }
    queries
}

#[tokio::test]
async fn s20_a_typo_is_never_corrected() {
    let site = Site::start_set(&[("FLORIN_ANONYMOUS_COST_PER_MINUTE", "100000000")]).await;
    let queries = typos();
    let mut refused = 0;
    for query in queries {
        let answer = Answer::of(site.ask(&query)).await;
        refused += u32::from(answer.json["errors"].is_array());
        let told = answer.json.to_string();
        assert!(!told.to_ascii_lowercase().contains("did you mean"), "{query}: {told}");
    }
    assert!(refused >= 500, "{refused} typos");
}

#[tokio::test]
async fn s20_nobody_is_told_how_long_a_resolver_took() {
    let site = Site::start().await;
    let answer = Answer::of(site.ask("{ __typename }")).await;
    assert!(answer.json.get("extensions").is_none(), "{answer:?}");
}
