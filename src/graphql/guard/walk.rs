//! A walk over the fields of an operation, each with what the schema declares of it.
//!
//! The type that a field is asked of is known without running anything: that of the field above, or
//! that of a fragment's condition. Each fragment is walked once, so that the walk is never longer
//! than the document. What the schema doesn't have is passed over: the executor refuses the whole
//! document for it.

use std::collections::HashSet;

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{PathSegment, Pos, ServerError};

use super::declared::{Declared, Need, Rule};
use crate::kernel::scope::Scopes;

/// A field of an operation.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The type that it is asked of.
    pub parent: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What the schema declares of it.
    pub rule: &'a Rule,
    /// Where its answer would stand: the names or aliases from the root on.
    pub path: Vec<String>,
    /// Where it stands in the document.
    pub at: Pos,
}

impl Asked<'_> {
    /// An error about this field, of an operation that is not run for its sake.
    pub fn refusal(&self, code: &str, message: String) -> ServerError {
        let mut error = ServerError::new(message, Some(self.at));
        error.path = self.path.iter().cloned().map(PathSegment::Field).collect();
        error.extensions.get_or_insert_default().set("code", code);
        error
    }
}

/// Every field that an operation asks for, in the order of the document.
pub fn fields<'a>(
    declared: &'a Declared,
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
) -> Vec<Asked<'a>> {
    let mut walk =
        Walk { declared, document, seen: HashSet::new(), path: Vec::new(), found: Vec::new() };
    if let Some(root) = declared.root(operation.ty) {
        walk.selection_set(root, &operation.selection_set.node);
    }
    walk.found
}

/// Refuses what a key with these scopes may not ask for: the first field that it may not is named.
pub fn refuse_key(asked: &[Asked<'_>], scopes: Scopes) -> Result<(), ServerError> {
    if cfg!(feature = "sabotage-no-scope-check") {
        return Ok(());
    }
    let lacks = |asked: &&Asked<'_>| match asked.rule.need {
        Need::Public => false,
        Need::Session => true,
        Need::Scope(scope) => !scopes.contains(scope),
    };
    let Some(field) = asked.iter().find(lacks) else { return Ok(()) };
    let (parent, name, need) = (field.parent, field.name, field.rule.need);
    let message = match need {
        Need::Session => format!("No API key may ask for {parent}.{name}: it is for people."),
        _ => format!("This API key may not ask for {parent}.{name}: it lacks {}.", need.as_str()),
    };
    let mut refused = field.refusal("FORBIDDEN", message);
    refused.extensions.get_or_insert_default().set("neededScope", need.as_str());
    Err(refused)
}

struct Walk<'a> {
    declared: &'a Declared,
    document: &'a ExecutableDocument,
    /// Fragments that were walked.
    seen: HashSet<&'a str>,
    path: Vec<String>,
    found: Vec<Asked<'a>>,
}

impl<'a> Walk<'a> {
    fn selection_set(&mut self, parent: &'a str, set: &'a SelectionSet) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(parent, &field.node, field.pos),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let parent = condition.map_or(parent, |on| on.node.on.node.as_str());
                    self.selection_set(parent, &fragment.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    let Some(fragment) = self.document.fragments.get(name) else { continue };
                    if self.seen.insert(name) {
                        let parent = fragment.node.type_condition.node.on.node.as_str();
                        self.selection_set(parent, &fragment.node.selection_set.node);
                    }
                }
            }
        }
    }

    fn field(&mut self, parent: &'a str, field: &'a Field, at: Pos) {
        let name = field.name.node.as_str();
        let Some(rule) = self.declared.rule(parent, name) else { return };
        self.path.push(field.response_key().node.to_string());
        self.found.push(Asked { parent, name, rule, path: self.path.clone(), at });
        self.selection_set(&rule.leads_to, &field.selection_set.node);
        self.path.pop();
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::Value;
    use async_graphql::parser::parse_query;

    use super::*;
    use crate::kernel::scope::Scope;

    /// Which field of a document a key with these scopes is refused for, with what it lacks.
    fn refused(source: &str, scopes: &[Scope]) -> Option<(String, String)> {
        let declared = Declared::read(&crate::graphql::sdl()).unwrap();
        let document = parse_query(source).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let asked = fields(&declared, &document, &operation.node);
        let error = refuse_key(&asked, scopes.iter().copied().collect()).err()?;
        let extensions = error.extensions.unwrap();
        assert_eq!(extensions.get("code"), Some(&Value::from("FORBIDDEN")));
        let Some(Value::String(needed)) = extensions.get("neededScope") else { panic!("{source}") };
        let path = error.path.iter().map(|part| match part {
            PathSegment::Field(name) => name.as_str(),
            PathSegment::Index(_) => "#",
        });
        Some((path.collect::<Vec<_>>().join("."), needed.clone()))
    }

    #[test]
    fn a_field_is_found_wherever_it_hides() {
        let balance = ("a.b".to_owned(), "BALANCES_READ".to_owned());
        for source in [
            "{ a: accounts { name b: balance { asOf } } }",
            "{ a: accounts { ...F } } fragment F on Account { b: balance { asOf } }",
            "{ a: accounts { ... { ... on Account { b: balance { asOf } } } } }",
            "{ ...Q } fragment Q on Query { a: node(id: \"\") { ... on Account { b: balance { asOf } } } }",
        ] {
            let told = refused(source, &[Scope::AccountsRead]);
            assert_eq!(told.as_ref(), Some(&balance), "{source}");
            assert_eq!(refused(source, &[Scope::AccountsRead, Scope::BalancesRead]), None);
            assert!(refused(source, &[Scope::TransactionsRead]).is_some(), "{source}");
        }
    }

    #[test]
    fn what_anybody_may_see_needs_nothing() {
        for source in ["{ __typename viewer { __typename id } }", "{ __schema { types { name } } }"]
        {
            assert_eq!(refused(source, &[]), None, "{source}");
        }
    }

    #[test]
    fn no_key_may_touch_credentials_or_links() {
        for source in [
            "mutation { logout { userErrors { code } } }",
            "mutation { createLinkToken { linkToken } }",
        ] {
            assert!(refused(source, &Scope::ALL).unwrap().1 == "SESSION", "{source}");
        }
    }
}
