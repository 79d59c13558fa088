//! `schema.graphql` is what the server serves, and every part of it is documented.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{FieldDefinition, TypeKind, TypeSystemDefinition};
use florin::graphql::guard::{BadSchema, Declared};

#[test]
fn the_file_is_what_the_server_serves() {
    let served = florin::graphql::sdl();
    let file = std::fs::read_to_string("schema.graphql").unwrap();
    assert!(file.trim_end() == served.trim_end(), "schema.graphql is old: run `make schema`");
}

#[test]
fn every_field_declares_what_a_key_needs() {
    let sdl = florin::graphql::sdl();
    Declared::read(&sdl).unwrap();
    // That this isn't asked in vain: the same schema with one declaration less is refused.
    let declaration = " @scope(needs: ";
    let (before, after) = sdl.split_once(declaration).unwrap();
    let (_, after) = after.split_once(')').unwrap();
    let told = Declared::read(&format!("{before}{after}")).unwrap_err();
    assert!(matches!(told, BadSchema::Undeclared(_)), "{told}");
}

#[test]
fn every_part_is_documented() {
    let document = parse_schema(florin::graphql::sdl()).unwrap();
    for definition in document.definitions {
        if let TypeSystemDefinition::Type(kind) = definition {
            let kind = kind.node;
            let name = kind.name.node.as_str();
            assert!(kind.description.is_some(), "{name} has no description");
            for (part, documented) in parts(&kind.kind) {
                assert!(documented, "{name}.{part} has no description");
            }
        }
    }
}

/// The fields or values of a type, and whether each has a description.
fn parts(kind: &TypeKind) -> Vec<(String, bool)> {
    match kind {
        TypeKind::Object(object) => {
            object.fields.iter().map(|field| described(&field.node)).collect()
        }
        TypeKind::Interface(face) => {
            face.fields.iter().map(|field| described(&field.node)).collect()
        }
        TypeKind::InputObject(input) => {
            let fields = input.fields.iter().map(|field| &field.node);
            fields.map(|field| (field.name.node.to_string(), field.description.is_some())).collect()
        }
        TypeKind::Enum(words) => {
            let values = words.values.iter().map(|value| &value.node);
            values
                .map(|value| (value.value.node.to_string(), value.description.is_some()))
                .collect()
        }
        TypeKind::Scalar | TypeKind::Union(_) => Vec::new(),
    }
}

fn described(field: &FieldDefinition) -> (String, bool) {
    (field.name.node.to_string(), field.description.is_some())
}
