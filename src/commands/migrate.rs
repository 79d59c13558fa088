//! `florin migrate`: brings the database to the schema of this version, or back.

use clap::{Args, ValueEnum};
use florin::platform::db::Db;

use super::{Done, print, settings};

/// Brings the database to the schema of this version. Example: `florin migrate status`
#[derive(Args)]
pub struct Migrate {
    /// What to do.
    #[arg(value_enum, default_value_t = Direction::Up)]
    direction: Direction,
}

#[derive(Clone, Copy, ValueEnum)]
enum Direction {
    /// Run every step that has not been run.
    Up,
    /// Take the newest step back. What it held is lost.
    Down,
    /// Say which steps have not been run.
    Status,
}

impl Migrate {
    /// Works on the database without the server.
    pub async fn run(self) -> Done {
        let db = Db::open(&settings()?.database).await?;
        match self.direction {
            Direction::Up => db.migrate_up().await?,
            Direction::Down => db.migrate_down().await?,
            Direction::Status => {}
        }
        let pending = db.pending_migrations().await?;
        if pending.is_empty() {
            print("The database is up to date.");
        } else {
            print(&format!("Not run yet: {}", pending.join(", ")));
        }
        db.close().await?;
        Ok(())
    }
}
