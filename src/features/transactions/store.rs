//! Writing the ledger, in a sync's transaction.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, Iterable as _, QueryFilter as _, Set,
};

use super::model::BankRow;
use crate::entities::transaction::{ActiveModel, Column, Entity};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{AccountId, TransactionId, UserId};
use crate::platform::ids::Ids;

/// Rows of one statement: 500 times 29 values stays under SQLite's 32,766.
const ROWS_PER_STATEMENT: usize = 500;

/// Writes what the bank says. A row that is there already is changed only where it differs; a
/// tombstone that the bank brings back lives again. No transaction may be in `rows` twice.
pub async fn upsert(
    tx: &impl ConnectionTrait,
    owner: UserId,
    rows: Vec<BankRow>,
    now: DateTime<Utc>,
    ids: &Ids,
) -> Result<(), Fault> {
    let mut rows = rows.into_iter().map(|row| insertable(owner, row, now, ids)).peekable();
    while rows.peek().is_some() {
        let chunk: Vec<_> = rows.by_ref().take(ROWS_PER_STATEMENT).collect();
        Entity::insert_many(chunk)
            .on_conflict(changed_only())
            .exec_without_returning(tx)
            .await
            .or_fault("writing transactions")?;
    }
    Ok(())
}

/// Turns the rows that the bank took back into tombstones. An id that never came is passed over.
pub async fn remove(
    tx: &impl ConnectionTrait,
    owner: UserId,
    accounts: &[AccountId],
    plaid_ids: &[String],
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    for chunk in plaid_ids.chunks(ROWS_PER_STATEMENT) {
        Entity::update_many()
            .col_expr(Column::RemovedAt, Expr::value(now))
            .col_expr(Column::UpdatedAt, Expr::value(now))
            .filter(Column::UserId.eq(owner))
            .filter(Column::AccountId.is_in(accounts.iter().copied()))
            .filter(Column::PlaidTransactionId.is_in(chunk))
            .filter(Column::RemovedAt.is_null())
            .exec(tx)
            .await
            .or_fault("removing transactions")?;
    }
    Ok(())
}

/// The columns that the bank may change: all but the keys and the row's own birth.
fn bank_columns() -> Vec<Column> {
    Column::iter()
        .filter(|column| {
            !matches!(
                column,
                Column::UserId
                    | Column::Id
                    | Column::AccountId
                    | Column::PlaidTransactionId
                    | Column::CreatedAt
                    | Column::UpdatedAt
            )
        })
        .collect()
}

fn changed_only() -> OnConflict {
    use sea_orm::IdenStatic as _;

    let columns = bank_columns();
    let list = |table: &str| {
        let names: Vec<_> =
            columns.iter().map(|column| format!("{table}.{}", column.as_str())).collect();
        names.join(", ")
    };
    let differs = format!("({}) is distinct from ({})", list("transactions"), list("excluded"));
    let mut written = columns.clone();
    written.push(Column::UpdatedAt);
    OnConflict::columns([Column::UserId, Column::AccountId, Column::PlaidTransactionId])
        .update_columns(written)
        .action_and_where(Expr::cust(differs))
        .to_owned()
}

fn insertable(owner: UserId, row: BankRow, now: DateTime<Utc>, ids: &Ids) -> ActiveModel {
    ActiveModel {
        user_id: Set(owner),
        id: Set(TransactionId(ids.new_uuid(now))),
        account_id: Set(row.account),
        plaid_transaction_id: Set(row.plaid_transaction_id),
        plaid_pending_transaction_id: Set(row.plaid_pending_transaction_id),
        posted_on: Set(row.posted_on),
        authorized_on: Set(row.authorized_on),
        posted_at: Set(row.posted_at),
        authorized_at: Set(row.authorized_at),
        amount: Set(row.amount),
        currency: Set(row.currency),
        name: Set(row.name),
        merchant_name: Set(row.merchant_name),
        merchant_entity_id: Set(row.merchant_entity_id),
        original_description: Set(row.original_description),
        website: Set(row.website),
        logo_url: Set(row.logo_url),
        check_number: Set(row.check_number),
        transaction_code: Set(row.transaction_code),
        account_owner: Set(row.account_owner),
        pending: Set(row.pending),
        payment_channel: Set(row.payment_channel),
        category_primary: Set(row.category_primary),
        category_detailed: Set(row.category_detailed),
        category_confidence: Set(row.category_confidence),
        location: Set(row.location),
        payment_meta: Set(row.payment_meta),
        counterparties: Set(row.counterparties),
        created_at: Set(now),
        updated_at: Set(now),
        removed_at: Set(None),
    }
}
