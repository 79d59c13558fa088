//! Rotation: every envelope of the database sealed anew under the newest key, while servers run.
//!
//! Each row is one statement that replaces the very envelope that was opened and no other, so that a
//! row which changed meanwhile is looked at again and nothing is lost. What was done stays done: a
//! rotation that was killed is begun again and finds less to do. Two of them don't harm each other.

use std::collections::BTreeMap;
use std::time::Duration;

use sea_orm::{ConnectionTrait as _, QueryResult, Statement, Value};
use tokio::time::sleep;
use uuid::Uuid;

use super::{KeyId, Place, Vault};
use crate::config::DatabaseKind;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::ids::{ItemId, UserId};
use crate::platform::db::Db;

/// Rows that are looked for at once.
const BATCH_ROWS: u64 = 100;

/// How long the file is left to others after a batch, on SQLite: whoever waits for another process looks
/// for their turn every tenth of a second.
const REST: Duration = Duration::from_millis(120);

/// Passes over everything. The second takes what was sealed under an older key during the first; more
/// are needed only while somebody goes on sealing under one.
const PASSES_MAX: u32 = 10;

/// A column of envelopes. A row has its owner in `user_id` and its own id in `id`.
#[derive(Clone, Copy, Debug)]
pub struct SealedColumn {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    place: fn(UserId, Uuid) -> Place,
}

/// Every column of envelopes. A test compares it with the database's own list of columns.
pub const SEALED_COLUMNS: &[SealedColumn] = &[
    SealedColumn {
        table: "items",
        column: "access_token",
        place: |owner, row| Place::AccessToken { owner, item: ItemId(row) },
    },
    SealedColumn {
        table: "link_tokens",
        column: "sealed",
        place: |owner, row| Place::LinkToken { owner, row },
    },
    SealedColumn {
        table: "link_attempts",
        column: "public_token",
        place: |owner, row| Place::PublicToken { owner, row },
    },
];

/// What a rotation has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Envelopes that were sealed anew.
    pub done: u64,
    /// Envelopes that are still under an older key.
    pub left: u64,
    /// Those of them that can't be opened: their key is not in the ring, or they were tampered with.
    pub closed: u64,
}

/// How many envelopes each key seals, of all columns together.
pub async fn census(db: &Db) -> Result<BTreeMap<KeyId, u64>, Fault> {
    let mut sealed = BTreeMap::new();
    for SealedColumn { table, column, .. } in SEALED_COLUMNS {
        let sql = format!(
            "select substr({column}, 2, 4) as key_id, cast(count(*) as bigint) as envelopes \
             from {table} where {column} is not null group by 1"
        );
        for row in query(db, &sql, Vec::new()).await? {
            let id: Vec<u8> = row.try_get("", "key_id").or_fault("reading a key's id")?;
            let envelopes: i64 = row.try_get("", "envelopes").or_fault("counting envelopes")?;
            let id = id.try_into().map_or(KeyId([0; 4]), KeyId);
            *sealed.entry(id).or_default() += envelopes.unsigned_abs();
        }
    }
    Ok(sealed)
}

/// Seals everything anew that isn't under the newest key, and tells how far it is after each batch.
pub async fn rotate(
    db: &Db,
    vault: &Vault,
    mut told: impl FnMut(Progress),
) -> Result<Progress, Fault> {
    let mut progress = Progress::default();
    for _ in 0..PASSES_MAX {
        let newest = *vault.key_ids()?.last().or_fault("rotating without a key")?;
        progress.closed = 0;
        progress.left = left(db, newest).await?;
        told(progress);
        for column in SEALED_COLUMNS {
            let mut after = (Uuid::nil(), Uuid::nil());
            // Ends with the table: the next batch begins behind the last one's rows.
            while let Some(last) = batch(db, vault, *column, newest, after, &mut progress).await? {
                after = last;
                told(progress);
                if db.kind == DatabaseKind::Sqlite {
                    sleep(REST).await;
                }
            }
        }
        progress.left = left(db, newest).await?;
        if progress.left <= progress.closed {
            break;
        }
    }
    told(progress);
    Ok(progress)
}

/// One batch; gives where it ended, and none behind the last row.
async fn batch(
    db: &Db,
    vault: &Vault,
    sealed: SealedColumn,
    newest: KeyId,
    after: (Uuid, Uuid),
    progress: &mut Progress,
) -> Result<Option<(Uuid, Uuid)>, Fault> {
    let SealedColumn { table, column, place } = sealed;
    let sql = format!(
        "select user_id, id, {column} as envelope from {table} \
         where {column} is not null and substr({column}, 2, 4) <> $1 and (user_id, id) > ($2, $3) \
         order by user_id, id limit {BATCH_ROWS}"
    );
    let values = vec![newest.0.to_vec().into(), after.0.into(), after.1.into()];
    let rows = query(db, &sql, values).await?;
    if rows.is_empty() {
        return Ok(None);
    }
    // Row by row on PostgreSQL: whoever holds the locks of several can meet another who took them in
    // another order. SQLite has one lock, and each commit waits for the disk with it: one for the batch.
    let tx = match db.kind {
        DatabaseKind::Sqlite => Some(db.begin_system_write().await?),
        DatabaseKind::Postgres => None,
    };
    let mut last = None;
    for row in rows {
        let owner: Uuid = row.try_get("", "user_id").or_fault("reading a sealed row")?;
        let id: Uuid = row.try_get("", "id").or_fault("reading a sealed row")?;
        let envelope: Vec<u8> = row.try_get("", "envelope").or_fault("reading a sealed row")?;
        last = Some((owner, id));
        let place = place(UserId(owner), id);
        let Ok(secret) = vault.open_sealed(place, &envelope) else {
            tracing::error!(table, row = %id, "an envelope can't be opened, and stays as it is");
            progress.closed += 1;
            continue;
        };
        let anew = vault.seal(place, &secret)?;
        let sql = format!(
            "update {table} set {column} = $1 where user_id = $2 and id = $3 and {column} = $4"
        );
        let values = vec![anew.into(), owner.into(), id.into(), envelope.into()];
        let statement = statement(db, &sql, values);
        let swapped = match &tx {
            Some(tx) => tx.execute_raw(statement).await,
            None => db.system.execute_raw(statement).await,
        };
        let swapped = swapped.or_fault("sealing a secret anew")?;
        progress.done += swapped.rows_affected();
        progress.left = progress.left.saturating_sub(swapped.rows_affected());
    }
    if let Some(tx) = tx {
        tx.commit().await.or_fault("sealing secrets anew")?;
    }
    Ok(last)
}

/// How many envelopes are not under the newest key.
async fn left(db: &Db, newest: KeyId) -> Result<u64, Fault> {
    let sealed = census(db).await?;
    Ok(sealed.iter().filter(|(id, _)| **id != newest).map(|(_, envelopes)| envelopes).sum())
}

async fn query(db: &Db, sql: &str, values: Vec<Value>) -> Result<Vec<QueryResult>, Fault> {
    let found = db.system.query_all_raw(statement(db, sql, values)).await;
    found.or_fault("looking for what is sealed under an older key")
}

fn statement(db: &Db, sql: &str, values: Vec<Value>) -> Statement {
    Statement::from_sql_and_values(db.system.get_database_backend(), sql, values)
}
