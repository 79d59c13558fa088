//! Words that every room speaks. No I/O happens here, and nothing else of ours is named.

pub mod actor;
pub mod event;
pub mod fault;
pub mod ids;
pub mod money;
pub mod origin;
pub mod page;
pub mod scope;
pub mod secret;
pub mod sight;
