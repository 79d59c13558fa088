//! What this server offers, for whoever has no account yet.

use async_graphql::{Context, Enum, Object, SimpleObject};
use url::Host;

use super::access::{origin, platform};
use super::error::fault;
use super::needs::{Needs, scope};
use crate::features::identity::{self, Signup};
use crate::platform::Platform;

/// Who may sign up at this moment.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "Signup")]
pub enum SignupPolicy {
    /// Anyone.
    Open,
    /// Nobody: the operator makes users.
    Closed,
    /// One person, because there is no user yet.
    FirstUser,
}

/// What this server offers.
#[derive(SimpleObject)]
pub struct ServerInfo {
    /// Who may sign up at this moment.
    #[graphql(directive = scope::apply(Needs::Public))]
    signup: SignupPolicy,
    /// Characters that a password has at least.
    #[graphql(directive = scope::apply(Needs::Public))]
    password_chars_min: usize,
    /// The front page of the simulated bank; null where real banks are linked, and for whoever isn't on
    /// the machine that the server runs on.
    #[graphql(directive = scope::apply(Needs::Public))]
    simulator_url: Option<String>,
    /// The most banks that you may link; null: no limit.
    #[graphql(directive = scope::apply(Needs::Public))]
    item_limit: Option<u32>,
}

#[derive(Default)]
pub struct ServerInfoQuery;

#[Object]
impl ServerInfoQuery {
    /// What this server offers. Needs no credentials.
    #[graphql(directive = scope::apply(Needs::Public))]
    async fn server_info(&self, ctx: &Context<'_>) -> async_graphql::Result<ServerInfo> {
        let platform = platform(ctx);
        let signup = identity::signup_policy(platform).await.map_err(|cause| fault(ctx, &cause))?;
        let is_near = origin(ctx).address.is_some_and(|address| address.is_loopback());
        Ok(ServerInfo {
            signup: signup.into(),
            password_chars_min: identity::PASSWORD_CHARS_MIN,
            simulator_url: is_near.then(|| simulator_url(platform)).flatten(),
            item_limit: platform.config.item_limit,
        })
    }
}

/// The simulator listens on this machine only, so its address is worth something to pages that are
/// reached by a loopback address.
fn simulator_url(platform: &Platform) -> Option<String> {
    let config = &platform.config;
    let is_near = match config.public_url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let is_simulated = config.plaid_keys.is_none();
    (is_near && is_simulated).then(|| format!("http://{}", config.plaid_sim_listen))
}
