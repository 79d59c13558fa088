//! Accounts.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::access::{actor, platform};
use super::error::{bad_input, fault};
use super::items::Item;
use super::loaders::{BalancesKey, ItemKey, RowLoader};
use super::needs::{Needs, scope};
use super::scalars::{Date, DateTime, Money};
use super::transactions::{
    PageArguments, TransactionConnection, TransactionFilter, TransactionOrder, connection,
};
use crate::features::accounts::{self, Days};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::ItemId;
use crate::kernel::money::{Amount, Currency};

/// What kind of account it is.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountType {
    /// Checking, savings and the like.
    Depository,
    /// Credit cards.
    Credit,
    /// Loans and mortgages.
    Loan,
    /// Investments, retirement and brokerage accounts.
    Investment,
    /// Everything else, kinds that Plaid adds later included.
    Other,
}

impl AccountType {
    fn of(word: &str) -> Self {
        match word {
            "depository" => Self::Depository,
            "credit" => Self::Credit,
            "loan" => Self::Loan,
            "investment" | "brokerage" => Self::Investment,
            _ => Self::Other,
        }
    }

    fn words(self) -> &'static [&'static str] {
        match self {
            Self::Depository => &["depository"],
            Self::Credit => &["credit"],
            Self::Loan => &["loan"],
            Self::Investment => &["investment", "brokerage"],
            Self::Other => &["other", "payroll"],
        }
    }
}

/// What is on an account, as the bank last told.
#[derive(SimpleObject)]
pub struct AccountBalance {
    /// What is in it; on a credit or loan account, what is owed.
    #[graphql(directive = scope::apply(Needs::BalancesRead))]
    current: Option<Money>,
    /// What can be spent: pending rows, holds and the limit taken into account.
    #[graphql(directive = scope::apply(Needs::BalancesRead))]
    available: Option<Money>,
    /// The credit or overdraft limit.
    #[graphql(directive = scope::apply(Needs::BalancesRead))]
    limit: Option<Money>,
    /// When the balances were read from Plaid.
    #[graphql(directive = scope::apply(Needs::BalancesRead))]
    as_of: DateTime,
}

/// What was on an account on one day.
#[derive(SimpleObject)]
pub struct BalanceOnDay {
    /// The day, in UTC.
    #[graphql(directive = scope::apply(Needs::BalancesRead))]
    date: Date,
    /// What was in it; on a credit or loan account, what was owed. Null where the bank didn't tell.
    #[graphql(directive = scope::apply(Needs::BalancesRead))]
    current: Option<Money>,
    /// What could be spent.
    #[graphql(directive = scope::apply(Needs::BalancesRead))]
    available: Option<Money>,
    /// The credit or overdraft limit.
    #[graphql(directive = scope::apply(Needs::BalancesRead))]
    limit: Option<Money>,
    /// When the balances were last read on that day.
    #[graphql(directive = scope::apply(Needs::BalancesRead))]
    as_of: DateTime,
}

impl From<accounts::BalanceOnDay> for BalanceOnDay {
    fn from(row: accounts::BalanceOnDay) -> Self {
        let currency = row.balance_currency.as_ref();
        Self {
            date: Date(row.told_on),
            current: money(row.balance_current, currency),
            available: money(row.balance_available, currency),
            limit: money(row.balance_limit, currency),
            as_of: DateTime(row.balance_as_of),
        }
    }
}

fn money(amount: Option<Amount>, currency: Option<&Currency>) -> Option<Money> {
    amount.zip(currency).map(|(amount, currency)| Money::new(amount, currency.clone()))
}

/// Which accounts are asked for.
#[derive(InputObject, Default)]
pub struct AccountFilter {
    /// Only those of these items.
    item_ids: Option<Vec<ID>>,
    /// Only those of these types.
    types: Option<Vec<AccountType>>,
    /// Only closed ones, or only open ones.
    closed: Option<bool>,
}

impl AccountFilter {
    fn read(self) -> async_graphql::Result<accounts::AccountFilter> {
        let items = self.item_ids.map(|ids| {
            let read =
                |id: &ID| ItemId::parse(id).map_err(|told| bad_input(&format!("itemIds: {told}.")));
            ids.iter().map(read).collect::<Result<Vec<_>, _>>()
        });
        let words = |types: Vec<AccountType>| {
            types.iter().flat_map(|kind| kind.words()).map(|word| (*word).to_owned()).collect()
        };
        Ok(accounts::AccountFilter {
            items: items.transpose()?,
            types: self.types.map(words),
            closed: self.closed,
        })
    }
}

#[derive(Clone)]
pub struct Account(pub accounts::Account);

/// A bank account.
#[Object]
impl Account {
    /// The global id.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    pub(super) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The connection that it came with.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn item(&self, ctx: &Context<'_>) -> async_graphql::Result<Item> {
        let loader = ctx.data_unchecked::<RowLoader>();
        let key = ItemKey(actor(ctx)?.sight(), self.0.item_id);
        let found = DataLoader::load_one(loader, key).await.map_err(|cause| fault(ctx, &cause))?;
        let item = found.or_fault("loading the item of an account");
        item.map(Item).map_err(|cause| fault(ctx, &cause))
    }

    /// What the bank or its customer calls it.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What the bank calls this kind of account.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn official_name(&self) -> Option<&str> {
        self.0.official_name.as_deref()
    }

    /// The last 2 to 4 characters of its number.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn mask(&self) -> Option<&str> {
        self.0.mask.as_deref()
    }

    /// The kind of account.
    #[graphql(name = "type", directive = scope::apply(Needs::AccountsRead))]
    async fn kind(&self) -> AccountType {
        AccountType::of(&self.0.kind)
    }

    /// Plaid's subtype, as "checking" or "credit card".
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn subtype(&self) -> Option<&str> {
        self.0.subtype.as_deref()
    }

    /// What is on it.
    #[graphql(directive = scope::apply(Needs::BalancesRead))]
    async fn balance(&self) -> AccountBalance {
        let currency = self.0.balance_currency.as_ref();
        AccountBalance {
            current: money(self.0.balance_current, currency),
            available: money(self.0.balance_available, currency),
            limit: money(self.0.balance_limit, currency),
            as_of: DateTime(self.0.balance_as_of),
        }
    }

    /// What was on it, day by day, oldest first: up to 731 days, up to today (UTC) unless told
    /// otherwise. A day on which the bank was not asked is left out.
    #[graphql(directive = scope::apply(Needs::BalancesRead))]
    async fn balance_history(
        &self,
        ctx: &Context<'_>,
        from: Option<Date>,
        to: Option<Date>,
    ) -> async_graphql::Result<Vec<BalanceOnDay>> {
        let today = platform(ctx).clock.now().date_naive();
        let days = Days::read(from.map(|day| day.0), to.map(|day| day.0), today);
        let days = days.map_err(|told| bad_input(&told))?;
        let loader = ctx.data_unchecked::<RowLoader>();
        let key = BalancesKey(actor(ctx)?.sight(), self.0.id, days);
        let found = DataLoader::load_one(loader, key).await.map_err(|cause| fault(ctx, &cause))?;
        Ok(found.unwrap_or_default().into_iter().map(BalanceOnDay::from).collect())
    }

    /// When it was first missing from what the bank tells: it is closed, or is no longer shared. Its
    /// transactions stay.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed_at.map(DateTime)
    }

    /// Plaid's own id of the account, to match it with Plaid's records.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn plaid_account_id(&self) -> &str {
        &self.0.plaid_account_id
    }

    /// The account's transactions, newest first unless asked otherwise. `first` and `last` are 1 to
    /// 500, 50 when neither is given. A filter by `accountIds` is narrowed to this account.
    #[expect(clippy::too_many_arguments, reason = "Relay's four, a filter and an order")]
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn transactions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
        filter: Option<TransactionFilter>,
        order_by: Option<TransactionOrder>,
    ) -> async_graphql::Result<TransactionConnection> {
        let mut filter = filter.unwrap_or_default().read()?;
        let asked = filter.accounts.as_ref().is_none_or(|ids| ids.contains(&self.0.id));
        filter.accounts = Some(if asked { vec![self.0.id] } else { Vec::new() });
        let page = PageArguments { first, after, last, before };
        connection(ctx, page, filter, order_by.unwrap_or_default()).await
    }
}

#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// Your accounts, by bank and then in the order in which they came.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        filter: Option<AccountFilter>,
    ) -> async_graphql::Result<Vec<Account>> {
        let actor = actor(ctx)?;
        let filter = filter.unwrap_or_default().read()?;
        let found: Result<_, Fault> = accounts::list(platform(ctx), &actor, filter).await;
        let found = found.map_err(|cause| fault(ctx, &cause))?;
        Ok(found.into_iter().map(Account).collect())
    }
}
