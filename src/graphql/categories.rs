//! Categories: what a transaction was for, and what it can be said to be for.

use async_graphql::{ID, Object};

use super::needs::{Needs, scope};
use crate::features::categories;

pub struct Category(pub categories::Category);

/// What a transaction was for, in Plaid's personal finance taxonomy.
#[Object]
impl Category {
    /// The id, for filters.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub(super) async fn id(&self) -> ID {
        self.0.id().into()
    }

    /// The detailed code, as "FOOD_AND_DRINK_COFFEE".
    #[graphql(directive = scope::apply(Needs::Public))]
    async fn code(&self) -> &str {
        &self.0.detailed
    }

    /// Its name within the group, as "Coffee".
    #[graphql(directive = scope::apply(Needs::Public))]
    async fn name(&self) -> String {
        self.0.name()
    }

    /// The code of the group, as "FOOD_AND_DRINK".
    #[graphql(directive = scope::apply(Needs::Public))]
    async fn group_code(&self) -> &str {
        &self.0.primary
    }

    /// The name of the group, as "Food and drink".
    #[graphql(directive = scope::apply(Needs::Public))]
    async fn group_name(&self) -> String {
        self.0.group_name()
    }
}

/// Reading categories.
#[derive(Default)]
pub struct CategoryQuery;

#[Object]
impl CategoryQuery {
    /// Every category that there is, group by group. Needs no credentials.
    #[graphql(directive = scope::apply(Needs::Public))]
    async fn categories(&self) -> Vec<Category> {
        categories::all().map(Category).collect()
    }
}
