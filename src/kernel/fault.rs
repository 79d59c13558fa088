//! Faults: what went wrong that nobody who asked could have done anything about.
//!
//! A fault carries the chain of its causes for the log and shows nothing of it to the outside. It is
//! logged once, at the edge, beside the id of the request; the asker is told that id and no more.

use std::error::Error;
use std::fmt;

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

impl Fault {
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
}
