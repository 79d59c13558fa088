//! A database that has fallen silent: the network to it swallows what it is given, and nothing says so.
//!
//! Whoever waits for long asks, on a connection that is there for nothing else, whether the database is
//! there. If it is, they wait on: a write may take its time. If it isn't, they go, as if the process had
//! ended there and then, which is safe at every step; and so does whoever began before anybody was left
//! without an answer, because a network that comes back may have forgotten every connection that was
//! open. Their own is closed when it is given back.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::{DatabaseConnection, DbErr, RuntimeErr, SqlxError};
use tokio::time::{sleep, timeout};

use super::Db;
use crate::config::DatabaseKind;
use crate::kernel::fault::{Fault, OrFault as _};

/// How long somebody waits before they ask, and between two times that they do.
const ASK_EVERY: Duration = Duration::from_secs(4);

/// How long the answer may take: less than the pool itself waits for a connection, whose own word would
/// be taken for that of a connection which is broken.
const ANSWER_MAX: Duration = Duration::from_secs(4);
const _: () = assert!(ANSWER_MAX.as_secs() < super::ACQUIRE_MAX.as_secs());

/// The connection that asks.
#[derive(Clone)]
pub(super) struct Probe {
    pool: DatabaseConnection,
    /// How often there was no answer.
    silences: Arc<AtomicU64>,
}

impl Probe {
    pub(super) fn new(pool: DatabaseConnection) -> Self {
        Self { pool, silences: Arc::default() }
    }

    pub(super) async fn close(self) -> Result<(), DbErr> {
        self.pool.close().await
    }

    fn silences(&self) -> u64 {
        self.silences.load(Ordering::Relaxed)
    }

    /// Asks. A connection that is broken says so, which is no silence: whoever waits on another hears
    /// that by themselves.
    async fn ask(&self) {
        match timeout(ANSWER_MAX, self.pool.ping()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "the database does not answer"),
            Err(_) => {
                self.silences.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

impl Db {
    /// Does something that may take long, unless the database falls silent. Then it is given up, as if
    /// the process had ended there.
    pub fn while_it_speaks<T>(
        &self,
        work: impl Future<Output = T>,
    ) -> impl Future<Output = Result<T, Fault>> {
        let work = self.unless_silent(work);
        async { work.await.or_fault("waiting for a database that has fallen silent") }
    }

    /// The same, on the heap: what is done may be all that is done for a request.
    pub(super) fn unless_silent<T>(
        &self,
        work: impl Future<Output = T>,
    ) -> impl Future<Output = Result<T, DbErr>> {
        let work = Box::pin(work);
        async {
            tokio::select! {
                biased;
                done = work => Ok(done),
                () = self.fallen_silent() => Err(error()),
            }
        }
    }

    /// Waits until the database has fallen silent. A file never does, and one that refuses to talk says
    /// so to everybody by itself.
    async fn fallen_silent(&self) {
        if self.kind == DatabaseKind::Sqlite {
            return std::future::pending().await;
        }
        let begun_after = self.probe.silences();
        while self.probe.silences() == begun_after {
            sleep(ASK_EVERY).await;
            self.probe.ask().await;
        }
    }
}

/// What is told of it: the error of a connection that has timed out.
pub(super) fn error() -> DbErr {
    let silence = io::Error::from(io::ErrorKind::TimedOut);
    DbErr::Conn(RuntimeErr::SqlxError(SqlxError::Io(silence).into()))
}
