//! `florin schema`: prints the GraphQL schema in its definition language.

use clap::Args;

use super::print;

/// Prints the GraphQL schema (SDL). Example: `florin schema > schema.graphql`
#[derive(Args)]
pub struct PrintSchema {}

impl PrintSchema {
    /// Needs neither settings nor a database.
    pub fn run(&Self {}: &Self) {
        print(florin::graphql::sdl().trim_end());
    }
}
