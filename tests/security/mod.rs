//! The security requirements: each file and each test is named for the one that it proves, S1 and so
//! on.

mod rows;
mod s04_limits;
mod s08_sockets;
mod s15_foreign_ids;
mod s17_second_fence;
mod s18_life;
mod s18_limits;
mod s18_scopes;
mod s31_audit_log;
