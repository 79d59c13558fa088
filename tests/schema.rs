//! `schema.graphql` is what the server serves, and every part of it is documented.

use async_graphql::parser::{parse_schema, types::TypeSystemDefinition};

#[test]
fn the_file_is_what_the_server_serves() {
    let served = florin::graphql::sdl();
    let file = std::fs::read_to_string("schema.graphql").unwrap();
    assert!(file.trim_end() == served.trim_end(), "schema.graphql is old: run `make schema`");
}

#[test]
fn every_type_is_documented() {
    let document = parse_schema(florin::graphql::sdl()).unwrap();
    for definition in document.definitions {
        if let TypeSystemDefinition::Type(kind) = definition {
            let kind = kind.node;
            let name = kind.name.node.as_str();
            let root = ["Query", "Mutation", "Subscription"].contains(&name);
            assert!(root || kind.description.is_some(), "{name} has no description");
        }
    }
}
