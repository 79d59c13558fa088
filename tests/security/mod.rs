//! The security requirements: each file and each test is named for the one that it proves, S1 and so
//! on.

mod asvs;
mod documents;
mod rows;
mod s04_limits;
mod s08_sockets;
mod s11_csrf;
mod s12_cors;
mod s13_headers;
mod s14_static;
mod s15_foreign_ids;
mod s17_second_fence;
mod s18_life;
mod s18_limits;
mod s18_scopes;
mod s19_budgets;
mod s19_documents;
mod s20_schema;
mod s21_masked;
mod s22_passwords;
mod s23_sockets;
mod s24_envelopes;
mod s25_keys;
mod s26_canaries;
mod s28_webhook_flood;
mod s31_audit_log;
