//! S18: what an API key may ask for. Every field of the schema is tried, with its scope and without.

use async_graphql::parser::types::{
    BaseType, FieldDefinition, OperationType, Type, TypeKind, TypeSystemDefinition,
};
use async_graphql::parser::{parse_query, parse_schema};
use florin::graphql::guard::{Declared, Need, fields, refuse_key};
use florin::kernel::scope::{Scope, Scopes};
use serde_json::{Value, json};

use crate::support::program::SCOPES;
use crate::support::{Api, Server, each_database};

/// A field of the schema.
struct Field {
    parent: String,
    definition: FieldDefinition,
}

impl Field {
    fn name(&self) -> &str {
        self.definition.name.node.as_str()
    }

    fn need(&self, declared: &Declared) -> Need {
        declared.rule(&self.parent, self.name()).unwrap().need
    }
}

/// Every type of the schema that is neither input nor output alone, by name.
fn types() -> Vec<(String, TypeKind)> {
    let document = parse_schema(florin::graphql::sdl()).unwrap();
    let types = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(kind) => Some((kind.node.name.node.to_string(), kind.node.kind)),
        _ => None,
    });
    types.collect()
}

fn every_field() -> Vec<Field> {
    let mut found = Vec::new();
    for (parent, kind) in types() {
        let of_type = match kind {
            TypeKind::Object(object) => object.fields,
            TypeKind::Interface(face) => face.fields,
            _ => continue,
        };
        found.extend(
            of_type
                .into_iter()
                .map(|field| Field { parent: parent.clone(), definition: field.node }),
        );
    }
    assert!(found.len() > 150, "the schema has {} fields", found.len());
    found
}

fn all_but(scope: Scope) -> Scopes {
    Scope::ALL.into_iter().filter(|other| *other != scope).collect()
}

/// Each field of each type, by the guard alone: wherever a field of this type may stand in a document,
/// it stands behind a fragment on this type as well.
#[test]
fn s18_every_field_needs_its_scope() {
    let declared = Declared::read(&florin::graphql::sdl()).unwrap();
    let mut tried = 0;
    for field in every_field() {
        let (parent, name) = (&field.parent, field.name());
        let kind = match parent.as_str() {
            "Mutation" => "mutation",
            "Subscription" => "subscription",
            _ => "query",
        };
        let document =
            parse_query(format!("{kind} {{ ... on {parent} {{ x: {name} }} }}")).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let asked = fields(&declared, &document, &operation.node);
        assert_eq!(asked.len(), 1, "{parent}.{name}");
        let refused = |scopes: Scopes| refuse_key(&asked, scopes).is_err();
        match field.need(&declared) {
            Need::Public => assert!(!refused(Scopes::default()), "{parent}.{name}"),
            Need::Session => assert!(refused(Scope::ALL.into_iter().collect()), "{parent}.{name}"),
            Need::Scope(scope) => {
                assert!(refused(Scopes::default()), "{parent}.{name}");
                assert!(refused(all_but(scope)), "{parent}.{name}");
                assert!(!refused([scope].into_iter().collect()), "{parent}.{name}");
            }
        }
        tried += 1;
    }
    assert!(tried > 150);
}

/// What touches credentials, keys, links and the log of who did it is for people, whatever is added.
#[test]
fn s18_no_scope_opens_credentials_keys_or_links() {
    let declared = Declared::read(&florin::graphql::sdl()).unwrap();
    let open = ["Mutation.syncItem", "Mutation.updateTransaction"];
    for field in every_field() {
        let full = format!("{}.{}", field.parent, field.name());
        let need = field.need(&declared);
        if field.parent == "Mutation" && need != Need::Session {
            let budgets = [Need::Scope(Scope::BudgetsWrite)];
            assert!(open.contains(&full.as_str()) || budgets.contains(&need), "{full} is open");
        }
        let words = ["token", "password", "session", "apikey", "audit", "code"];
        let leads_to = declared.rule(&field.parent, field.name()).unwrap().leads_to.to_lowercase();
        let of_people = ["session", "apikey", "auditevent"];
        if of_people.iter().any(|word| leads_to.starts_with(word)) {
            assert_eq!(need, Need::Session, "{full}");
        }
        if field.parent.ends_with("Payload") && words[..3].contains(&field.name()) {
            assert_eq!(need, Need::Session, "{full}");
        }
    }
}

each_database!(async fn s18_each_root_field_is_refused_without_its_scope_and_run_with_it(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let declared = Declared::read(&florin::graphql::sdl()).unwrap();
    let types = types();
    let everything = alice.program_with(&SCOPES).await;
    let programs = Programs::new(&alice).await;
    for field in every_field() {
        let operation = match field.parent.as_str() {
            "Query" => OperationType::Query,
            "Mutation" => OperationType::Mutation,
            _ => continue,
        };
        let document = document(&types, operation, &field);
        match field.need(&declared) {
            Need::Session => {
                is_refused(&everything, &document, field.name(), "SESSION").await;
            }
            Need::Scope(scope) => {
                let (with, without) = programs.of(scope.as_str());
                is_refused(without, &document, field.name(), scope.as_str()).await;
                let answer = with.send(&document, json!({})).await;
                let code = &answer["errors"][0]["extensions"]["code"];
                let message = answer["errors"][0]["message"].as_str().unwrap_or_default();
                assert_ne!(code, "FORBIDDEN", "{document}: {answer}");
                assert!(!message.contains("Unknown"), "the document is wrong: {document}: {answer}");
            }
            Need::Public => {
                let answer = programs.of("SYNC_READ").1.send(&document, json!({})).await;
                assert!(answer.get("errors").is_none(), "{document}: {answer}");
            }
        }
    }
    // The same by the socket.
    let mut socket = programs.of("SYNC_READ").1.socket().await;
    for (id, query) in [
        ("1", "subscription { syncJobs { __typename } }"),
        ("2", "subscription { syncJob(id: \"x\") { __typename } }"),
    ] {
        socket.subscribe(id, query, json!({})).await;
        let error = socket.refusal(id).await;
        assert_eq!(error["extensions"]["code"], "FORBIDDEN", "{error}");
        assert_eq!(error["extensions"]["neededScope"], "SYNC_READ", "{error}");
    }
});

/// For each scope, a program that has it alone, and one that has all others.
struct Programs(Vec<(&'static str, Api, Api)>);

impl Programs {
    async fn new(owner: &Api) -> Self {
        let mut programs = Vec::new();
        for scope in SCOPES {
            let others: Vec<_> = SCOPES.into_iter().filter(|other| *other != scope).collect();
            let with = owner.program_with(&[scope]).await;
            programs.push((scope, with, owner.program_with(&others).await));
        }
        Self(programs)
    }

    fn of(&self, scope: &str) -> (&Api, &Api) {
        let (_, with, without) = self.0.iter().find(|(name, _, _)| *name == scope).unwrap();
        (with, without)
    }
}

/// One error, with the field's place and what it needs; nothing is run.
async fn is_refused(program: &Api, document: &str, field: &str, needed: &str) {
    let answer = program.send(document, json!({})).await;
    let errors = answer["errors"].as_array().unwrap_or_else(|| panic!("{document}: {answer}"));
    assert_eq!(errors.len(), 1, "{document}: {answer}");
    assert_eq!(errors[0]["extensions"]["code"], "FORBIDDEN", "{document}: {answer}");
    assert_eq!(errors[0]["extensions"]["neededScope"], needed, "{document}: {answer}");
    assert_eq!(errors[0]["path"], json!([field]), "{document}: {answer}");
    assert!(answer.get("data").is_none_or(Value::is_null), "{document}: {answer}");
}

/// The shortest document that asks for a root field.
fn document(types: &[(String, TypeKind)], operation: OperationType, field: &Field) -> String {
    let needed = field.definition.arguments.iter().map(|argument| &argument.node);
    let needed = needed.filter(|input| !input.ty.node.nullable && input.default_value.is_none());
    let given: Vec<_> = needed
        .map(|input| format!("{}: {}", input.name.node, value_of(types, &input.ty.node)))
        .collect();
    let given = if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) };
    let below = if is_composite(types, &field.definition.ty.node) { "{ __typename }" } else { "" };
    format!("{operation} {{ {}{given} {below} }}", field.name())
}

fn is_composite(types: &[(String, TypeKind)], kind: &Type) -> bool {
    match &kind.base {
        BaseType::List(inner) => is_composite(types, inner),
        BaseType::Named(name) => types.iter().any(|(known, kind)| {
            known == name.as_str() && matches!(kind, TypeKind::Object(_) | TypeKind::Interface(_))
        }),
    }
}

/// A value that the type takes, whatever it leads to.
fn value_of(types: &[(String, TypeKind)], kind: &Type) -> String {
    let BaseType::Named(name) = &kind.base else { return "[]".to_owned() };
    let known = types.iter().find(|(known, _)| known == name.as_str());
    match (name.as_str(), known.map(|(_, kind)| kind)) {
        ("Boolean", _) => "false".to_owned(),
        ("Int", _) => "1".to_owned(),
        ("Date", _) => "\"2026-01-01\"".to_owned(),
        ("DateTime", _) => "\"2026-01-01T00:00:00Z\"".to_owned(),
        ("Decimal", _) => "\"1\"".to_owned(),
        ("CurrencyCode", _) => "\"USD\"".to_owned(),
        (_, Some(TypeKind::Enum(words))) => words.values[0].node.value.node.to_string(),
        (_, Some(TypeKind::InputObject(input))) => {
            let fields = input.fields.iter().map(|field| &field.node);
            let needed = fields.filter(|field| !field.ty.node.nullable);
            let given = needed
                .map(|field| format!("{}: {}", field.name.node, value_of(types, &field.ty.node)));
            format!("{{ {} }}", given.collect::<Vec<_>>().join(", "))
        }
        _ => "\"x\"".to_owned(),
    }
}

each_database!(async fn s18_a_key_tells_who_it_is_for_only_with_the_scope(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let without = alice.program_with(&["SYNC_READ"]).await;
    let me = alice.ask("{ viewer { id } }", json!({})).await;
    assert_eq!(without.ask("{ viewer { id } }", json!({})).await, me);
    for field in ["username", "email"] {
        let query = format!("{{ viewer {{ id {field} }} }}");
        assert_eq!(without.error_code(&query, json!({})).await, "FORBIDDEN");
    }
    let with = alice.program_with(&["IDENTITY_READ"]).await;
    let told = with.ask("{ viewer { username email } }", json!({})).await;
    assert_eq!(told["viewer"], json!({ "username": "alice", "email": "alice@example.com" }));
});
