//! Transactions: the ledger as a keyset connection, both directions.

#![expect(
    clippy::unused_async,
    reason = "async-graphql takes resolvers that can fail as async only"
)]

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};

use super::access::{actor, platform};
use super::accounts::Account;
use super::categories::Category;
use super::error::{bad_input, fault};
use super::loaders::{AccountKey, RowLoader};
use super::needs::{Needs, scope};
use super::page_info::PageInfo;
use super::scalars::{Date, DateTime, Decimal, Money};
use crate::features::categories;
use crate::features::transactions::{self, Cursor, Filter, Order, OrderField};
use crate::kernel::fault::OrFault as _;
use crate::kernel::ids::AccountId;
use crate::kernel::page::{Page, PageRequest};

mod details;
mod update;

use details::{Counterparty, Location, PaymentMeta};

pub use update::TransactionMutation;

/// Which way money moved, in its holder's eyes.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// It came in.
    Inflow,
    /// It went out.
    Outflow,
}

/// How a payment was made.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentChannel {
    /// On the internet.
    Online,
    /// At a shop.
    InStore,
    /// Another way, as a transfer or a fee.
    Other,
}

pub struct Transaction(pub transactions::Transaction);

impl Transaction {
    fn category_of_bank(&self) -> Option<Category> {
        let (primary, detailed) =
            self.0.category_primary.clone().zip(self.0.category_detailed.clone())?;
        Some(Category(categories::Category { primary, detailed }))
    }
}

/// A row of the ledger.
#[Object]
impl Transaction {
    /// The global id.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    pub(in crate::graphql) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account.
    #[graphql(directive = scope::apply(Needs::AccountsRead))]
    async fn account(&self, ctx: &Context<'_>) -> async_graphql::Result<Account> {
        let loader = ctx.data_unchecked::<RowLoader>();
        let key = AccountKey(actor(ctx)?.sight(), self.0.account_id);
        let found = DataLoader::load_one(loader, key).await.map_err(|cause| fault(ctx, &cause))?;
        let account = found.or_fault("loading the account of a transaction");
        account.map(Account).map_err(|cause| fault(ctx, &cause))
    }

    /// The bank day: when it posted, or happened while it is pending.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn date(&self) -> Date {
        Date(self.0.posted_on)
    }

    /// The day it was authorised.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn authorized_date(&self) -> Option<Date> {
        self.0.authorized_on.map(Date)
    }

    /// The moment of posting, where the bank tells it.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn datetime(&self) -> Option<DateTime> {
        self.0.posted_at.map(DateTime)
    }

    /// The moment of authorisation, where the bank tells it.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn authorized_datetime(&self) -> Option<DateTime> {
        self.0.authorized_at.map(DateTime)
    }

    /// Signed from the holder's side: negative when money leaves the account.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn amount(&self) -> Money {
        Money::new(self.0.amount, self.0.currency.clone())
    }

    /// Which way money moved.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn direction(&self) -> Direction {
        if self.0.amount.is_inflow() { Direction::Inflow } else { Direction::Outflow }
    }

    /// What you call it; the bank's text where you have no word of your own.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn name(&self) -> &str {
        self.0.user_name.as_ref().unwrap_or(&self.0.name)
    }

    /// The bank's text.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn bank_name(&self) -> &str {
        &self.0.name
    }

    /// Your note on it.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn note(&self) -> Option<&str> {
        self.0.user_note.as_deref()
    }

    /// The merchant, tidied by Plaid.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn merchant_name(&self) -> Option<&str> {
        self.0.merchant_name.as_deref()
    }

    /// Plaid's id of the merchant, the same for all of its transactions.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn merchant_entity_id(&self) -> Option<&str> {
        self.0.merchant_entity_id.as_deref()
    }

    /// The raw text of the bank.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn original_description(&self) -> Option<&str> {
        self.0.original_description.as_deref()
    }

    /// The merchant's website.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn website(&self) -> Option<&str> {
        self.0.website.as_deref()
    }

    /// The address of the merchant's logo.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn logo_url(&self) -> Option<&str> {
        self.0.logo_url.as_deref()
    }

    /// Whether it has yet to post. A posted transaction is a row of its own, with another id and maybe
    /// another amount; the pending one goes.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn pending(&self) -> bool {
        self.0.pending
    }

    /// How it was paid.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn payment_channel(&self) -> PaymentChannel {
        match self.0.payment_channel.as_str() {
            "online" => PaymentChannel::Online,
            "in store" => PaymentChannel::InStore,
            _ => PaymentChannel::Other,
        }
    }

    /// What it was for: as you have it, or else as Plaid does.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn category(&self) -> Option<Category> {
        let own = self.0.user_category.as_deref().and_then(categories::by_code);
        own.map(Category).or_else(|| self.category_of_bank())
    }

    /// What it was for, as Plaid has it.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn bank_category(&self) -> Option<Category> {
        self.category_of_bank()
    }

    /// How sure Plaid is of its category: VERY_HIGH, HIGH, MEDIUM, LOW or UNKNOWN.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn category_confidence(&self) -> Option<&str> {
        self.0.category_confidence.as_deref()
    }

    /// The number of a check.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn check_number(&self) -> Option<&str> {
        self.0.check_number.as_deref()
    }

    /// The bank's code of the kind of transaction, in Europe.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn transaction_code(&self) -> Option<&str> {
        self.0.transaction_code.as_deref()
    }

    /// Whose card it was, on an account with several.
    #[graphql(directive = scope::apply(Needs::IdentityRead))]
    async fn account_owner(&self) -> Option<&str> {
        self.0.account_owner.as_deref()
    }

    /// Where it happened.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn location(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<Location>> {
        details::read(self.0.location.as_deref()).map_err(|cause| fault(ctx, &cause))
    }

    /// What the bank says of the payment between its parties.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn payment_meta(&self, ctx: &Context<'_>) -> async_graphql::Result<Option<PaymentMeta>> {
        details::read(self.0.payment_meta.as_deref()).map_err(|cause| fault(ctx, &cause))
    }

    /// Who stood at the other side.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn counterparties(&self, ctx: &Context<'_>) -> async_graphql::Result<Vec<Counterparty>> {
        let list: Option<_> =
            details::read(self.0.counterparties.as_deref()).map_err(|cause| fault(ctx, &cause))?;
        Ok(list.unwrap_or_default())
    }

    /// Plaid's own id of the transaction, to match it with Plaid's records.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn plaid_transaction_id(&self) -> &str {
        &self.0.plaid_transaction_id
    }

    /// Plaid's id of the pending transaction that this one replaced.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn plaid_pending_transaction_id(&self) -> Option<&str> {
        self.0.plaid_pending_transaction_id.as_deref()
    }
}

/// Which transactions are asked for. All that is given must hold.
#[derive(InputObject, Default)]
pub struct TransactionFilter {
    /// Only those of these accounts.
    account_ids: Option<Vec<ID>>,
    /// From this bank day on.
    date_from: Option<Date>,
    /// Up to and with this bank day.
    date_to: Option<Date>,
    /// At least this amount, signed: "-50" leaves out payments of more than 50.
    amount_min: Option<Decimal>,
    /// At most this amount, signed.
    amount_max: Option<Decimal>,
    /// Only money in, or only money out.
    direction: Option<Direction>,
    /// Only pending ones, or only posted ones.
    pending: Option<bool>,
    /// Only those of these categories, yours where you have given one.
    category_ids: Option<Vec<ID>>,
    /// Only those whose name (yours where you have given one), note, merchant or raw text has this in
    /// it, whatever the case. Up to 200 characters.
    search: Option<String>,
}

impl TransactionFilter {
    pub(super) fn read(self) -> async_graphql::Result<Filter> {
        let account = |id: &ID| {
            AccountId::parse(id).map_err(|told| bad_input(&format!("accountIds: {told}.")))
        };
        let category = |id: &ID| {
            let code = categories::parse_id(id).map(ToOwned::to_owned);
            code.ok_or_else(|| bad_input("categoryIds: not the id of a category."))
        };
        let accounts = self.account_ids.map(|ids| ids.iter().map(account).collect());
        let categories = self.category_ids.map(|ids| ids.iter().map(category).collect());
        let filter = Filter {
            accounts: accounts.transpose()?,
            date_from: self.date_from.map(|date| date.0),
            date_to: self.date_to.map(|date| date.0),
            amount_min: self.amount_min.map(|amount| amount.0),
            amount_max: self.amount_max.map(|amount| amount.0),
            inflow: self.direction.map(|direction| direction == Direction::Inflow),
            pending: self.pending,
            categories: categories.transpose()?,
            search: self.search,
        };
        filter.check().map_err(|told| bad_input(&told))?;
        Ok(filter)
    }
}

/// What transactions are ordered by. Ties are broken by the order in which they came.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TransactionOrderField {
    /// The bank day.
    #[default]
    Date,
    /// The signed amount.
    Amount,
}

/// Which comes first.
#[derive(Enum, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderDirection {
    /// The smallest, the oldest.
    Asc,
    /// The largest, the newest.
    #[default]
    Desc,
}

/// The order of transactions. Newest first when nothing is given.
#[derive(InputObject, Clone, Copy, Default)]
pub struct TransactionOrder {
    /// By what.
    #[graphql(default_with = "Some(TransactionOrderField::Date)")]
    field: Option<TransactionOrderField>,
    /// Which comes first.
    #[graphql(default_with = "Some(OrderDirection::Desc)")]
    direction: Option<OrderDirection>,
}

impl TransactionOrder {
    fn read(self) -> Order {
        let field = match self.field.unwrap_or_default() {
            TransactionOrderField::Date => OrderField::Date,
            TransactionOrderField::Amount => OrderField::Amount,
        };
        Order { field, descending: self.direction.unwrap_or_default() == OrderDirection::Desc }
    }
}

/// A transaction and its place in the list.
#[derive(SimpleObject)]
pub struct TransactionEdge {
    /// The place, for `after` and `before`. It stays valid when the row goes.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    cursor: String,
    /// The transaction.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    node: Transaction,
}

pub struct TransactionConnection {
    page: Page<transactions::Transaction>,
    filter: Filter,
    field: OrderField,
}

/// A page of transactions.
#[Object]
impl TransactionConnection {
    /// The rows with their places.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn edges(&self) -> Vec<TransactionEdge> {
        let edge = |row: &transactions::Transaction| TransactionEdge {
            cursor: Cursor::of(row, self.field).print(),
            node: Transaction(row.clone()),
        };
        self.page.rows.iter().map(edge).collect()
    }

    /// The rows.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn nodes(&self) -> Vec<Transaction> {
        self.page.rows.iter().cloned().map(Transaction).collect()
    }

    /// What lies before and behind.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn page_info(&self) -> PageInfo {
        let place = |row: &transactions::Transaction| Cursor::of(row, self.field).print();
        PageInfo::of(&self.page, place)
    }

    /// How many rows the whole list has. Counted only when it is asked for.
    #[graphql(directive = scope::apply(Needs::TransactionsRead))]
    async fn total_count(&self, ctx: &Context<'_>) -> async_graphql::Result<i32> {
        let counted = transactions::count(platform(ctx), &actor(ctx)?, &self.filter).await;
        let counted = counted.map_err(|cause| fault(ctx, &cause))?;
        Ok(i32::try_from(counted).unwrap_or(i32::MAX))
    }
}

/// Relay's four.
pub(super) struct PageArguments {
    pub first: Option<i32>,
    pub after: Option<String>,
    pub last: Option<i32>,
    pub before: Option<String>,
}

/// A page of the actor's ledger.
pub(super) async fn connection(
    ctx: &Context<'_>,
    page: PageArguments,
    filter: Filter,
    order: TransactionOrder,
) -> async_graphql::Result<TransactionConnection> {
    let actor = actor(ctx)?;
    let order = order.read();
    let cursor = |text: Option<String>| {
        text.map(|text| Cursor::read(&text, order.field))
            .transpose()
            .map_err(|told| bad_input(&told))
    };
    let (after, before) = (cursor(page.after)?, cursor(page.before)?);
    let page =
        PageRequest::read(page.first, page.last, after, before).map_err(|told| bad_input(&told))?;
    let page = transactions::list(platform(ctx), &actor, &filter, order, page).await;
    let page = page.map_err(|cause| fault(ctx, &cause))?;
    Ok(TransactionConnection { page, filter, field: order.field })
}

#[derive(Default)]
pub struct TransactionQuery;

#[Object]
impl TransactionQuery {
    /// Your transactions, newest first unless asked otherwise. Pages are keyset pages: rows that come
    /// or go while you page are never shown twice and never hide another. `first` and `last` are 1 to
    /// 500, 50 when neither is given.
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
        actor(ctx)?;
        let filter = filter.unwrap_or_default().read()?;
        let page = PageArguments { first, after, last, before };
        connection(ctx, page, filter, order_by.unwrap_or_default()).await
    }
}
