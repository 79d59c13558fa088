//! Every test of the server, in one binary: one link, and one set of helpers.
//!
//! What a user can do is tested through the real binary over HTTP and WebSocket, on SQLite and on
//! PostgreSQL with Redis. Pure rules are tested beside their code.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]
#![recursion_limit = "256"]

mod support;

mod accounts;
mod architecture;
mod bad_input;
mod commands;
mod deletion;
mod entities;
mod http;
mod identity;
mod item_life;
mod link;
mod links;
mod owners;
mod retention;
mod schema;
mod security;
mod tidy;
mod tour;
mod transactions;
mod turns;
mod webhooks;
mod words;
