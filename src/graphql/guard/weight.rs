//! Weighs a parsed document: one pass, in which every fragment is looked at once and remembered.
//!
//! Sums saturate, so that a document cannot make them wrap. A field's cost is one, and that of
//! what is below it as often as it may have rows: `first` or `last` (literal or variable) times
//! what is below `nodes` and `edges`. Which fields are lists without pages is told in
//! [`PLAIN_LISTS`]; the schema itself isn't asked.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql::{Name, Value, Variables};

use super::{Limits, Refused, Weighed};
use crate::kernel::page::ROWS_DEFAULT;

/// Lists without pages, and how many rows they are taken to have.
const PLAIN_LISTS: [(&str, u64); 6] = [
    ("accounts", 8),
    ("apiKeys", 20),
    ("balanceHistory", 731),
    ("categories", 130),
    ("items", 5),
    ("sessions", 20),
];

/// Mutations that verify a password or a code: one of them is enough for an operation.
const VERIFYING: [&str; 5] =
    ["changePassword", "confirmPassword", "login", "resetPassword", "signup"];

/// The lists of introspection that contain each other.
const INTROSPECTION_LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// Weighs every operation, whichever of them will run: all of them get validated.
pub(super) fn check(
    document: &ExecutableDocument,
    variables: &Variables,
    limits: &Limits,
) -> Result<Weighed, Refused> {
    let most = limits.fragments_max;
    if document.fragments.len() as u64 > most {
        return Err(Refused::TooMany { what: "fragments", most });
    }
    let mut scale = Scale::new(document, variables, limits);
    let (mut weighed, mut selections) = (Weighed::default(), 0_u64);
    for (_, operation) in document.operations.iter() {
        let weight = scale.operation(&operation.node)?;
        weighed.cost = weighed.cost.max(weight.check(limits)?);
        weighed.introspects |= weight.introspections > 0;
        selections = selections.saturating_add(weight.selections);
    }
    let most = limits.selections_max;
    if selections > most {
        return Err(Refused::TooMany { what: "selections", most });
    }
    // A fragment that nothing uses still gets validated.
    document.fragments.keys().try_for_each(|name| scale.fragment(name).map(|_| ()))?;
    Ok(weighed)
}

/// The work that weighing takes, in selections looked at.
#[cfg(test)]
pub(super) fn steps(document: &ExecutableDocument, variables: &Variables) -> usize {
    let limits = Limits::default();
    let mut scale = Scale::new(document, variables, &limits);
    for (_, operation) in document.operations.iter() {
        scale.operation(&operation.node).expect("the test hands in no cycle");
    }
    scale.steps
}

/// What a selection set, with everything below it, comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Weight {
    depth: u64,
    introspection_lists: u64,
    introspections: u64,
    /// Fields of this level.
    fields: u64,
    /// Fields of this level that verify a password.
    sign_ins: u64,
    aliases: u64,
    directives: u64,
    selections: u64,
    /// The cost of what is there once.
    cost: u64,
    /// The cost of what is there once for each row of the field above: `nodes` and `edges`.
    row_cost: u64,
}

impl Weight {
    fn add(&mut self, other: &Self) {
        self.depth = self.depth.max(other.depth);
        self.introspection_lists = self.introspection_lists.max(other.introspection_lists);
        for (sum, more) in [
            (&mut self.introspections, other.introspections),
            (&mut self.fields, other.fields),
            (&mut self.sign_ins, other.sign_ins),
            (&mut self.aliases, other.aliases),
            (&mut self.directives, other.directives),
            (&mut self.selections, other.selections),
            (&mut self.cost, other.cost),
            (&mut self.row_cost, other.row_cost),
        ] {
            *sum = sum.saturating_add(more);
        }
    }

    /// The cost, where nothing is too much.
    fn check(&self, limits: &Limits) -> Result<u64, Refused> {
        for (what, is, most) in [
            ("fields within fields", self.depth, limits.depth_max),
            ("root fields", self.fields, limits.root_fields_max),
            ("aliases and repeated fields", self.aliases, limits.aliases_max),
            ("directives", self.directives, limits.directives_max),
            ("introspections", self.introspections, limits.introspections_max),
        ] {
            if is > most {
                return Err(Refused::TooMany { what, most });
            }
        }
        if self.sign_ins > 1 {
            return Err(Refused::SignInTwice);
        }
        let cost = self.cost.saturating_add(self.row_cost);
        if cost > limits.cost_max {
            return Err(Refused::TooCostly { cost, most: limits.cost_max });
        }
        Ok(cost)
    }
}

/// Where a fragment is on the way.
enum Known {
    /// It is being weighed: meeting it again is a cycle.
    Open,
    /// It has been weighed.
    Weighed(Weight),
}

struct Scale<'a> {
    document: &'a ExecutableDocument,
    limits: &'a Limits,
    rows_of_variables: HashMap<&'a str, u64>,
    fragments: HashMap<&'a str, Known>,
    /// Selections that were looked at.
    #[cfg(test)]
    steps: usize,
}

impl<'a> Scale<'a> {
    fn new(document: &'a ExecutableDocument, variables: &'a Variables, limits: &'a Limits) -> Self {
        let mut rows_of_variables = HashMap::new();
        for (_, operation) in document.operations.iter() {
            for definition in &operation.node.variable_definitions {
                let name = &definition.node.name.node;
                let default = definition.node.default_value.as_ref().map(|value| &value.node);
                let value = variables.get(name).or(default);
                let rows = value.and_then(as_rows).unwrap_or(u64::from(ROWS_DEFAULT));
                // Two operations may give one name different defaults: the larger one counts.
                let known = rows_of_variables.entry(name.as_str()).or_insert(rows);
                *known = rows.max(*known);
            }
        }
        Self {
            document,
            limits,
            rows_of_variables,
            fragments: HashMap::new(),
            #[cfg(test)]
            steps: 0,
        }
    }

    fn operation(&mut self, operation: &'a OperationDefinition) -> Result<Weight, Refused> {
        let mut weight = self.selection_set(&operation.selection_set.node)?;
        let of_variables = operation.variable_definitions.iter();
        let mut places: Vec<_> =
            of_variables.map(|definition| definition.node.directives.len()).collect();
        places.push(operation.directives.len());
        for directives in places {
            weight.directives = weight.directives.saturating_add(self.at_once(directives)?);
        }
        Ok(weight)
    }

    /// How many directives there are in one place, where these are not too many.
    fn at_once(&self, directives: usize) -> Result<u64, Refused> {
        let (directives, most) = (directives as u64, self.limits.directives_at_once_max);
        if directives > most {
            return Err(Refused::TooMany { what: "directives in one place", most });
        }
        Ok(directives)
    }

    fn selection_set(&mut self, set: &'a SelectionSet) -> Result<Weight, Refused> {
        let mut weight = Weight::default();
        let mut keys = HashSet::new();
        for selection in &set.items {
            #[cfg(test)]
            {
                self.steps += 1;
            }
            let below = match &selection.node {
                Selection::Field(field) => {
                    let repeated = !keys.insert(field.node.response_key().node.as_str());
                    weight.aliases += u64::from(repeated || field.node.alias.is_some());
                    self.field(&field.node)?
                }
                Selection::InlineFragment(fragment) => {
                    self.selection_set(&fragment.node.selection_set.node)?
                }
                Selection::FragmentSpread(spread) => {
                    self.fragment(&spread.node.fragment_name.node)?
                }
            };
            weight.add(&below);
            weight.selections = weight.selections.saturating_add(1);
            let directives = self.at_once(selection.node.directives().len())?;
            weight.directives = weight.directives.saturating_add(directives);
        }
        Ok(weight)
    }

    fn fragment(&mut self, name: &Name) -> Result<Weight, Refused> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            return Ok(Weight::default());
        };
        match self.fragments.get(name.as_str()) {
            Some(Known::Open) => return Err(Refused::FragmentCycle),
            Some(Known::Weighed(weight)) => return Ok(*weight),
            None => {}
        }
        self.fragments.insert(name, Known::Open);
        self.at_once(fragment.node.directives.len())?;
        let weight = self.selection_set(&fragment.node.selection_set.node)?;
        self.fragments.insert(name, Known::Weighed(weight));
        Ok(weight)
    }

    fn field(&mut self, field: &'a Field) -> Result<Weight, Refused> {
        let name = field.name.node.as_str();
        let below = self.selection_set(&field.selection_set.node)?;
        let introspects = matches!(name, "__schema" | "__type");
        if introspects {
            self.check_introspection(&below)?;
        }
        let is_list = INTROSPECTION_LISTS.contains(&name);
        let rows = PLAIN_LISTS.iter().find(|(list, _)| *list == name).map_or(1, |(_, rows)| *rows);
        let cost = below.cost.saturating_add(below.row_cost.saturating_mul(self.rows(field)));
        let cost = cost.saturating_mul(rows).saturating_add(1);
        let is_row = matches!(name, "nodes" | "edges");
        Ok(Weight {
            depth: if introspects { 1 } else { below.depth + 1 },
            introspection_lists: below.introspection_lists + u64::from(is_list),
            introspections: below.introspections.saturating_add(u64::from(introspects)),
            fields: 1,
            sign_ins: u64::from(VERIFYING.contains(&name)),
            aliases: below.aliases,
            directives: below.directives,
            selections: below.selections,
            cost: if is_row { 0 } else { cost },
            row_cost: if is_row { cost } else { 0 },
        })
    }

    fn check_introspection(&self, below: &Weight) -> Result<(), Refused> {
        let most = self.limits.introspection_depth_max;
        if below.depth > most {
            return Err(Refused::TooMany { what: "fields within fields", most });
        }
        let most = self.limits.introspection_lists_max;
        if below.introspection_lists > most {
            return Err(Refused::TooMany { what: "introspection lists within lists", most });
        }
        Ok(())
    }

    /// How many rows of its list a field asks for.
    fn rows(&self, field: &Field) -> u64 {
        let asked = ["first", "last"].into_iter().filter_map(|name| field.get_argument(name));
        let asked = asked.filter_map(|argument| {
            let value = argument.node.clone().into_const_with(|name| {
                self.rows_of_variables.get(name.as_str()).copied().map(Value::from).ok_or(())
            });
            as_rows(&value.ok()?)
        });
        asked.max().unwrap_or(u64::from(ROWS_DEFAULT))
    }
}

/// A text, a negative number or null asks for no number of rows: the resolver will say so.
fn as_rows(value: &Value) -> Option<u64> {
    match value {
        Value::Number(number) => number.as_u64(),
        _ => None,
    }
}
