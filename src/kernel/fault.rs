//! Faults: what went wrong that nobody who asked could have done anything about.
//!
//! A fault carries the chain of its causes for the log and shows nothing of it to the outside. It is
//! logged once, at the edge, beside the id of the request; the asker is told that id and no more.
//! One thing the edge may ask of a fault: whether it is the database that is away, which passes, so
//! that asking again is right.

use std::error::Error;
use std::fmt;

use sea_orm::{ConnAcquireErr, RuntimeErr, SqlxError, SqlxSqliteError};

/// SQLite's result codes: another writer had the file for longer than anyone waits, a statement that was
/// given up, and no room.
const SQLITE_BUSY: u32 = 5;
const SQLITE_INTERRUPT: u32 = 9;
const SQLITE_FULL: u32 = 13;

/// Beginnings of PostgreSQL's codes (https://www.postgresql.org/docs/current/errcodes-appendix.html):
/// the connection, too many of them, a server that stops, has crashed, or isn't up yet; a transaction that
/// it has heard nothing of for too long.
const POSTGRES_AWAY: &[&str] = &["08", "25P03", "53300", "57P01", "57P02", "57P03"];
const POSTGRES_DISK_FULL: &str = "53100";
const POSTGRES_CANCELED: &str = "57014";

/// The id of one request, shown in its errors and in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub String);

/// An unexpected failure with what was being done when it happened.
#[derive(Debug)]
pub struct Fault {
    doing: &'static str,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Fault {
    /// A fault without an underlying error: an invariant that did not hold.
    pub fn new(doing: &'static str) -> Self {
        Self { doing, cause: None }
    }

    /// A fault with the error behind it.
    pub fn caused(doing: &'static str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { doing, cause: Some(cause.into()) }
    }
}

/// Why the database could not do what is right to ask of it. The first two pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// It can't be reached, is starting or stopping, or has no turn for us.
    Away,
    /// There is no room on its disk.
    Full,
    /// It takes longer than anybody may have it work.
    Slow,
}

impl Fault {
    /// Whether the database was away, full or given up, as the errors of its driver tell.
    pub fn outage(&self) -> Option<Outage> {
        let mut cause = self.source();
        while let Some(error) = cause {
            if error.is::<ConnAcquireErr>() {
                return Some(Outage::Away);
            }
            if let Some(RuntimeErr::SqlxError(error)) = error.downcast_ref() {
                return outage_of(error);
            }
            cause = error.source();
        }
        None
    }

    /// The whole chain in one line, for the log.
    pub fn story(&self) -> String {
        let mut story = self.doing.to_owned();
        let mut cause = self.source();
        while let Some(error) = cause {
            story.push_str(": ");
            story.push_str(&error.to_string());
            cause = error.source();
        }
        story
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.doing)
    }
}

impl AsRef<Fault> for Fault {
    fn as_ref(&self) -> &Fault {
        self
    }
}

impl Error for Fault {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_deref().map(|cause| cause as &(dyn Error + 'static))
    }
}

fn outage_of(error: &SqlxError) -> Option<Outage> {
    let told = match error {
        // A connection that is cut off while it is being made is told as nonsense: as an answer of no
        // known meaning to the question for TLS.
        SqlxError::Io(_)
        | SqlxError::Tls(_)
        | SqlxError::Protocol(_)
        | SqlxError::PoolTimedOut
        | SqlxError::PoolClosed => return Some(Outage::Away),
        SqlxError::Database(told) => told,
        _ => return None,
    };
    let code = told.code()?;
    if told.try_downcast_ref::<SqlxSqliteError>().is_some() {
        // The lower byte of an extended result code is its kind (https://sqlite.org/rescode.html).
        return match code.parse::<u32>().ok()? & 0xff {
            SQLITE_BUSY => Some(Outage::Away),
            SQLITE_FULL => Some(Outage::Full),
            SQLITE_INTERRUPT => Some(Outage::Slow),
            _ => None,
        };
    }
    match code.as_ref() {
        POSTGRES_DISK_FULL => Some(Outage::Full),
        POSTGRES_CANCELED => Some(Outage::Slow),
        code if POSTGRES_AWAY.iter().any(|start| code.starts_with(start)) => Some(Outage::Away),
        _ => None,
    }
}

/// Turns an error into a fault where it is known what was being done.
pub trait OrFault<T> {
    /// Says what was being done, as in `"loading the item"`.
    fn or_fault(self, doing: &'static str) -> Result<T, Fault>;
}

impl<T, E: Into<Box<dyn Error + Send + Sync>>> OrFault<T> for Result<T, E> {
    fn or_fault(self, doing: &'static str) -> Result<T, Fault> {
        self.map_err(|error| Fault::caused(doing, error))
    }
}

impl<T> OrFault<T> for Option<T> {
    fn or_fault(self, doing: &'static str) -> Result<T, Fault> {
        self.ok_or_else(|| Fault::new(doing))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_sees_the_whole_chain() {
        let inner: Result<(), _> = Err("disk full");
        let fault = inner.or_fault("writing the page").or_fault("syncing").unwrap_err();
        assert_eq!(fault.story(), "syncing: writing the page: disk full");
    }

    #[test]
    fn a_database_that_is_away_is_told_from_a_mistake() {
        use std::io::{Error as Io, ErrorKind};
        use std::sync::Arc;

        use sea_orm::DbErr;

        let outage = |error: DbErr| Fault::caused("reading", error).outage();
        let driver = |error: SqlxError| RuntimeErr::SqlxError(Arc::new(error));
        let lost = || SqlxError::Io(Io::from(ErrorKind::ConnectionReset));
        assert_eq!(outage(DbErr::Query(driver(lost()))), Some(Outage::Away));
        assert_eq!(outage(DbErr::Conn(driver(SqlxError::PoolTimedOut))), Some(Outage::Away));
        assert_eq!(outage(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)), Some(Outage::Away));
        let cut_off = SqlxError::Protocol("unexpected response from SSLRequest: 0x00".into());
        assert_eq!(outage(DbErr::Conn(driver(cut_off))), Some(Outage::Away));
        assert_eq!(outage(DbErr::Query(driver(SqlxError::RowNotFound))), None);
        assert_eq!(outage(DbErr::RecordNotUpdated), None);
        assert_eq!(Fault::new("an invariant").outage(), None);
        let inner: Result<(), _> = Err(DbErr::Exec(driver(lost())));
        let outer = inner.or_fault("writing the page").or_fault("syncing").unwrap_err();
        assert_eq!(outer.outage(), Some(Outage::Away));
    }
}
