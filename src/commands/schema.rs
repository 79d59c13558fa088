//! `florin schema`: prints the GraphQL schema in its definition language.

use clap::Args;

use super::{Done, print};

/// Prints the GraphQL schema (SDL). Example: `florin schema > schema.graphql`
#[derive(Args)]
pub struct PrintSchema {}

impl PrintSchema {
    /// Needs neither settings nor a database.
    pub fn run(self) -> Done {
        print(florin::graphql::sdl().trim_end());
        Ok(())
    }
}
