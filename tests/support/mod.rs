//! A Florin of the test's own: the real binary on free ports, with an empty folder or database.

pub mod api;
pub mod bank;
pub mod clock;
pub mod databases;
pub mod documents;
pub mod elsewhere;
pub mod ledger;
pub mod link;
pub mod program;
pub mod scale;
pub mod server;
pub mod socket;
pub mod timing;
pub mod webhook;

pub use api::Api;
pub use clock::HandClock;
pub(crate) use databases::each_database;
pub use databases::{Database, open};
pub use elsewhere::elsewhere;
pub use ledger::Row;
pub use server::Server;
