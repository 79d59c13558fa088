//! What a client of the simulator can see, over HTTP.
//!
//! Each test has a simulator of its own with a clock that stands until the test moves it, so
//! nothing here waits for time to pass.

#![expect(clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod asking;
mod bed;
mod chance;
mod controls;
mod custom;
mod days;
mod dynamic;
mod faults;
mod front_page;
mod link_bed;
mod link_panes;
mod link_ways;
mod linking;
mod logins;
mod lookups;
mod persons;
mod products;
mod properties;
mod ranges;
mod rates;
mod receiver;
mod record;
mod recurring;
mod sdk;
mod sharing;
mod state;
mod switches;
mod syncing;
mod taxonomy;
mod transfers;
mod troubles;
mod webhook_post;
mod webhook_replays;
mod webhooks;
