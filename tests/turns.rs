//! On SQLite those who write take turns in the order in which they came, and whoever reads waits for
//! nobody.

use std::pin::Pin;
use std::sync::Mutex;
use std::task::Poll;

use florin::kernel::ids::UserId;
use florin::platform::db::Db;
use futures_util::future::join_all;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::support::{Database, open};

const OWNER: UserId = UserId(Uuid::nil());
const WRITERS: usize = 64;

#[tokio::test]
async fn whoever_writes_is_next_in_the_order_of_coming() {
    let (db, _folder) = open(Database::Sqlite).await;
    let holder = db.begin_system_write().await.unwrap();
    let turns = Mutex::new(Vec::new());
    let mut writers: Vec<_> =
        (0..WRITERS).map(|number| Box::pin(write(&db, number, &turns))).collect();
    for writer in &mut writers {
        come(writer.as_mut()).await;
    }
    assert_eq!(jobs(&db.system).await, 0);
    assert_eq!(jobs(&db.of(OWNER)).await, 0);
    // What `/readyz` asks.
    db.ping().await.unwrap();
    assert!(db.pending_migrations().await.unwrap().is_empty());
    assert!(turns.lock().unwrap().is_empty(), "somebody wrote while another held the file");
    holder.commit().await.unwrap();
    join_all(writers).await;
    assert_eq!(turns.into_inner().unwrap(), (0..WRITERS).collect::<Vec<_>>());
    db.close().await.unwrap();
}

/// Writes in one of the ways that there are, and notes that it was its turn.
async fn write(db: &Db, number: usize, turns: &Mutex<Vec<usize>>) {
    let mut tx = None;
    match number % 5 {
        0 => delete(&db.system).await,
        1 => delete(&db.heartbeats).await,
        2 => delete(&db.of(OWNER)).await,
        3 => tx = Some(db.begin_write(OWNER).await.unwrap()),
        _ => tx = Some(db.begin_system_write().await.unwrap()),
    }
    turns.lock().unwrap().push(number);
    if let Some(tx) = tx {
        tx.commit().await.unwrap();
    }
}

async fn delete(db: &impl ConnectionTrait) {
    db.execute_unprepared("delete from sync_pages").await.unwrap();
}

async fn jobs(db: &impl ConnectionTrait) -> usize {
    let all = Statement::from_string(db.get_database_backend(), "select id from jobs");
    db.query_all_raw(all).await.unwrap().len()
}

/// Begins to wait, and no more.
async fn come(mut writer: Pin<&mut impl Future<Output = ()>>) {
    std::future::poll_fn(|context| {
        assert!(writer.as_mut().poll(context).is_pending(), "it did not wait");
        Poll::Ready(())
    })
    .await;
}
