//! What a client of the simulator can see, over HTTP.
//!
//! Each test has a simulator of its own with a clock that stands until the test moves it, so
//! nothing here waits for time to pass.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod asking;
mod bed;
mod chance;
mod controls;
mod faults;
mod front_page;
mod linking;
mod logins;
mod lookups;
mod persons;
mod products;
mod ranges;
mod rates;
mod receiver;
mod recurring;
mod state;
mod switches;
mod syncing;
mod transfers;
mod troubles;
mod webhook_post;
mod webhook_replays;
mod webhooks;
