//! How the product is asked: the GraphQL schema, a file per noun.
//!
//! A resolver translates and nothing more: arguments to a use case's input, its answer to types, its
//! errors to `userErrors` (what a user can do wrong) or `errors` (the rest). Rules live in `features`.

mod access;
mod accounts;
mod audit;
mod categories;
mod deletions;
mod error;
mod fresh;
mod items;
mod keys;
mod loaders;
mod needs;
mod node;
mod order;
mod page_info;
mod passwords;
mod scalars;
mod server_info;
mod sessions;
mod sign_in;
mod sync_jobs;
mod transactions;
mod user_error;
mod viewer;

pub mod guard;

use std::sync::Arc;

use async_graphql::{MergedObject, MergedSubscription};

use crate::platform::Platform;

pub use access::{BrowserOrigin, ResponseCookies, SessionCookie, origin};
pub use error::{complete, told};
pub use order::Order;

/// Reading.
#[derive(MergedObject, Default)]
pub struct Query(
    viewer::ViewerQuery,
    sessions::SessionQuery,
    server_info::ServerInfoQuery,
    deletions::DeletionQuery,
    node::NodeQuery,
    accounts::AccountQuery,
    transactions::TransactionQuery,
    categories::CategoryQuery,
    items::ItemQuery,
    sync_jobs::SyncJobQuery,
    audit::AuditQuery,
    keys::KeyQuery,
);

/// Changing.
#[derive(MergedObject, Default)]
pub struct Mutation(
    sign_in::SignInMutation,
    sessions::SessionMutation,
    passwords::PasswordMutation,
    viewer::ViewerMutation,
    deletions::DeletionMutation,
    items::ItemMutation,
    transactions::TransactionMutation,
    keys::KeyMutation,
);

/// Following.
#[derive(MergedSubscription, Default)]
pub struct Subscription(sync_jobs::SyncJobSubscription);

/// The schema of this server.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// The schema over a platform.
pub fn schema(platform: Arc<Platform>) -> Schema {
    let loader = loaders::loader(platform.clone());
    builder().data(platform).data(loader).finish()
}

/// The schema in its definition language, which needs no platform.
pub fn sdl() -> String {
    builder().finish().sdl()
}

fn builder() -> async_graphql::SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .disable_suggestions()
        .register_output_type::<node::Node>()
}
