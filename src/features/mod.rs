//! What the product does, a folder or a file per noun. Each names only those above it here.

pub mod audit;

pub mod identity;

pub mod categories;
pub mod deletions;

pub mod accounts;

pub mod keys;

pub mod transactions;

pub mod items;

pub mod sync;

pub mod webhooks;
