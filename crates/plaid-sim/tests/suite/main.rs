//! What a client of the simulator can see, over HTTP.
//!
//! Each test has a simulator of its own with a clock that stands until the test moves it, so
//! nothing here waits for time to pass.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod asking;
mod bed;
mod controls;
mod custom;
mod days;
mod dynamic;
mod faults;
mod link_bed;
mod link_panes;
mod link_ways;
mod linking;
mod logins;
mod lookups;
mod persons;
mod products;
mod ranges;
mod receiver;
mod recurring;
mod sharing;
mod state;
mod syncing;
mod taxonomy;
mod webhooks;
