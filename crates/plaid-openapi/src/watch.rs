//! What a test holds while a simulator runs: a place for its record, which is judged at the end.
//!
//! A violation fails the very test that caused it. One that fails already is left alone, so that
//! its own reason is what is read.

use std::fmt::Write as _;
use std::path::PathBuf;

use tempfile::TempDir;

use crate::record::Record;
use crate::shared;

/// More than these of one record are not written out.
const SHOWN_MAX: usize = 20;

/// A record that is judged when it is let go.
#[derive(Debug)]
pub struct Watch {
    folder: TempDir,
}

impl Watch {
    /// A watch with nothing in its record.
    ///
    /// # Panics
    ///
    /// When there is no place for temporary files.
    #[expect(clippy::new_without_default, reason = "a folder is made, which no default should do")]
    pub fn new() -> Self {
        let folder = TempDir::with_prefix("florin-record-");
        Self { folder: folder.expect("the machine has a place for temporary files") }
    }

    /// The file that the simulator is to write to.
    pub fn record(&self) -> PathBuf {
        self.folder.path().join("exchanges.jsonl")
    }

    /// Everything that broke the contract so far, in words; nothing, when nothing did.
    fn complaint(&self) -> Option<String> {
        let record = self.record();
        // A simulator that never came up has written nothing.
        let contract = shared().filter(|_| record.exists())?;
        let violations = match Record::read(&record) {
            Ok(record) => record.violations(contract),
            Err(error) => return Some(error.to_string()),
        };
        if violations.is_empty() {
            return None;
        }
        let mut text = format!("{} violations of Plaid's OpenAPI document:", violations.len());
        for violation in violations.iter().take(SHOWN_MAX) {
            write!(text, "\n- {violation}").expect("a string takes any text");
        }
        Some(text)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        if let Some(complaint) = self.complaint() {
            panic!("{complaint}");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    const GOOD: &str = r#"{ "item_id": "i", "environment": "sandbox", "webhook_type": "ITEM", "webhook_code": "LOGIN_REPAIRED" }"#;
    const BAD: &str = r#"{ "webhook_type": "ITEM", "webhook_code": "LOGIN_REPAIRED" }"#;

    /// Whether letting go of a watch with that webhook in its record fails.
    fn fails(body: &str) -> bool {
        let watch = Watch::new();
        let line = format!("{{ \"kind\": \"webhook\", \"cause\": \"news\", \"body\": {body} }}\n");
        fs::write(watch.record(), line).unwrap();
        catch_unwind(AssertUnwindSafe(|| drop(watch))).is_err()
    }

    #[test]
    fn a_test_fails_for_what_is_in_its_record() {
        assert!(!fails(GOOD));
        // `shared` says it where the document is absent, and nothing is judged then.
        assert_eq!(fails(BAD), shared().is_some());
    }

    #[test]
    fn a_simulator_that_never_came_up_has_said_nothing_wrong() {
        drop(Watch::new());
    }
}
