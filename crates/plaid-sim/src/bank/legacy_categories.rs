//! Plaid's retired categories: a number, a group, and a path of one to three names.
//!
//! They lie in `legacy_categories.txt`, one a line with tabs between, because they are facts and
//! not program. Which of them a row has is the row's affair.

use crate::json::{Json, list, object};

/// All of them, as Plaid lists them.
pub fn json() -> Json {
    Json::List(include_str!("legacy_categories.txt").lines().map(category).collect())
}

fn category(line: &str) -> Json {
    let mut parts = line.split('\t');
    let mut part = || parts.next().expect("every line has a number and a group");
    let (number, group) = (part(), part());
    object([("category_id", number.into()), ("group", group.into()), ("hierarchy", list(parts))])
}
