//! Where a request came from, as far as the server knows: for limits, and for the owner to read in
//! the list of their sessions and in the log of what was done.

use std::net::{IpAddr, Ipv6Addr};

/// Where a request came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The client's address; none for what the server does by itself.
    pub address: Option<IpAddr>,
    /// What the client calls itself (`User-Agent`), cut to a bound. It is not to be believed.
    pub agent: Option<String>,
}

impl Origin {
    /// What limits by address count together: an IPv4 address by itself, and of IPv6 the 64 bits
    /// that one customer of a provider gets at least. Clients without an address count as one.
    pub fn network(&self) -> String {
        match self.address.map(|address| address.to_canonical()) {
            None => "nowhere".to_owned(),
            Some(IpAddr::V4(address)) => address.to_string(),
            Some(IpAddr::V6(address)) => {
                let network = address.to_bits() >> 64 << 64;
                format!("{}/64", Ipv6Addr::from_bits(network))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_customer_count_together() {
        for (address, network) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ] {
            let origin = Origin { address: Some(address.parse().unwrap()), agent: None };
            assert_eq!(origin.network(), network);
        }
        assert_eq!(Origin::default().network(), "nowhere");
    }
}
