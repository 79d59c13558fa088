//! Places where a test can make the server fail: with an error, a panic, or an abort, which ends the
//! process as a power cut would.
//!
//! This is no setting of the product. `FLORIN_FAILPOINT=sync.before_commit:abort:2` makes the second
//! passage of that point fail, once; a build without debug assertions has no points and never looks.
//! The variable is read once in the life of a process. A point that fails first writes its order into
//! the file `failpoint` of the folder that the process runs in, where the test sees that the point was
//! reached. The points stand before and after what can't be undone; tests/reliability/r02_every_step.rs
//! fails at each.
//!
//! Beside the points there is a disk that is full: where `FLORIN_FAILPOINT_DISK` names a file, SQLite
//! takes no more pages than that file says, for as long as it is there.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::kernel::fault::{Fault, OrFault as _};

/// Every point, in the order in which a link, a sync, a refresh, a webhook and a removal pass them.
pub const FAILPOINTS: &[&str] = &[
    "link.after_intent",
    "link.after_exchange",
    "link.before_commit",
    "link.after_commit",
    "sync.after_claim",
    "sync.after_standing",
    "sync.after_page",
    "sync.after_balances",
    "sync.after_cursor",
    "sync.after_rows",
    "sync.before_commit",
    "sync.after_commit",
    "refresh.after_note",
    "refresh.after_plaid",
    "webhook.before_commit",
    "webhook.after_commit",
    "removal.before_commit",
    "removal.after_commit",
    "removal.before_plaid",
    "removal.after_plaid",
    "removal.before_end",
    "removal.after_end",
];

/// The variable that tells which point fails, how, and at which passage.
const VARIABLE: &str = "FLORIN_FAILPOINT";

/// The file that shows that it has failed.
const MARK: &str = "failpoint";

/// The variable that names the file with the number of pages, and SQLite's own largest number.
const DISK_VARIABLE: &str = "FLORIN_FAILPOINT_DISK";
const PAGES_UNLIMITED: u32 = 4_294_967_294;

static DISK: LazyLock<Option<String>> = LazyLock::new(|| std::env::var(DISK_VARIABLE).ok());

static ORDER: LazyLock<Option<Order>> = LazyLock::new(|| {
    let text = std::env::var(VARIABLE).ok()?;
    Some(Order::read(&text).expect("FLORIN_FAILPOINT is name:error|panic|abort:passage"))
});

/// A place that fails where a test has ordered it, and does nothing otherwise.
pub fn failpoint(name: &'static str) -> Result<(), Fault> {
    if !cfg!(debug_assertions) {
        return Ok(());
    }
    match &*ORDER {
        Some(order) if order.name == name => order.pass(),
        _ => Ok(()),
    }
}

/// The most pages that SQLite may take, where a test has ordered a disk that can be full.
pub fn pages_max() -> Option<u32> {
    let path = DISK.as_ref().filter(|_| cfg!(debug_assertions))?;
    let text = std::fs::read_to_string(path).unwrap_or_default();
    Some(text.trim().parse().unwrap_or(PAGES_UNLIMITED))
}

struct Order {
    name: String,
    action: Action,
    /// Which passage fails; the first is 1.
    nth: usize,
    passed: AtomicUsize,
}

#[derive(Clone, Copy, Debug)]
enum Action {
    Error,
    Panic,
    Abort,
}

impl Order {
    fn read(text: &str) -> Option<Self> {
        let mut words = text.split(':');
        let (name, action, nth) = (words.next()?, words.next()?, words.next()?);
        let action = match action {
            "error" => Action::Error,
            "panic" => Action::Panic,
            "abort" => Action::Abort,
            _ => return None,
        };
        let is_known = FAILPOINTS.contains(&name) && words.next().is_none();
        let (name, nth) = (name.to_owned(), nth.parse().ok()?);
        is_known.then_some(Self { name, action, nth, passed: AtomicUsize::new(0) })
    }

    fn pass(&self) -> Result<(), Fault> {
        if self.passed.fetch_add(1, Ordering::Relaxed) + 1 != self.nth {
            return Ok(());
        }
        std::fs::write(MARK, &self.name).or_fault("marking a failpoint")?;
        match self.action {
            Action::Error => Err(Fault::new("a failpoint was reached")),
            Action::Panic => panic!("a failpoint was reached"),
            Action::Abort => std::process::abort(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_orders_that_make_sense_are_taken() {
        assert!(Order::read("sync.after_rows:panic:2").is_some());
        for wrong in ["", "sync.after_rows", "sync.nowhere:panic:1", "sync.after_rows:smile:1"] {
            assert!(Order::read(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn only_the_ordered_passage_fails() {
        let order = Order::read("sync.after_rows:error:7").unwrap();
        assert!(order.pass().is_ok());
        assert!(failpoint("sync.after_rows").is_ok());
    }
}
