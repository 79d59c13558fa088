//! Where a request came from, as far as the server knows: for limits, and for the owner to read in
//! the list of their sessions and in the log of what was done.

use std::net::IpAddr;

/// Where a request came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's address; none for what the server does by itself.
    pub address: Option<IpAddr>,
    /// What the client calls itself (`User-Agent`), cut to a bound. It is not to be believed.
    pub agent: Option<String>,
}
