//! What the schema declares of each field, read once from its definition language: what an API key
//! needs for it (`@scope`), and whether the password has to be fresh (`@fresh`).
//!
//! The text that clients read is the rule that is kept: there is no second list that could differ.
//! A field without `@scope` makes the schema unreadable, so that no server starts with one.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, ConstDirective, FieldDefinition, OperationType, Type, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Positioned, Value};

use crate::kernel::scope::Scope;

/// What is needed to ask for a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A key with this scope.
    Scope(Scope),
    /// Any key.
    Public,
    /// A person's session: no key will do.
    Session,
}

impl Need {
    fn read(word: &str) -> Option<Self> {
        match word {
            "PUBLIC" => Some(Self::Public),
            "SESSION" => Some(Self::Session),
            _ => Scope::from_word(word).map(Self::Scope),
        }
    }

    /// The word in the schema.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Scope(scope) => scope.as_str(),
            Self::Public => "PUBLIC",
            Self::Session => "SESSION",
        }
    }
}

/// Whose password must have been given of late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fresh {
    /// Everybody's.
    Everybody,
    /// That of a browser's session: a program has nobody to type a password.
    Browser,
}

impl Fresh {
    fn read(directive: &ConstDirective) -> Self {
        match directive.get_argument("delivery").map(|delivery| &delivery.node) {
            Some(Value::Enum(word)) if word == "COOKIE" => Self::Browser,
            _ => Self::Everybody,
        }
    }
}

/// What is declared of one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What a key needs for it.
    pub need: Need,
    /// Whose password must have been given of late.
    pub fresh: Option<Fresh>,
    /// The name of the type that it leads to, whatever lists are around it.
    pub leads_to: String,
}

/// A schema that doesn't say what it has to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadSchema {
    /// It can't be read at all.
    #[error("the schema can't be read: {0}")]
    Unreadable(String),
    /// A field that anybody might ask for with any key.
    #[error("{0} declares no scope: give it `directive = scope::apply(Needs::…)`")]
    Undeclared(String),
}

/// What is declared of each field of the schema.
#[derive(Clone, Debug)]
pub struct Declared {
    fields: HashMap<String, HashMap<String, Rule>>,
    nodes: HashSet<String>,
    roots: [Option<String>; 3],
}

impl Declared {
    /// Reads the schema's definition language.
    pub fn read(sdl: &str) -> Result<Self, BadSchema> {
        let document =
            parse_schema(sdl).map_err(|error| BadSchema::Unreadable(error.to_string()))?;
        let mut declared =
            Self { fields: HashMap::new(), nodes: HashSet::new(), roots: [None, None, None] };
        for definition in document.definitions {
            match definition {
                TypeSystemDefinition::Type(kind) => {
                    let name = kind.node.name.node.to_string();
                    let fields = match kind.node.kind {
                        TypeKind::Object(object) => {
                            if object.implements.iter().any(|face| face.node == "Node") {
                                declared.nodes.insert(name.clone());
                            }
                            object.fields
                        }
                        TypeKind::Interface(face) => face.fields,
                        _ => continue,
                    };
                    let rules = fields.iter().map(|field| rule(&name, &field.node));
                    declared.fields.insert(name.clone(), rules.collect::<Result<_, _>>()?);
                }
                TypeSystemDefinition::Schema(schema) => {
                    let schema = schema.node;
                    declared.roots = [schema.query, schema.mutation, schema.subscription]
                        .map(|root| root.map(|name| name.node.to_string()));
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        Ok(declared)
    }

    /// What is declared of this field. None: there is no such field.
    pub fn rule(&self, parent: &str, field: &str) -> Option<&Rule> {
        self.fields.get(parent)?.get(field)
    }

    /// Whether the objects of this type have a global id.
    pub fn is_node(&self, name: &str) -> bool {
        self.nodes.contains(name)
    }

    /// The type that operations of this kind begin at.
    pub fn root(&self, kind: OperationType) -> Option<&str> {
        let [query, mutation, subscription] = &self.roots;
        match kind {
            OperationType::Query => query.as_deref(),
            OperationType::Mutation => mutation.as_deref(),
            OperationType::Subscription => subscription.as_deref(),
        }
    }
}

fn rule(parent: &str, field: &FieldDefinition) -> Result<(String, Rule), BadSchema> {
    let name = field.name.node.to_string();
    let named = |wanted: &str| {
        field.directives.iter().map(|directive| &directive.node).find(|it| it.name.node == wanted)
    };
    let need = named("scope").and_then(needs).and_then(|word| Need::read(&word));
    let need = need.ok_or_else(|| BadSchema::Undeclared(format!("{parent}.{name}")))?;
    let leads_to = innermost(&field.ty.node).to_owned();
    Ok((name, Rule { need, fresh: named("fresh").map(Fresh::read), leads_to }))
}

fn needs(scope: &ConstDirective) -> Option<String> {
    match scope.get_argument("needs").map(|Positioned { node, .. }| node)? {
        Value::Enum(word) => Some(word.to_string()),
        _ => None,
    }
}

fn innermost(kind: &Type) -> &str {
    match &kind.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => innermost(inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDL: &str = "
        enum Needs { PUBLIC SESSION SYNC_READ }
        directive @scope(needs: Needs!) on FIELD_DEFINITION
        directive @fresh on FIELD_DEFINITION
        interface Node { id: ID! @scope(needs: PUBLIC) }
        type Job implements Node { id: ID! @scope(needs: SYNC_READ) }
        type Query { jobs: [Job!]! @scope(needs: SYNC_READ) }
        type Mutation { wipe: Boolean @scope(needs: SESSION) @fresh }
        schema { query: Query mutation: Mutation }";

    #[test]
    fn what_is_written_is_what_is_read() {
        let declared = Declared::read(SDL).unwrap();
        let rule = |need, fresh, leads_to: &str| Rule { need, fresh, leads_to: leads_to.into() };
        let sync = Need::Scope(Scope::SyncRead);
        assert_eq!(declared.rule("Query", "jobs"), Some(&rule(sync, None, "Job")));
        assert_eq!(
            declared.rule("Mutation", "wipe"),
            Some(&rule(Need::Session, Some(Fresh::Everybody), "Boolean"))
        );
        let browsers = SDL.replace("@fresh }", "@fresh(delivery: COOKIE) }");
        let wipe = Declared::read(&browsers).unwrap().rule("Mutation", "wipe").cloned().unwrap();
        assert_eq!(wipe.fresh, Some(Fresh::Browser));
        assert_eq!(declared.rule("Query", "nothing"), None);
        assert!(declared.is_node("Job") && !declared.is_node("Query"));
        assert_eq!(declared.root(OperationType::Query), Some("Query"));
        assert_eq!(declared.root(OperationType::Subscription), None);
    }

    #[test]
    fn a_field_without_a_scope_is_named() {
        for (word, name) in [("needs: SESSION", "Mutation.wipe"), ("needs: SYNC_READ", "Job.id")] {
            for with in ["", "@scope(needs: SOMETHING)", "@scope"] {
                let sdl = SDL.replacen(&format!("@scope({word})"), with, 1);
                let told = Declared::read(&sdl).unwrap_err();
                assert_eq!(told, BadSchema::Undeclared(name.into()), "{sdl}");
            }
        }
    }
}
