//! Items: linking a bank, watching how it fares, syncing and removing it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::access::{actor, origin, platform};
use super::accounts::Account;
use super::error::fault;
use super::fresh::fresh;
use super::loaders::{AccountsOfItem, LatestSync, RowLoader};
use super::needs::{Needs, scope};
use super::scalars::DateTime;
use super::sign_in::TokenDelivery;
use super::sync_jobs::SyncJob;
use super::user_error::{UserError, of_items, of_syncs};
use crate::features::items::{self, ExchangeInput, ItemError, LinkTokenInput};
use crate::features::sync::{self, SyncRefusal};
use crate::kernel::ids::ItemId;
use crate::kernel::secret::{ExposeSecret as _, SecretString};

/// How a bank connection fares.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "items::ItemStatus")]
pub enum ItemStatus {
    /// Linked, and nothing has arrived yet.
    AwaitingFirstData,
    /// The ledger follows the bank.
    Healthy,
    /// No error, and silent for longer than usual.
    Stale,
    /// The bank wants its customer to log in again: a link token with `itemId` mends it.
    LoginRequired,
    /// The consent ends within days: a link token with `itemId` renews it.
    Expiring,
    /// The consent was withdrawn, or the connection was removed.
    Revoked,
    /// Plaid reports an error; the reason says which.
    Error,
}

/// Products of Plaid that a link can ask for.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaidProduct {
    /// Transactions of two years, and what happens from now on.
    Transactions,
    /// Account and routing numbers.
    Auth,
    /// What the bank knows of the account's holder.
    Identity,
    /// Holdings and trades.
    Investments,
    /// Loans and cards in detail.
    Liabilities,
}

impl PlaidProduct {
    const fn word(self) -> &'static str {
        match self {
            Self::Transactions => "transactions",
            Self::Auth => "auth",
            Self::Identity => "identity",
            Self::Investments => "investments",
            Self::Liabilities => "liabilities",
        }
    }
}

/// A bank.
#[derive(SimpleObject)]
pub struct Institution {
    /// Plaid's id of it, as "ins_109508"; null until the first sync has asked.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    plaid_institution_id: Option<String>,
    /// Its name.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    name: String,
}

#[derive(Clone)]
pub struct Item(pub items::Item);

impl Item {
    fn shown(&self, ctx: &Context<'_>) -> items::Shown {
        let platform = platform(ctx);
        items::shown(&self.0, platform.clock.now(), platform.config.sync_every)
    }
}

/// A connection to a bank.
#[Object]
impl Item {
    /// The global id.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The bank.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn institution(&self) -> Option<Institution> {
        Some(Institution {
            plaid_institution_id: self.0.institution_id.clone(),
            name: self.0.institution_name.clone()?,
        })
    }

    /// How it fares.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn status(&self, ctx: &Context<'_>) -> ItemStatus {
        self.shown(ctx).status.into()
    }

    /// Why, in a plain sentence; null when all is well.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn status_reason(&self, ctx: &Context<'_>) -> Option<String> {
        self.shown(ctx).reason
    }

    /// Its accounts, in the order in which they came.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn accounts(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Account>> {
        let loader = ctx.data_unchecked::<RowLoader>();
        let key = AccountsOfItem(actor(ctx)?.sight(), self.0.id);
        let found = DataLoader::load_one(loader, key).await.map_err(|cause| fault(ctx, &cause))?;
        Ok(found.unwrap_or_default().into_iter().map(Account).collect())
    }

    /// When the ledger last equalled what Plaid has.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn last_synced_at(&self) -> Option<DateTime> {
        self.0.last_synced_at.map(DateTime)
    }

    /// When it is synced next, as far as is known: when the sync that waits goes on, or by the schedule.
    /// Null while one is under way, and for a connection that has ended.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn next_sync_at(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<DateTime>> {
        let loader = ctx.data_unchecked::<RowLoader>();
        let key = LatestSync(self.0.user_id, self.0.id);
        let latest = DataLoader::load_one(loader, key).await.map_err(|cause| fault(ctx, &cause))?;
        let every = platform(ctx).config.sync_every;
        Ok(sync::next_sync_at(&self.0, latest.as_ref(), every).map(DateTime))
    }

    /// When Plaid last read the bank without an error, as of the last sync.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn bank_read_at(&self) -> Option<DateTime> {
        self.0.bank_read_at.map(DateTime)
    }

    /// When the bank ends the connection unless it is renewed, as far as is known.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.ends_at.map(DateTime)
    }

    /// Whether the bank has accounts that were never offered: a link token with `itemId` and
    /// `accountSelection` offers them.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn new_accounts_available(&self) -> bool {
        self.0.new_accounts_at.is_some()
    }

    /// An older connection of yours to the same bank that has an account of the same kind and number,
    /// if there is one: its money is counted twice.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn duplicate_of(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Item>> {
        let twin = items::twin_of(platform(ctx), actor(ctx)?.sight(), &self.0).await;
        Ok(twin.map_err(|cause| fault(ctx, &cause))?.map(Item))
    }

    /// The newest sync, open or ended.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    async fn latest_sync_job(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<SyncJob>> {
        let loader = ctx.data_unchecked::<RowLoader>();
        let key = LatestSync(self.0.user_id, self.0.id);
        let found = DataLoader::load_one(loader, key).await.map_err(|cause| fault(ctx, &cause))?;
        Ok(found.map(SyncJob))
    }

    /// When it was linked.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Plaid's own id of the item, to match it with Plaid's records.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn plaid_item_id(&self) -> &str {
        &self.0.plaid_item_id
    }
}

/// What a link token is for.
#[derive(InputObject, Default)]
pub struct CreateLinkTokenInput {
    /// The connection to mend (Plaid's update mode); left out for a new bank.
    item_id: Option<ID>,
    /// Update mode: whether to choose accounts again.
    #[graphql(default_with = "Some(false)")]
    account_selection: Option<bool>,
    /// Whether a token of before may be given again: one that was asked for alike, that Link has not
    /// ended with, and that is good for another quarter of an hour.
    #[graphql(default_with = "Some(true)")]
    use_cache: Option<bool>,
    /// Products instead of the server's own choice, one to ten.
    products: Option<Vec<PlaidProduct>>,
    /// Whether a page hosted by Plaid is wanted, for a phone or a terminal.
    #[graphql(default_with = "Some(false)")]
    hosted: Option<bool>,
}

/// A token to open Plaid Link with.
#[derive(SimpleObject, Default)]
pub struct CreateLinkTokenPayload {
    /// The token, for Plaid Link in the browser.
    #[graphql(directive = scope::apply(Needs::Session))]
    link_token: Option<String>,
    /// When it runs out: 4 hours for a new bank, 30 minutes in update mode.
    #[graphql(directive = scope::apply(Needs::Session))]
    expires_at: Option<DateTime>,
    /// Plaid's id of the call.
    #[graphql(directive = scope::apply(Needs::Session))]
    request_id: Option<String>,
    /// The page hosted by Plaid, when one was asked for.
    #[graphql(directive = scope::apply(Needs::Session))]
    hosted_link_url: Option<String>,
    /// Where the script of Plaid Link lies that a web page opens the token with.
    #[graphql(directive = scope::apply(Needs::Session))]
    link_script_url: Option<String>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

/// What Plaid Link gave to the browser.
#[derive(InputObject)]
pub struct ExchangePublicTokenInput {
    /// The public token: for one use within 30 minutes.
    public_token: String,
    /// Plaid's ids of the accounts to keep; left out for all of them. An empty list is refused, and
    /// nothing is exchanged.
    account_ids: Option<Vec<String>>,
    /// Plaid's id of the bank as Link gave it. If a connection to this bank is there already, nothing
    /// is exchanged, and the answer is `DUPLICATE_ITEM` with `duplicateOf`.
    institution_id: Option<String>,
    /// The bank's name as Link gave it, shown until Plaid has been asked.
    institution_name: Option<String>,
    /// A key of yours, 1 to 255 characters: the same key with the same input gives the same item
    /// again, however often it is sent.
    idempotency_key: Option<String>,
    /// Whether the bank is wanted although a connection to it is there already: two people of one
    /// household have a login each.
    #[graphql(default_with = "Some(false)")]
    allow_duplicate: Option<bool>,
}

/// A linked bank, and its first sync.
#[derive(SimpleObject, Default)]
pub struct ExchangePublicTokenPayload {
    /// The new connection.
    #[graphql(directive = scope::apply(Needs::Session))]
    item: Option<Item>,
    /// Its first sync: follow it with the subscription `syncJob`.
    #[graphql(directive = scope::apply(Needs::Session))]
    sync_job: Option<SyncJob>,
    /// For `DUPLICATE_ITEM`: the connection that is there already.
    #[graphql(directive = scope::apply(Needs::Session))]
    duplicate_of: Option<Item>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

/// Which connection to sync.
#[derive(InputObject)]
pub struct SyncItemInput {
    /// The connection.
    item_id: ID,
    /// Whether Plaid is to ask the bank first, rather than give what it has: at most once in five
    /// minutes.
    #[graphql(default_with = "Some(false)")]
    refresh_at_bank: Option<bool>,
}

/// The sync that was asked for.
#[derive(SimpleObject, Default)]
pub struct SyncItemPayload {
    /// The sync, or the one under way that the wish has joined.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    sync_job: Option<SyncJob>,
    /// For `SYNC_NOT_ALLOWED`: when the sync can be asked for again, if time is all that it takes.
    #[graphql(directive = scope::apply(Needs::SyncRead))]
    allowed_at: Option<DateTime>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Public))]
    user_errors: Vec<UserError>,
}

/// Which connection to remove.
#[derive(InputObject)]
pub struct RemoveItemInput {
    /// The connection.
    item_id: ID,
}

/// A removed connection.
#[derive(SimpleObject, Default)]
pub struct RemoveItemPayload {
    /// The connection as it was; its accounts and transactions are gone.
    #[graphql(directive = scope::apply(Needs::Session))]
    item: Option<Item>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct ItemQuery;

#[Object]
impl ItemQuery {
    /// Your connections, oldest first.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn items(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Item>> {
        let sight = actor(ctx)?.sight();
        let found = items::list(&platform(ctx).db.of(sight.owner), sight).await;
        let found = found.map_err(|cause| fault(ctx, &cause))?;
        Ok(found.into_iter().map(Item).collect())
    }
}

#[derive(Default)]
pub struct ItemMutation;

#[Object]
impl ItemMutation {
    /// Asks Plaid for a token to open Plaid Link with, for a new bank or to mend a connection.
    #[graphql(directive = scope::apply(Needs::Session),
        directive = fresh::apply(Some(TokenDelivery::Cookie)))]
    async fn create_link_token(
        &self,
        ctx: &Context<'_>,
        input: Option<CreateLinkTokenInput>,
    ) -> async_graphql::Result<CreateLinkTokenPayload> {
        let actor = actor(ctx)?;
        let input = input.unwrap_or_default();
        let Ok(item) = input.item_id.as_ref().map(|id| ItemId::parse(id)).transpose() else {
            let user_errors = vec![of_items(ctx, &ItemError::NotFound)?];
            return Ok(CreateLinkTokenPayload { user_errors, ..Default::default() });
        };
        let words =
            |list: Vec<PlaidProduct>| list.into_iter().map(|p| p.word().to_owned()).collect();
        let wanted = LinkTokenInput {
            item,
            account_selection: input.account_selection.unwrap_or_default(),
            products: input.products.map(words),
            use_cache: input.use_cache.unwrap_or(true),
            hosted: input.hosted.unwrap_or_default(),
        };
        Ok(match items::create_link_token(platform(ctx), &actor, wanted).await {
            Ok(made) => CreateLinkTokenPayload {
                link_token: Some(made.token.expose_secret().to_owned()),
                expires_at: Some(DateTime(made.expires_at)),
                request_id: Some(made.request_id),
                hosted_link_url: made.hosted_link_url,
                link_script_url: Some(platform(ctx).config.link.script_url.to_string()),
                user_errors: Vec::new(),
            },
            Err(told) => CreateLinkTokenPayload {
                user_errors: vec![of_items(ctx, &told)?],
                ..Default::default()
            },
        })
    }

    /// Turns the public token that Plaid Link gave into a connection, and starts its first sync.
    #[graphql(directive = scope::apply(Needs::Session),
        directive = fresh::apply(Some(TokenDelivery::Cookie)))]
    async fn exchange_public_token(
        &self,
        ctx: &Context<'_>,
        input: ExchangePublicTokenInput,
    ) -> async_graphql::Result<ExchangePublicTokenPayload> {
        let (platform, actor) = (platform(ctx), actor(ctx)?);
        let given = ExchangeInput {
            public_token: SecretString::from(input.public_token),
            account_ids: input.account_ids,
            institution_id: input.institution_id,
            institution_name: input.institution_name,
            idempotency_key: input.idempotency_key,
            allow_duplicate: input.allow_duplicate.unwrap_or_default(),
        };
        match items::exchange_public_token(platform.clone(), actor, origin(ctx), given).await {
            Ok(linked) => {
                let job = sync::by_id(platform, &actor, linked.job).await;
                let job = job.map_err(|cause| fault(ctx, &cause))?;
                Ok(ExchangePublicTokenPayload {
                    item: Some(Item(linked.item)),
                    sync_job: job.map(SyncJob),
                    ..Default::default()
                })
            }
            Err(told) => {
                let user_errors = vec![of_items(ctx, &told)?];
                let duplicate_of = match told {
                    ItemError::DuplicateItem(item) => Some(Item(*item)),
                    _ => None,
                };
                Ok(ExchangePublicTokenPayload { duplicate_of, user_errors, ..Default::default() })
            }
        }
    }

    /// Asks for a sync: what Plaid has is fetched. While one is under way, the wish joins it. Six may be
    /// started in a minute.
    #[graphql(directive = scope::apply(Needs::SyncWrite))]
    async fn sync_item(
        &self,
        ctx: &Context<'_>,
        input: SyncItemInput,
    ) -> async_graphql::Result<SyncItemPayload> {
        let actor = actor(ctx)?;
        let asked = match ItemId::parse(&input.item_id) {
            Ok(id) if input.refresh_at_bank.unwrap_or_default() => {
                sync::refresh(platform(ctx), &actor, id).await
            }
            Ok(id) => sync::request(platform(ctx), &actor, id).await,
            Err(_) => Err(SyncRefusal::NotFound),
        };
        Ok(match asked {
            Ok(job) => SyncItemPayload { sync_job: Some(SyncJob(job)), ..Default::default() },
            Err(refusal) => {
                let allowed_at = match refusal {
                    SyncRefusal::TooSoon { free_at } => Some(DateTime(free_at)),
                    _ => None,
                };
                let user_errors = vec![of_syncs(ctx, &refusal)?];
                SyncItemPayload { allowed_at, user_errors, ..Default::default() }
            }
        })
    }

    /// Removes a connection. Its accounts and transactions are gone at once; Plaid is told, and keeps
    /// being told until it has confirmed. Your own words on the transactions are kept for 400 days, and
    /// come back when you link the bank again.
    #[graphql(directive = scope::apply(Needs::Session),
        directive = fresh::apply(Some(TokenDelivery::Cookie)))]
    async fn remove_item(
        &self,
        ctx: &Context<'_>,
        input: RemoveItemInput,
    ) -> async_graphql::Result<RemoveItemPayload> {
        let actor = actor(ctx)?;
        let removed = match ItemId::parse(&input.item_id) {
            Ok(id) => items::remove(platform(ctx), &actor, &origin(ctx), id).await,
            Err(_) => Err(ItemError::NotFound),
        };
        Ok(match removed {
            Ok(item) => RemoveItemPayload { item: Some(Item(item)), user_errors: Vec::new() },
            Err(told) => RemoveItemPayload { item: None, user_errors: vec![of_items(ctx, &told)?] },
        })
    }
}
