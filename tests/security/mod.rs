//! The security requirements: each file and each test is named for the one that it proves, S1 and so
//! on.

mod asvs;
mod s04_limits;
mod s08_sockets;
mod s18_life;
mod s18_limits;
mod s18_scopes;
mod s24_envelopes;
mod s25_keys;
mod s26_canaries;
mod s27_outbound;
mod s31_audit_log;
