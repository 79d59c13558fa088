//! The command line. Each command is a file of `commands`; only here are all rooms named at once.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod commands;

/// A person's bank accounts as a GraphQL API that they own.
///
/// Settings are environment variables, or lines of `.env` or `florin.toml` in the folder that florin
/// is started in; `.env.example` lists them.
#[derive(Parser)]
#[command(name = "florin", version, arg_required_else_help = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Serve(commands::serve::Serve),
    Migrate(commands::migrate::Migrate),
    Schema(commands::schema::PrintSchema),
    PlaidSim(commands::plaid_sim::PlaidSim),
    Keys(commands::keys::Keys),
    User(commands::user::User),
    Item(commands::item::Item),
    Job(commands::job::Job),
    Doctor(commands::doctor::Doctor),
}

fn main() -> ExitCode {
    let line = CommandLine::parse();
    commands::warn_of_sabotage();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return commands::refuse(&error),
    };
    let done = runtime.block_on(async {
        match line.command {
            Command::Serve(serve) => serve.run().await,
            Command::Migrate(migrate) => migrate.run().await,
            Command::Schema(schema) => {
                commands::schema::PrintSchema::run(&schema);
                Ok(())
            }
            Command::PlaidSim(simulator) => simulator.run().await,
            Command::Keys(keys) => keys.run().await,
            Command::User(user) => user.run().await,
            Command::Item(item) => item.run().await,
            Command::Job(job) => job.run().await,
            Command::Doctor(doctor) => Box::pin(commands::doctor::Doctor::run(&doctor)).await,
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => commands::refuse(error.as_ref()),
    }
}
