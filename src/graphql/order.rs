//! The order of an answer's fields: that of the query (GraphQL specification, sections 6.3.2 and 7.2.2).
//! The executor writes fields down as their resolvers end, which is another order each time.
//!
//! Fragments for different types may name the same fields in different orders; the first one counts for
//! all of them, since an answer needn't say which type it is.

use std::collections::HashSet;
use std::mem::take;

use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    ExecutableDocument, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Value};

/// The keys of an object in an answer, each with those of what stands there.
#[derive(Debug, Default)]
pub struct Order(IndexMap<Name, Self>);

impl Order {
    /// That of an operation, whose document the guard has let pass: it is no longer than that allows.
    pub fn of(document: &ExecutableDocument, operation: &OperationDefinition) -> Self {
        Self::of_sets(document, &[&operation.selection_set.node])
    }

    /// That of an object which is asked for in several places.
    fn of_sets(document: &ExecutableDocument, sets: &[&SelectionSet]) -> Self {
        let mut found = IndexMap::new();
        let mut seen = HashSet::new();
        for set in sets {
            collect(document, set, &mut seen, &mut found);
        }
        Self(found.into_iter().map(|(key, sets)| (key, Self::of_sets(document, &sets))).collect())
    }

    /// Puts an answer into that order.
    pub fn put(&self, value: &mut Value) {
        match value {
            Value::List(values) => values.iter_mut().for_each(|value| self.put(value)),
            // A scalar may be an object too, and what is in it was not asked for by name.
            Value::Object(object) if !self.0.is_empty() => {
                let mut found = take(object);
                for (key, under) in &self.0 {
                    if let Some(mut value) = found.swap_remove(key) {
                        under.put(&mut value);
                        object.insert(key.clone(), value);
                    }
                }
                object.extend(found);
            }
            _ => {}
        }
    }
}

/// The keys of a selection set with what is asked for under each, as the specification collects them: a
/// fragment counts where it is named first.
fn collect<'a>(
    document: &'a ExecutableDocument,
    set: &'a SelectionSet,
    seen: &mut HashSet<&'a str>,
    found: &mut IndexMap<Name, Vec<&'a SelectionSet>>,
) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                let key = field.node.response_key().node.clone();
                found.entry(key).or_default().push(&field.node.selection_set.node);
            }
            Selection::InlineFragment(fragment) => {
                collect(document, &fragment.node.selection_set.node, seen, found);
            }
            Selection::FragmentSpread(spread) => {
                let name = spread.node.fragment_name.node.as_str();
                if let Some(fragment) = document.fragments.get(name)
                    && seen.insert(name)
                {
                    collect(document, &fragment.node.selection_set.node, seen, found);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    /// An answer, once it is in the order of the query.
    fn put(query: &str, answer: &str) -> String {
        let document = parse_query(query).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        // Read by hand: a map of serde_json's would sort it.
        let mut value: Value = serde_json::from_str(answer).unwrap();
        Order::of(&document, &operation.node).put(&mut value);
        serde_json::to_string(&value).unwrap()
    }

    #[test]
    fn fields_stand_as_they_were_asked_for() {
        for (query, answer, ordered) in [
            ("{ b a }", r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#),
            ("{ b: x a: y }", r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#),
            ("{ b { d c } a }", r#"{"a":1,"b":{"c":1,"d":2}}"#, r#"{"b":{"d":2,"c":1},"a":1}"#),
            (
                "{ b { d c } }",
                r#"{"b":[[{"c":1,"d":2}],null,[{"d":3,"c":4}]]}"#,
                r#"{"b":[[{"d":2,"c":1}],null,[{"d":3,"c":4}]]}"#,
            ),
            (
                "{ ... { c } b ...F a } fragment F on Q { d b }",
                r#"{"a":1,"b":2,"c":3,"d":4}"#,
                r#"{"c":3,"b":2,"d":4,"a":1}"#,
            ),
            // What is asked for twice stands where it was asked for first, with the fields of both.
            (
                "{ b { d } a b { c d } }",
                r#"{"a":1,"b":{"c":1,"d":2}}"#,
                r#"{"b":{"d":2,"c":1},"a":1}"#,
            ),
            // A directive has left out a field, and an object that is a scalar stays as it is.
            (
                "{ c @skip(if: true) b a }",
                r#"{"a":{"z":1,"y":2},"b":2}"#,
                r#"{"b":2,"a":{"z":1,"y":2}}"#,
            ),
            ("{ b a }", "null", "null"),
        ] {
            assert_eq!(put(query, answer), ordered, "{query}");
        }
    }
}
