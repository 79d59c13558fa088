//! API keys: making them, ending them, and what they have read.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::access::{actor, origin, platform};
use super::accounts::Account;
use super::error::fault;
use super::fresh::fresh;
use super::needs::{Needs, scope};
use super::page_info::{self, PageInfo, read_forward};
use super::scalars::{Date, DateTime};
use super::user_error::{UserError, of_keys};
use crate::features::keys::{self, KeyError, KeyRead, NewKey, ReadCursor};
use crate::kernel::ids::{AccountId, ApiKeyId};
use crate::kernel::page::Page;

/// What the cursors of the ledger begin with.
const LIST: &str = "read";
use crate::kernel::scope::Scope;
use crate::kernel::secret::ExposeSecret as _;

/// What an API key may do.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Scope")]
pub enum ApiKeyScope {
    /// See accounts and the banks that they are at.
    AccountsRead,
    /// See what is on accounts, today and day by day.
    BalancesRead,
    /// See transactions.
    TransactionsRead,
    /// Change your own words on transactions.
    TransactionsWrite,
    /// See who you are, and the numbers of your accounts.
    IdentityRead,
    /// See budgets.
    BudgetsRead,
    /// Change budgets.
    BudgetsWrite,
    /// See syncs, and how connections fare.
    SyncRead,
    /// Ask for syncs.
    SyncWrite,
}

pub struct ApiKey(pub keys::ApiKey);

/// A key that you gave to a program. It does what its scopes say, and never touches passwords, keys or
/// links.
#[Object]
impl ApiKey {
    /// The global id.
    #[graphql(directive = scope::apply(Needs::Session))]
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What you call it.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The first characters of its token behind `florin_key_`, by which to know it again.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn hint(&self) -> &str {
        &self.0.hint
    }

    /// What it may do.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn scopes(&self) -> Vec<ApiKeyScope> {
        keys::scopes_of(&self.0).iter().map(ApiKeyScope::from).collect()
    }

    /// The only accounts that it sees; null where it sees all, those that come later included.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn accounts(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Vec<Account>>> {
        let found = keys::accounts_of(platform(ctx), &self.0).await;
        let found = found.map_err(|cause| fault(ctx, &cause))?;
        Ok(found.map(|accounts| accounts.into_iter().map(Account).collect()))
    }

    /// The first day that it sees.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn date_from(&self) -> Option<Date> {
        self.0.date_from.map(Date)
    }

    /// The last day that it sees.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn date_to(&self) -> Option<Date> {
        self.0.date_to.map(Date)
    }

    /// How often it may ask.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn requests_per_minute(&self) -> i32 {
        self.0.requests_per_minute
    }

    /// When it was made.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it dies by itself.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// When it was last used, give or take a minute.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime)
    }

    /// When you ended it.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// What it has read in the last 90 days, the latest day first. `first` is 1 to 500, 50 when it
    /// isn't given.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn reads(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> async_graphql::Result<ApiKeyReadConnection> {
        let page = read_forward(first, after, read_cursor)?;
        let rows = page.rows_to_fetch();
        let found = keys::reads(platform(ctx), &self.0, page.after.clone(), rows).await;
        Ok(ApiKeyReadConnection(page.cut(found.map_err(|cause| fault(ctx, &cause))?)))
    }
}

#[derive(Clone)]
pub struct ApiKeyRead(KeyRead);

/// What a key did with one scope on one day.
#[Object]
impl ApiKeyRead {
    /// The day, in UTC.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn date(&self) -> Date {
        Date(self.0.day)
    }

    /// The scope that it used.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn scope(&self) -> Option<ApiKeyScope> {
        Scope::from_word(&self.0.scope).map(ApiKeyScope::from)
    }

    /// When it first did on that day.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn first_at(&self) -> DateTime {
        DateTime(self.0.first_at)
    }

    /// When it last did on that day.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn last_at(&self) -> DateTime {
        DateTime(self.0.last_at)
    }

    /// How many answers it was given: one for each query and mutation, and one for each event of a
    /// subscription.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn requests(&self) -> i32 {
        i32::try_from(self.0.requests).unwrap_or(i32::MAX)
    }

    /// How many rows they told of, each as often as it was told.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn rows(&self) -> i32 {
        i32::try_from(self.0.row_count).unwrap_or(i32::MAX)
    }
}

/// A line of the ledger and its place.
#[derive(SimpleObject)]
pub struct ApiKeyReadEdge {
    /// The place, for `after`.
    #[graphql(directive = scope::apply(Needs::Session))]
    cursor: String,
    /// The line.
    #[graphql(directive = scope::apply(Needs::Session))]
    node: ApiKeyRead,
}

pub struct ApiKeyReadConnection(Page<KeyRead>);

/// A page of what a key has read.
#[Object]
impl ApiKeyReadConnection {
    /// The lines with their places.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn edges(&self) -> Vec<ApiKeyReadEdge> {
        let edge = |row: &KeyRead| ApiKeyReadEdge {
            cursor: print_cursor(row),
            node: ApiKeyRead(row.clone()),
        };
        self.0.rows.iter().map(edge).collect()
    }

    /// The lines.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn nodes(&self) -> Vec<ApiKeyRead> {
        self.0.rows.iter().cloned().map(ApiKeyRead).collect()
    }

    /// What lies before and behind.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn page_info(&self) -> PageInfo {
        PageInfo::of(&self.0, print_cursor)
    }
}

/// A new key.
#[derive(InputObject)]
pub struct CreateApiKeyInput {
    /// What you call it: 1 to 100 characters on one line.
    name: String,
    /// What it may do, one thing at least.
    scopes: Vec<ApiKeyScope>,
    /// The only accounts that it sees; left out for all, those that come later included.
    account_ids: Option<Vec<ID>>,
    /// The first day that it sees, of transactions and balances.
    date_from: Option<Date>,
    /// The last day that it sees.
    date_to: Option<Date>,
    /// How often it may ask: 1 to 6,000, 120 when it isn't given.
    requests_per_minute: Option<i32>,
    /// When it dies by itself: within 365 days, after 90 when it isn't given.
    expires_at: Option<DateTime>,
}

impl CreateApiKeyInput {
    fn read(self) -> Result<NewKey, KeyError> {
        let read = |ids: Vec<ID>| ids.iter().map(|id| AccountId::parse(id)).collect();
        let accounts: Option<Result<Vec<_>, _>> = self.account_ids.map(read);
        Ok(NewKey {
            name: self.name,
            scopes: self.scopes.into_iter().map(Scope::from).collect(),
            accounts: accounts.transpose().map_err(|_| KeyError::NoAccount)?,
            date_from: self.date_from.map(|day| day.0),
            date_to: self.date_to.map(|day| day.0),
            requests_per_minute: self.requests_per_minute,
            expires_at: self.expires_at.map(|at| at.0),
        })
    }
}

/// A new key, with the token that is shown this once.
#[derive(SimpleObject)]
pub struct CreateApiKeyPayload {
    /// The key.
    #[graphql(directive = scope::apply(Needs::Session))]
    api_key: Option<ApiKey>,
    /// Its token, shown this once: for the program's `Authorization: Bearer`.
    #[graphql(directive = scope::apply(Needs::Session))]
    token: Option<String>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

/// Which key to end.
#[derive(InputObject)]
pub struct RevokeApiKeyInput {
    /// The key.
    api_key_id: ID,
}

/// A key that has ended.
#[derive(SimpleObject)]
pub struct RevokeApiKeyPayload {
    /// The key.
    #[graphql(directive = scope::apply(Needs::Session))]
    api_key: Option<ApiKey>,
    /// What was wrong with the input.
    #[graphql(directive = scope::apply(Needs::Session))]
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct KeyQuery;

#[Object]
impl KeyQuery {
    /// Your API keys, the newest first, those that have ended too.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn api_keys(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<ApiKey>> {
        let found = keys::list(platform(ctx), &actor(ctx)?).await;
        Ok(found.map_err(|cause| fault(ctx, &cause))?.into_iter().map(ApiKey).collect())
    }
}

#[derive(Default)]
pub struct KeyMutation;

#[Object]
impl KeyMutation {
    /// Makes a key for a program of yours. 50 may live at once.
    #[graphql(directive = scope::apply(Needs::Session), directive = fresh::apply(None))]
    async fn create_api_key(
        &self,
        ctx: &Context<'_>,
        input: CreateApiKeyInput,
    ) -> async_graphql::Result<CreateApiKeyPayload> {
        let actor = actor(ctx)?;
        let made = match input.read() {
            Ok(new) => keys::create(platform(ctx), &actor, &origin(ctx), new).await,
            Err(told) => Err(told),
        };
        Ok(match made {
            Ok((key, token)) => CreateApiKeyPayload {
                api_key: Some(ApiKey(key)),
                token: Some(token.expose_secret().to_owned()),
                user_errors: Vec::new(),
            },
            Err(told) => CreateApiKeyPayload {
                api_key: None,
                token: None,
                user_errors: vec![of_keys(ctx, &told)?],
            },
        })
    }

    /// Ends a key at once, and the sockets and streams that it has opened. Ending one that has ended
    /// changes nothing.
    #[graphql(directive = scope::apply(Needs::Session))]
    async fn revoke_api_key(
        &self,
        ctx: &Context<'_>,
        input: RevokeApiKeyInput,
    ) -> async_graphql::Result<RevokeApiKeyPayload> {
        let actor = actor(ctx)?;
        let ended = match ApiKeyId::parse(&input.api_key_id) {
            Ok(id) => keys::revoke(platform(ctx), &actor, &origin(ctx), id).await,
            Err(_) => Err(KeyError::NotFound),
        };
        Ok(match ended {
            Ok(key) => RevokeApiKeyPayload { api_key: Some(ApiKey(key)), user_errors: Vec::new() },
            Err(told) => {
                RevokeApiKeyPayload { api_key: None, user_errors: vec![of_keys(ctx, &told)?] }
            }
        })
    }
}

fn print_cursor(row: &KeyRead) -> String {
    page_info::print_cursor(LIST, &format!("{}/{}", row.day, row.scope))
}

fn read_cursor(text: &str) -> Option<ReadCursor> {
    let place = page_info::read_cursor(LIST, text)?;
    let (day, word) = place.split_once('/')?;
    Some(ReadCursor { day: day.parse().ok()?, scope: Scope::from_word(word)? })
}
