//! What Relay's connections tell of a page.

use async_graphql::SimpleObject;

use super::needs::{Needs, scope};

/// What lies before and behind a page.
#[derive(SimpleObject, Clone, Debug)]
pub struct PageInfo {
    /// Whether there is a page before this one.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub has_previous_page: bool,
    /// Whether there is a page behind this one.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub has_next_page: bool,
    /// The place of the first row, for `before`.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub start_cursor: Option<String>,
    /// The place of the last row, for `after`.
    #[graphql(directive = scope::apply(Needs::Public))]
    pub end_cursor: Option<String>,
}
