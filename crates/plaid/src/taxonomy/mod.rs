//! The [personal finance categories](https://plaid.com/documents/pfc-taxonomy-all.csv) in both of
//! their versions, as data: what a program shows where Plaid says only a code.
//!
//! Plaid adds codes without notice: one that isn't here is not wrong. Which old category of
//! `/categories/get` fits to which of these is left out, since no table of that is exact.

mod money;
mod spending;

/// A version of the taxonomy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaxonomyVersion {
    /// The older one: teams that Plaid enabled before December 2025 get it where they ask for none.
    V1,
    /// The newer one, and the only one for later teams.
    V2,
}

impl TaxonomyVersion {
    /// Plaid's word, for requests.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2 => "v2",
        }
    }
}

/// A group of categories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrimaryCategory {
    /// Plaid's code, for example `FOOD_AND_DRINK`.
    pub code: &'static str,
    /// What to call it.
    pub name: &'static str,
    /// What belongs to it.
    pub description: &'static str,
    /// Its categories, of both versions.
    detailed: &'static [DetailedCategory],
}

impl PrimaryCategory {
    /// Its categories in a version; none where that version hasn't got the group.
    pub fn detailed(
        &self,
        version: TaxonomyVersion,
    ) -> impl Iterator<Item = &'static DetailedCategory> + use<> {
        self.detailed.iter().filter(move |category| category.is_in(version))
    }
}

/// A category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DetailedCategory {
    /// Plaid's code, for example `FOOD_AND_DRINK_COFFEE`. It begins with that of its group.
    pub code: &'static str,
    /// What to call it.
    pub name: &'static str,
    /// What belongs to it.
    pub description: &'static str,
    /// The only version that has it; none: both have.
    only: Option<TaxonomyVersion>,
}

impl DetailedCategory {
    /// Whether a version has it.
    pub fn is_in(&self, version: TaxonomyVersion) -> bool {
        self.only.is_none_or(|only| only == version)
    }
}

/// The groups of a version.
pub fn primary_categories(
    version: TaxonomyVersion,
) -> impl Iterator<Item = &'static PrimaryCategory> {
    all().filter(move |group| group.detailed(version).next().is_some())
}

/// The group of that code, in any version.
pub fn primary_category(code: &str) -> Option<&'static PrimaryCategory> {
    all().find(|group| group.code == code)
}

/// The category of that code, in any version.
pub fn detailed_category(code: &str) -> Option<&'static DetailedCategory> {
    all().flat_map(|group| group.detailed).find(|category| category.code == code)
}

fn all() -> impl Iterator<Item = &'static PrimaryCategory> {
    money::MONEY.iter().chain(spending::SPENDING)
}

const fn both(
    code: &'static str,
    name: &'static str,
    description: &'static str,
) -> DetailedCategory {
    DetailedCategory { code, name, description, only: None }
}

const fn only_v1(
    code: &'static str,
    name: &'static str,
    description: &'static str,
) -> DetailedCategory {
    DetailedCategory { code, name, description, only: Some(TaxonomyVersion::V1) }
}

const fn only_v2(
    code: &'static str,
    name: &'static str,
    description: &'static str,
) -> DetailedCategory {
    DetailedCategory { code, name, description, only: Some(TaxonomyVersion::V2) }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn codes(version: TaxonomyVersion) -> Vec<&'static str> {
        let groups = primary_categories(version);
        groups.flat_map(|group| group.detailed(version)).map(|category| category.code).collect()
    }

    #[test]
    fn each_version_has_as_many_categories_as_plaid_documents() {
        assert_eq!(primary_categories(TaxonomyVersion::V1).count(), 16);
        assert_eq!(codes(TaxonomyVersion::V1).len(), 104);
        assert_eq!(primary_categories(TaxonomyVersion::V2).count(), 18);
        assert_eq!(codes(TaxonomyVersion::V2).len(), 127);
    }

    #[test]
    fn no_code_is_there_twice_and_each_begins_with_its_group() {
        let mut seen = HashSet::new();
        for group in all() {
            assert!(seen.insert(group.code), "{}", group.code);
            for category in group.detailed {
                let rest = category.code.strip_prefix(group.code);
                assert!(rest.is_some_and(|rest| rest.starts_with('_')), "{}", category.code);
                assert!(seen.insert(category.code), "{}", category.code);
            }
        }
    }

    #[test]
    fn a_code_is_found_whatever_version_it_is_of() {
        let found = |code| detailed_category(code).map(|category| category.name);
        assert_eq!(found("FOOD_AND_DRINK_COFFEE"), Some("Coffee"));
        assert_eq!(found("INCOME_WAGES"), Some("Wages"));
        assert_eq!(found("INCOME_SALARY"), Some("Salary"));
        assert_eq!(found("OTHER_NEW"), None);
        assert_eq!(primary_category("OTHER").map(|group| group.name), Some("Other"));
        assert_eq!(primary_category("NEW"), None);
    }

    #[test]
    fn every_category_has_a_name_and_a_description() {
        for group in all() {
            for category in group.detailed {
                assert!(!category.name.is_empty() && !category.description.is_empty());
            }
            assert!(!group.name.is_empty() && !group.description.is_empty());
        }
    }
}
