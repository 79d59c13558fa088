//! `florin plaid-sim`: the simulator of Plaid on its own.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::{Done, print};

/// Runs the simulator of Plaid on its own.
///
/// Examples: `florin plaid-sim --listen 127.0.0.1:8090 --seed 7`,
/// `florin plaid-sim --no-rate-limits --switch login_lifetime=30_days`
#[derive(Args)]
pub struct PlaidSim {
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Equal seeds give equal banks.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// The client id to accept.
    #[arg(long, default_value = plaid_sim::DEFAULT_CLIENT_ID)]
    client_id: String,
    /// The secret to accept.
    #[arg(long, default_value = plaid_sim::DEFAULT_SECRET)]
    secret: String,
    /// File that keeps the banks across restarts; without it they live in memory.
    #[arg(long)]
    state: Option<PathBuf>,
    /// File that every call, answer and webhook is appended to, for debugging a client program.
    #[arg(long)]
    record: Option<PathBuf>,
    /// Take calls as often as they come, instead of as often as Plaid's sandbox takes them.
    #[arg(long)]
    no_rate_limits: bool,
    /// Settle a point that no source settles, as name=choice; may be given several times.
    /// `GET /sim/switches` and the front page list them.
    #[arg(long = "switch", value_name = "NAME=CHOICE")]
    switches: Vec<String>,
}

impl PlaidSim {
    /// Until ctrl-c or SIGTERM.
    pub async fn run(self) -> Done {
        let mut switches = plaid_sim::Switches::default();
        for switch in &self.switches {
            switches.set_text(switch)?;
        }
        let config = plaid_sim::Config {
            seed: self.seed,
            client_id: self.client_id,
            secret: self.secret,
            state: self.state,
            record: self.record,
            rate_limits: !self.no_rate_limits,
            switches,
            ..plaid_sim::Config::new(self.listen)
        };
        let simulator = plaid_sim::start(config).await?;
        print(&format!("The simulator of Plaid listens on http://{}", simulator.address()));
        super::serve::until_told_to_stop().await?;
        simulator.stop().await;
        Ok(())
    }
}
