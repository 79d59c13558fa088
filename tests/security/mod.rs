//! What is promised about security, a file per requirement.

mod s31_audit_log;
