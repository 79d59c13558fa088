//! Relay's `Node`: every object that has a global id can be asked for by it.
//!
//! The id's prefix says the kind. An id of another owner's object, of no object, and a text that is
//! no id at all have one answer: nothing. So has an id of a kind that an API key has no scope for.

use async_graphql::{Context, ID, Interface, Object};

use super::access::{actor, platform};
use super::accounts::Account;
use super::error::fault;
use super::items::Item;
use super::keys::ApiKey;
use super::needs::{Needs, scope};
use super::sessions::Session;
use super::sync_jobs::SyncJob;
use super::transactions::Transaction;
use super::viewer::User;
use crate::features::{accounts, identity, items, keys, sync, transactions};
use crate::kernel::ids::{AccountId, ApiKeyId, ItemId, JobId, SessionId, TransactionId, UserId};
use crate::kernel::scope::Scope;

/// An object with a global id.
#[derive(Interface)]
#[expect(clippy::large_enum_variant, reason = "one at a time, and moved once")]
#[graphql(field(
    name = "id",
    ty = "ID",
    desc = "The global id.",
    directive = scope::apply(Needs::Public)
))]
pub enum Node {
    /// A person with an account on this server.
    User(User),
    /// A connection to a bank.
    Item(Item),
    /// A bank account.
    Account(Account),
    /// A row of the ledger.
    Transaction(Transaction),
    /// A sync.
    SyncJob(SyncJob),
    /// A key that you gave to a program.
    ApiKey(ApiKey),
    /// A place where you are signed in.
    Session(Session),
}

#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The object of this global id, if it is yours.
    #[graphql(directive = scope::apply(Needs::Public))]
    async fn node(&self, ctx: &Context<'_>, id: ID) -> async_graphql::Result<Option<Node>> {
        let (platform, actor) = (platform(ctx), actor(ctx)?);
        let failed = |cause| fault(ctx, &cause);
        if let Ok(id) = UserId::parse(&id) {
            if id != actor.user {
                return Ok(None);
            }
            let user = identity::viewer(platform, &actor).await.map_err(failed)?;
            return Ok(Some(Node::User(User(user))));
        }
        if let Ok(id) = ItemId::parse(&id)
            && actor.may(Scope::AccountsRead)
        {
            let found = items::in_sight(&platform.db.of(actor.user), actor.sight(), id)
                .await
                .map_err(failed)?;
            return Ok(found.map(|item| Node::Item(Item(item))));
        }
        if let Ok(id) = AccountId::parse(&id)
            && actor.may(Scope::AccountsRead)
        {
            let found = accounts::by_ids(platform, actor.sight(), &[id]).await.map_err(failed)?;
            return Ok(found.into_iter().next().map(|account| Node::Account(Account(account))));
        }
        if let Ok(id) = TransactionId::parse(&id)
            && actor.may(Scope::TransactionsRead)
        {
            let found =
                transactions::by_ids(platform, actor.sight(), &[id]).await.map_err(failed)?;
            return Ok(found.into_iter().next().map(|row| Node::Transaction(Transaction(row))));
        }
        if let Ok(id) = JobId::parse(&id)
            && actor.may(Scope::SyncRead)
        {
            let found = sync::by_id(platform, &actor, id).await.map_err(failed)?;
            return Ok(found.map(|job| Node::SyncJob(SyncJob(job))));
        }
        if let Ok(id) = ApiKeyId::parse(&id)
            && actor.session().is_some()
        {
            let found = keys::by_id(platform, &actor, id).await.map_err(failed)?;
            return Ok(found.map(|key| Node::ApiKey(ApiKey(key))));
        }
        if let Ok(id) = SessionId::parse(&id)
            && actor.session().is_some()
        {
            let found = identity::session_by_id(platform, &actor, id).await.map_err(failed)?;
            return Ok(found.map(|session| Node::Session(Session(session))));
        }
        Ok(None)
    }
}
