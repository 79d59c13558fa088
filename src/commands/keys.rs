//! `florin keys`: encryption keys at rest.

use std::sync::Arc;

use clap::{Args, Subcommand};
use florin::kernel::secret::ExposeSecret as _;
use florin::platform::ids::{Ids, SystemRandomness};
use florin::platform::vault::{new_key, write_new_key_file};

use super::{Done, print, settings};

/// Encryption keys at rest. Example: `florin keys new`
#[derive(Args)]
pub struct Keys {
    #[command(subcommand)]
    command: KeyCommand,
}

#[derive(Subcommand)]
enum KeyCommand {
    /// Prints a new key, for `FLORIN_KEYS`; with `--file`, writes a new key file instead.
    /// Example: `florin keys new`
    New {
        /// Write the file that `FLORIN_KEY_FILE` names, which must not exist yet.
        #[arg(long)]
        file: bool,
    },
}

impl Keys {
    /// Needs no database.
    pub fn run(self) -> Done {
        let ids = Ids::new(Arc::new(SystemRandomness));
        match self.command {
            KeyCommand::New { file: false } => print(new_key(&ids).expose_secret()),
            KeyCommand::New { file: true } => {
                let path = settings()?.key_file;
                write_new_key_file(&path, &ids)?;
                print(&format!("A new key lies in {}", path.display()));
            }
        }
        Ok(())
    }
}
