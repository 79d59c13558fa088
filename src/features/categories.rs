//! Categories: what a transaction was for, in Plaid's personal finance taxonomy.
//!
//! A category is its detailed code (`FOOD_AND_DRINK_COFFEE`); its group is the primary code that the
//! detailed one begins with. Names are made from the codes, so that a code which Plaid adds tomorrow
//! is shown as well as the ones of today. Source: Plaid's documentation of
//! `personal_finance_category`.

use std::collections::{BTreeMap, BTreeSet};

use plaid::TaxonomyVersion;

/// What a transaction was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The primary code.
    pub primary: String,
    /// The detailed code.
    pub detailed: String,
}

/// What a printed category id begins with.
const ID_PREFIX: &str = "cat_";

/// The longest code that is taken for one.
const CODE_BYTES_MAX: usize = 128;

impl Category {
    /// The global id.
    pub fn id(&self) -> String {
        format!("{ID_PREFIX}{}", self.detailed)
    }

    /// The name of the group, as "Food and drink".
    pub fn group_name(&self) -> String {
        words(&self.primary)
    }

    /// The name within the group, as "Coffee".
    pub fn name(&self) -> String {
        let own = self.detailed.strip_prefix(&self.primary).unwrap_or(&self.detailed);
        words(own.trim_start_matches('_'))
    }
}

/// The category of a detailed code, where Plaid's taxonomy has one.
pub fn by_code(code: &str) -> Option<Category> {
    let versions = [TaxonomyVersion::V1, TaxonomyVersion::V2];
    let group = versions.into_iter().find_map(|version| {
        plaid::primary_categories(version)
            .find(|group| group.detailed(version).any(|detailed| detailed.code == code))
    })?;
    Some(Category { primary: group.code.to_owned(), detailed: code.to_owned() })
}

/// Every category of either version of Plaid's taxonomy, group by group.
pub fn all() -> impl Iterator<Item = Category> {
    let versions = [TaxonomyVersion::V1, TaxonomyVersion::V2];
    let groups: BTreeMap<&str, BTreeSet<&str>> = versions
        .into_iter()
        .flat_map(|version| {
            plaid::primary_categories(version).flat_map(move |group| {
                group.detailed(version).map(move |detailed| (group.code, detailed.code))
            })
        })
        .fold(BTreeMap::new(), |mut groups, (group, code)| {
            groups.entry(group).or_insert_with(BTreeSet::new).insert(code);
            groups
        });
    groups.into_iter().flat_map(|(group, codes)| {
        codes
            .into_iter()
            .map(move |code| Category { primary: group.to_owned(), detailed: code.to_owned() })
    })
}

/// The detailed code that a global id stands for.
pub fn parse_id(id: &str) -> Option<&str> {
    let code = id.strip_prefix(ID_PREFIX)?;
    let plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    ((1..=CODE_BYTES_MAX).contains(&code.len()) && code.bytes().all(plain)).then_some(code)
}

fn words(code: &str) -> String {
    let text = code.to_lowercase().replace('_', " ");
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_the_codes() {
        let category =
            Category { primary: "FOOD_AND_DRINK".into(), detailed: "FOOD_AND_DRINK_COFFEE".into() };
        assert_eq!(category.group_name(), "Food and drink");
        assert_eq!(category.name(), "Coffee");
        assert_eq!(parse_id(&category.id()), Some("FOOD_AND_DRINK_COFFEE"));
    }

    #[test]
    fn a_code_is_found_with_its_group_in_either_version() {
        for (code, group) in [
            ("FOOD_AND_DRINK_COFFEE", Some("FOOD_AND_DRINK")),
            ("INCOME_WAGES", Some("INCOME")),
            ("INCOME_SALARY", Some("INCOME")),
            ("FOOD_AND_DRINK", None),
            ("NONSENSE", None),
        ] {
            assert_eq!(by_code(code).map(|found| found.primary).as_deref(), group, "{code}");
        }
    }

    #[test]
    fn every_category_is_told_once_and_found_by_its_code() {
        let told: Vec<_> = all().collect();
        assert!(told.len() > 100, "{} categories", told.len());
        let codes: BTreeSet<_> = told.iter().map(|category| &category.detailed).collect();
        assert_eq!(codes.len(), told.len());
        for category in &told {
            assert_eq!(by_code(&category.detailed).as_ref(), Some(category));
        }
    }

    #[test]
    fn another_text_is_no_category() {
        for text in ["", "cat_", "cat_food", "txn_X", "cat_A'; --"] {
            assert_eq!(parse_id(text), None, "{text}");
        }
    }
}
