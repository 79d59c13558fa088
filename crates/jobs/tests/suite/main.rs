//! The engine's promises, each checked on SQLite and on PostgreSQL by the same test.
//!
//! PostgreSQL is named by `FLORIN_TEST_POSTGRES_URL`, the URL of a database from which others may
//! be created; every test makes its own and drops it.

/// Makes of each test in the list `sqlite::name` and `postgres::name`.
macro_rules! on_both_databases {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let bed = crate::bed::Bed::sqlite().await;
                super::$name(&bed).await;
                bed.close().await;
            })*
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let bed = crate::bed::Bed::postgres().await;
                super::$name(&bed).await;
                bed.close().await;
            })*
        }
    };
}

mod asking;
mod bed;
mod claiming;
mod clocks;
mod ending;
mod fairness;
mod journal;
mod reading;
mod stage;
mod sweeping;
mod working;
