//! The audit log: what was done to an owner's account, by whom, when, and from where.
//!
//! Rules. An event is recorded in the transaction of what it tells of, so that neither is there without
//! the other. Events are never changed, and leave only with their owner's account or when they are
//! older than FLORIN_AUDIT_KEEP; triggers of the database hold the code to that for the first 30 days.
//! What a client wrote (its `User-Agent`, a bank's name) is cut to a bound and freed of control
//! characters first, so that no line of the log can be forged. Secrets are never recorded. The log is
//! about access: who signed in, linked and removed; not about what was read or noted on a purchase.

mod model;
mod store;

pub use crate::entities::audit_event::{
    AuditActor as EventActor, AuditKind as Kind, Model as AuditEvent,
};
pub use model::{Actor, Cursor, Entry, plain};
pub use store::{forget_old, list, record};
