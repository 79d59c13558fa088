//! The promises, each as a test that is named after its number, on both databases, with real
//! processes and real signals. docs/reliability.md has the numbers that were reached.

mod bank;
mod bed;
mod chance;
mod defects;
mod invariants;
mod postgres;
mod proxy;
mod relay;
mod store;

mod r01_sigkill;
mod r02_every_step;
mod r02_unknown_links;
mod r03_one_worker;
mod r04_rescue;
mod r05_one_by_one;
mod r05_plaid_misbehaves;
mod r06_answers;
mod r06_webhooks;
mod r07_no_webhooks;
mod r08_postgres;
mod r09_redis;
mod r10_full_disk;
mod r10_sqlite;
mod r12_sigterm;
mod r13_subscribers;
mod r14_any_schedule;
mod r17_fairness;
mod r18_memory;
