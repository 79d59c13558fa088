//! What an answer told of, counted: rows by the scope that a key needed for them.
//!
//! A row is an object with a global id, or a balance: what a person would count. The answer is walked
//! beside the document that it answers, list by list, so the count is what was told and not what was
//! asked for.

use std::collections::BTreeMap;

use async_graphql::Value;
use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};

use super::declared::{Declared, Need};
use crate::kernel::scope::Scope;

/// Objects without a global id that are rows all the same.
const ROWS: [&str; 2] = ["AccountBalance", "BalanceOnDay"];

/// How many rows of each scope an answer has.
pub fn rows_told(
    declared: &Declared,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    answer: &Value,
) -> BTreeMap<Scope, u64> {
    let mut count = Count { declared, document, rows: BTreeMap::new() };
    // Null as a whole: nothing was told, not even that there is nothing.
    if let (Some(root), Value::Object(_)) = (declared.root(operation.ty), answer) {
        count.selection_set(root, &operation.selection_set.node, &[answer]);
    }
    count.rows
}

struct Count<'a> {
    declared: &'a Declared,
    document: &'a ExecutableDocument,
    rows: BTreeMap<Scope, u64>,
}

impl Count<'_> {
    /// A selection set of all these objects at once.
    fn selection_set(&mut self, parent: &str, set: &SelectionSet, objects: &[&Value]) {
        if objects.is_empty() {
            return;
        }
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(parent, &field.node, objects),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let parent = condition.map_or(parent, |on| on.node.on.node.as_str());
                    self.selection_set(parent, &fragment.node.selection_set.node, objects);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    let Some(fragment) = self.document.fragments.get(name) else { continue };
                    let parent = fragment.node.type_condition.node.on.node.as_str();
                    self.selection_set(parent, &fragment.node.selection_set.node, objects);
                }
            }
        }
    }

    fn field(&mut self, parent: &str, field: &Field, objects: &[&Value]) {
        let declared = self.declared;
        let Some(rule) = declared.rule(parent, field.name.node.as_str()) else { return };
        let mut below = Vec::new();
        for object in objects {
            if let Value::Object(object) = object
                && let Some(value) = object.get(field.response_key().node.as_str())
            {
                gather(value, &mut below);
            }
        }
        if let Need::Scope(scope) = rule.need
            && (declared.is_node(&rule.leads_to) || ROWS.contains(&rule.leads_to.as_str()))
        {
            *self.rows.entry(scope).or_default() += below.len() as u64;
        }
        self.selection_set(&rule.leads_to, &field.selection_set.node, &below);
    }
}

/// The objects of a value, out of the lists around them.
fn gather<'v>(value: &'v Value, objects: &mut Vec<&'v Value>) {
    match value {
        Value::Object(_) => objects.push(value),
        Value::List(values) => values.iter().for_each(|value| gather(value, objects)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    #[test]
    fn rows_are_counted_where_they_are_told() {
        let declared = Declared::read(&crate::graphql::sdl()).unwrap();
        let source = "{ a: accounts { id balance { asOf } ...H item { id } }
                        transactions { nodes { id account { id } } edges { node { id } } } }
            fragment H on Account { balanceHistory { date } }";
        let document = parse_query(source).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let account = json!({ "id": "acc", "balance": { "asOf": "" },
            "balanceHistory": [{ "date": "" }, { "date": "" }], "item": { "id": "item" } });
        let row = json!({ "id": "txn", "account": { "id": "acc" } });
        let answer = json!({ "a": [account, account], "transactions": {
            "nodes": [row, row, row], "edges": [{ "node": { "id": "txn" } }] } });
        let answer = Value::from_json(answer).unwrap();
        let told = rows_told(&declared, &document, &operation.node, &answer);
        let expected = [
            (Scope::AccountsRead, 2 + 2 + 3),
            (Scope::BalancesRead, 2 + 4),
            (Scope::TransactionsRead, 3 + 1),
        ];
        assert_eq!(told, BTreeMap::from(expected));
        let nothing = rows_told(&declared, &document, &operation.node, &Value::Null);
        assert_eq!(nothing, BTreeMap::new());
    }
}
