//! The end of an account, and its receipt.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use super::access::{ResponseCookies, SessionCookie, actor, origin, platform};
use super::error::fault;
use super::fresh::fresh;
use super::needs::{Needs, scope};
use super::scalars::DateTime;
use super::user_error::{UserError, of_deletions};
use crate::features::deletions::{self, Receipt, Requested};
use crate::kernel::secret::{ExposeSecret as _, SecretString};

/// Which account is deleted.
#[derive(InputObject)]
pub struct DeleteAccountInput {
    /// Your username, typed again.
    username: String,
}

/// What is left of an account that was deleted. It names nobody.
#[derive(SimpleObject)]
pub struct DeletionReceipt {
    /// Its id, which is no global one.
    #[graphql(directive = scope::apply(Needs::Public))]
    id: ID,
    /// The code that it is read with, shown this once: keep it.
    #[graphql(directive = scope::apply(Needs::Public))]
    code: Option<String>,
    /// When the account was closed. From then on nobody could sign in.
    #[graphql(directive = scope::apply(Needs::Public))]
    requested_at: DateTime,
    /// When nothing was left, here and at Plaid; null while it is under way.
    #[graphql(directive = scope::apply(Needs::Public))]
    completed_at: Option<DateTime>,
    /// What there was when the account was closed.
    #[graphql(directive = scope::apply(Needs::Public))]
    erased: Vec<ErasedRows>,
    /// How many banks had to be removed at Plaid.
    #[graphql(directive = scope::apply(Needs::Public))]
    banks_removed: u64,
}

/// What a table held of the user.
#[derive(SimpleObject)]
pub struct ErasedRows {
    /// What the rows are.
    #[graphql(directive = scope::apply(Needs::Public))]
    what: String,
    /// How many there were.
    #[graphql(directive = scope::apply(Needs::Public))]
    count: u64,
}

/// The account is closed, and is being deleted.
#[derive(SimpleObject)]
pub struct DeleteAccountPayload {
    /// The receipt as it stands.
    #[graphql(directive = scope::apply(Needs::Session))]
    receipt: Option<DeletionReceipt>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct DeletionQuery;

#[Object]
impl DeletionQuery {
    /// The receipt of this code; null if there is none. Needs no credentials: its owner has no account
    /// any more.
    #[graphql(directive = scope::apply(Needs::Public))]
    async fn deletion_receipt(
        &self,
        ctx: &Context<'_>,
        code: String,
    ) -> async_graphql::Result<Option<DeletionReceipt>> {
        let found = deletions::receipt(platform(ctx), &SecretString::from(code)).await;
        let found = found.map_err(|cause| fault(ctx, &cause))?;
        Ok(found.map(|receipt| shown(receipt, None)))
    }
}

#[derive(Default)]
pub struct DeletionMutation;

#[Object]
impl DeletionMutation {
    /// Deletes your account, for good: every session and key is dead at once, every bank is removed at
    /// Plaid, and everything that is kept of you is erased.
    #[graphql(directive = scope::apply(Needs::Session), directive = fresh::apply(None))]
    async fn delete_account(
        &self,
        ctx: &Context<'_>,
        input: DeleteAccountInput,
    ) -> async_graphql::Result<DeleteAccountPayload> {
        let (platform, actor) = (platform(ctx), actor(ctx)?);
        let asked =
            deletions::delete_account(platform, &actor, &origin(ctx), &input.username).await;
        match asked {
            Ok(Requested { receipt, code }) => {
                if let Some(cookies) = ctx.data_opt::<ResponseCookies>() {
                    cookies.wish(SessionCookie::Clear);
                }
                let receipt = Some(shown(receipt, Some(code.expose_secret().to_owned())));
                Ok(DeleteAccountPayload { receipt, user_errors: Vec::new() })
            }
            Err(told) => {
                let user_errors = vec![of_deletions(ctx, &told)?];
                Ok(DeleteAccountPayload { receipt: None, user_errors })
            }
        }
    }
}

fn shown(receipt: Receipt, code: Option<String>) -> DeletionReceipt {
    let erased = receipt.erased.into_iter();
    DeletionReceipt {
        id: receipt.id.to_string().into(),
        code,
        requested_at: DateTime(receipt.requested_at),
        completed_at: receipt.completed_at.map(DateTime),
        erased: erased.map(|table| ErasedRows { what: table.what, count: table.count }).collect(),
        banks_removed: receipt.banks_removed,
    }
}
