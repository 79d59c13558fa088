//! Reading the ledger.

use sea_orm::sea_query::{Expr, ExprTrait as _, Func, LikeExpr, SimpleExpr};
use sea_orm::{
    ColumnTrait as _, Condition, PaginatorTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Select, Value,
};

use super::Transaction;
use super::cursor::{Cursor, Key};
use super::model::{Filter, Order, OrderField};
use crate::entities::transaction::{self, Column, Entity};
use crate::features::accounts;
use crate::kernel::actor::Actor;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::TransactionId;
use crate::kernel::page::{Direction, Page, PageRequest};
use crate::kernel::sight::Sight;
use crate::platform::Platform;

/// A page of the actor's ledger. The partial indexes on `(user_id, posted_on, id)` and
/// `(user_id, account_id, posted_on, id)` give its order.
pub async fn list(
    platform: &Platform,
    actor: &Actor,
    filter: &Filter,
    order: Order,
    page: PageRequest<Cursor>,
) -> Result<Page<Transaction>, Fault> {
    let mut query = filtered(actor.sight(), filter);
    // "After" lies towards the end of the list, whichever way it is ordered.
    if let Some(cursor) = &page.after {
        query = query.filter(beside(cursor, !order.descending));
    }
    if let Some(cursor) = &page.before {
        query = query.filter(beside(cursor, order.descending));
    }
    let descending = match page.direction {
        Direction::Forward => order.descending,
        Direction::Backward => !order.descending,
    };
    let sort = if descending { sea_orm::Order::Desc } else { sea_orm::Order::Asc };
    let fetched = query
        .order_by(sort_column(order.field), sort.clone())
        .order_by(Column::Id, sort)
        .limit(page.rows_to_fetch())
        .all(&platform.db.of(actor.user))
        .await
        .or_fault("listing transactions")?;
    Ok(page.cut(fetched))
}

/// How many rows the whole list has.
pub async fn count(platform: &Platform, actor: &Actor, filter: &Filter) -> Result<u64, Fault> {
    let counted = filtered(actor.sight(), filter).count(&platform.db.of(actor.user)).await;
    counted.or_fault("counting transactions")
}

/// The rows of these ids that are in sight.
pub async fn by_ids(
    platform: &Platform,
    sight: Sight,
    ids: &[TransactionId],
) -> Result<Vec<Transaction>, Fault> {
    transaction::owned_by(sight.owner)
        .filter(is_seen(sight))
        .filter(Column::Id.is_in(ids.iter().copied()))
        .filter(Column::RemovedAt.is_null())
        .all(&platform.db.of(sight.owner))
        .await
        .or_fault("loading transactions")
}

fn sort_column(field: OrderField) -> Column {
    match field {
        OrderField::Date => Column::PostedOn,
        OrderField::Amount => Column::Amount,
    }
}

/// Rows on one side of a cursor, as a comparison of pairs that the indexes can answer.
fn beside(cursor: &Cursor, larger: bool) -> SimpleExpr {
    let (column, key): (_, Value) = match cursor.key {
        Key::Date(date) => (Column::PostedOn, date.into()),
        Key::Amount(amount) => (Column::Amount, amount.into()),
    };
    let row = Expr::tuple([Expr::col(column), Expr::col(Column::Id)]);
    let place = Expr::tuple([Expr::val(key), Expr::val(cursor.id)]);
    if larger { row.gt(place) } else { row.lt(place) }
}

/// Whether a row is in sight: a condition that stands beside the one on the owner.
pub(super) fn is_seen(sight: Sight) -> Condition {
    let of_accounts = accounts::is_seen(Column::AccountId, sight);
    let from = sight.from.map(|day| Column::PostedOn.gte(day));
    of_accounts.add_option(from).add_option(sight.to.map(|day| Column::PostedOn.lte(day)))
}

fn filtered(sight: Sight, filter: &Filter) -> Select<Entity> {
    let mut query = transaction::owned_by(sight.owner)
        .filter(is_seen(sight))
        .filter(Column::RemovedAt.is_null());
    if let Some(accounts) = &filter.accounts {
        query = query.filter(Column::AccountId.is_in(accounts.iter().copied()));
    }
    if let Some(date) = filter.date_from {
        query = query.filter(Column::PostedOn.gte(date));
    }
    if let Some(date) = filter.date_to {
        query = query.filter(Column::PostedOn.lte(date));
    }
    if let Some(amount) = filter.amount_min {
        query = query.filter(Column::Amount.gte(amount));
    }
    if let Some(amount) = filter.amount_max {
        query = query.filter(Column::Amount.lte(amount));
    }
    if let Some(inflow) = filter.inflow {
        let side = if inflow { Column::Amount.gt(0_i64) } else { Column::Amount.lte(0_i64) };
        query = query.filter(side);
    }
    if let Some(pending) = filter.pending {
        query = query.filter(Column::Pending.eq(pending));
    }
    if let Some(categories) = &filter.categories {
        query = query.filter(shown_category().is_in(categories));
    }
    if let Some(text) = filter.search.as_deref().filter(|text| !text.trim().is_empty()) {
        query = query.filter(containing(text.trim()));
    }
    query
}

fn containing(text: &str) -> Condition {
    let mut pattern = String::from("%");
    for char in text.to_lowercase().chars() {
        if matches!(char, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern.push('%');
    let searched = [
        shown_name(),
        Expr::col(Column::UserNote),
        Expr::col(Column::MerchantName),
        Expr::col(Column::OriginalDescription),
    ];
    searched.into_iter().fold(Condition::any(), |any, text| {
        let lowered = Expr::expr(Func::lower(text));
        any.add(lowered.like(LikeExpr::new(&pattern).escape('\\')))
    })
}

/// What the row is called where it is shown.
fn shown_name() -> Expr {
    Func::coalesce([Expr::col(Column::UserName), Expr::col(Column::Name)]).into()
}

/// The detailed category that is shown.
fn shown_category() -> Expr {
    Func::coalesce([Expr::col(Column::UserCategory), Expr::col(Column::CategoryDetailed)]).into()
}
