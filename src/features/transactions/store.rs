//! Writing the ledger: the bank's rows in a sync's transaction, and the owner's words.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, Iterable as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Select, Set, UpdateMany,
};

use super::Transaction;
use super::model::{BankRow, Word, WordsInput};
use super::query::is_seen;
use super::words::{Worded, Words, settle};
use crate::entities::transaction::{self, ActiveModel, Column, Entity};
use crate::features::accounts::Account;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{AccountId, TransactionId, UserId};
use crate::kernel::sight::Sight;
use crate::platform::ids::Ids;

/// Rows of one statement. A statement of 500 rows would be faster by little, and SQLite keeps what it
/// has compiled of each: tens of megabytes.
const ROWS_PER_STATEMENT: usize = 100;

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

/// Writes what the owner says of a transaction. None: there is no such row in sight.
pub(super) async fn write_words(
    tx: &impl ConnectionTrait,
    sight: Sight,
    input: WordsInput,
    now: DateTime<Utc>,
) -> Result<Option<Transaction>, Fault> {
    let mut update = of_owner(sight.owner)
        .filter(is_seen(sight))
        .filter(Column::Id.eq(input.transaction))
        .filter(Column::RemovedAt.is_null())
        .col_expr(Column::UpdatedAt, Expr::value(now));
    for (column, word) in [
        (Column::UserName, input.name),
        (Column::UserNote, input.note),
        (Column::UserCategory, input.category),
    ] {
        update = match word {
            Word::Unchanged => update,
            Word::Banks => update.col_expr(column, Expr::value(None::<String>)),
            Word::Owners(text) => update.col_expr(column, Expr::value(text)),
        };
    }
    let written = update.exec(tx).await.or_fault("writing the owner's words")?;
    if written.rows_affected == 0 {
        return Ok(None);
    }
    transaction::owned_by(sight.owner)
        .filter(Column::Id.eq(input.transaction))
        .one(tx)
        .await
        .or_fault("loading a transaction")
}

/// Gives words to the row of this account that Plaid calls so, if it has none. False: it has, or is
/// not there.
pub(super) async fn give_words(
    tx: &impl ConnectionTrait,
    owner: UserId,
    (account, plaid_id): (AccountId, &str),
    words: Words,
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    let written = with_words(of_owner(owner), words, now)
        .filter(Column::AccountId.eq(account))
        .filter(Column::PlaidTransactionId.eq(plaid_id))
        .filter(Column::RemovedAt.is_null())
        .filter(Column::UserName.is_null())
        .filter(Column::UserNote.is_null())
        .filter(Column::UserCategory.is_null())
        .exec(tx)
        .await
        .or_fault("giving words to a transaction")?;
    Ok(written.rows_affected == 1)
}

/// The live rows of these accounts that have words, oldest first, locked until the transaction ends.
pub(super) async fn lock_worded(
    tx: &impl ConnectionTrait,
    owner: UserId,
    accounts: &[Account],
) -> Result<Vec<Transaction>, Fault> {
    transaction::owned_by(owner)
        .filter(Column::AccountId.is_in(accounts.iter().map(|account| account.id)))
        .filter(Expr::cust(HAS_WORDS))
        .filter(Column::RemovedAt.is_null())
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(tx)
        .await
        .or_fault("looking for the owner's words")
}

/// Moves the owner's words to the rows that now stand for what was said: from pending rows to posted
/// ones, and off tombstones. Rows are locked, or a word that is said at this moment could get lost.
pub async fn settle_words(
    tx: &impl ConnectionTrait,
    owner: UserId,
    accounts: &[AccountId],
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let load = async |rows: Select<Entity>| {
        rows.lock_exclusive().all(tx).await.or_fault("looking for words that move")
    };
    let of_accounts =
        || transaction::owned_by(owner).filter(Column::AccountId.is_in(accounts.iter().copied()));
    // Exactly the conditions of the index transactions_moving_words_idx.
    let moving = of_accounts().filter(Expr::cust(HAS_WORDS)).filter(Expr::cust(MAY_BE_REPLACED));
    let moving = load(moving).await?;
    let purchases: Vec<_> = moving.iter().map(|row| Worded::of(row).purchase.plaid_id).collect();
    let mut rows = BTreeMap::new();
    for chunk in purchases.chunks(ROWS_PER_STATEMENT) {
        let pending = of_accounts().filter(Column::PlaidTransactionId.is_in(chunk));
        let posted = of_accounts().filter(Column::PlaidPendingTransactionId.is_in(chunk));
        for row in load(pending).await?.iter().chain(&load(posted).await?) {
            rows.insert(row.id, Worded::of(row));
        }
    }
    let rows: Vec<_> = rows.into_values().collect();
    for (id, words) in settle(&rows) {
        let update = with_words(of_owner(owner), words, now).filter(Column::Id.eq(id));
        update.exec(tx).await.or_fault("moving the owner's words")?;
    }
    Ok(())
}

const HAS_WORDS: &str =
    "(user_name is not null or user_note is not null or user_category is not null)";

const MAY_BE_REPLACED: &str = "(pending or removed_at is not null)";

fn of_owner(owner: UserId) -> UpdateMany<Entity> {
    Entity::update_many().filter(Column::UserId.eq(owner))
}

fn with_words(update: UpdateMany<Entity>, words: Words, now: DateTime<Utc>) -> UpdateMany<Entity> {
    update
        .col_expr(Column::UserName, Expr::value(words.name))
        .col_expr(Column::UserNote, Expr::value(words.note))
        .col_expr(Column::UserCategory, Expr::value(words.category))
        .col_expr(Column::UpdatedAt, Expr::value(now))
}

/// The columns that the bank may change: all but the keys, the row's own birth and the owner's words.
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
                    | Column::UserName
                    | Column::UserNote
                    | Column::UserCategory
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
        user_name: Set(None),
        user_note: Set(None),
        user_category: Set(None),
    }
}
