//! Where a request comes from: the address of whoever connected, or the one that a trusted proxy
//! says.
//!
//! Anybody can write `X-Forwarded-For`. What is believed is what a trusted proxy has added, which is
//! at the right end: the list is read from there, each address only as long as the one behind it is
//! a trusted proxy's. Where `Forwarded` (RFC 7239) is sent too and doesn't tell the same, one of the
//! two was passed through unread, and neither is believed.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

use crate::kernel::origin::Origin;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// How much of `User-Agent` is kept.
const AGENT_CHARS_MAX: usize = 200;

/// The proxies on the way that are believed, at most: a longer list is nobody's honest one.
const HOPS_MAX: usize = 16;

/// The origin of a request.
pub(super) fn origin(
    peer: Option<SocketAddr>,
    headers: &HeaderMap,
    trusted_proxies: &[IpNet],
) -> Origin {
    let peer = peer.map(|peer| peer.ip().to_canonical());
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let agent = agent.map(|agent| agent.chars().take(AGENT_CHARS_MAX).collect());
    Origin { address: peer.map(|peer| client(peer, headers, trusted_proxies)), agent }
}

fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(&peer) {
        return peer;
    }
    let follow = |name: &HeaderName, read: fn(&str) -> Option<IpAddr>| {
        let mut client = None;
        for hop in hops(headers, name).rev().take(HOPS_MAX) {
            let Some(address) = read(hop) else { break };
            client = Some(address);
            if !is_trusted(&address) {
                break;
            }
        }
        client
    };
    let told = [follow(&X_FORWARDED_FOR, bare), follow(&header::FORWARDED, forwarded)];
    match told {
        [Some(one), None] | [None, Some(one)] => one,
        [Some(one), Some(other)] if one == other => one,
        _ => peer,
    }
}

/// The entries of a header that may be there several times.
fn hops<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl DoubleEndedIterator<Item = &'a str> {
    let values = headers.get_all(name).iter();
    values.flat_map(|value| value.to_str().unwrap_or_default().split(','))
}

/// `192.0.2.7`, `192.0.2.7:4711`, `2001:db8::7`, `[2001:db8::7]`, `[2001:db8::7]:4711`.
fn bare(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let address = text.parse().ok().or_else(bracketed);
    let address = address.or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    address.map(|address| address.to_canonical())
}

/// `for="[2001:db8::7]:4711";proto=https`. `unknown` and made-up names are no addresses.
fn forwarded(element: &str) -> Option<IpAddr> {
    let mut pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let (_, node) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    bare(node.trim().trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(peer: &str, headers: &[(&str, &str)]) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "2001:db8:9::/48".parse().unwrap()];
        let peer = SocketAddr::new(peer.parse().unwrap(), 4711);
        origin(Some(peer), &map, &trusted).address.unwrap().to_string()
    }

    #[test]
    fn a_stranger_is_believed_in_nothing() {
        for headers in [
            &[][..],
            &[("x-forwarded-for", "198.51.100.1")],
            &[("forwarded", "for=198.51.100.1")],
            &[("x-forwarded-for", "198.51.100.1, 10.0.0.1")],
        ] {
            assert_eq!(told("192.0.2.7", headers), "192.0.2.7");
        }
        assert_eq!(told("::ffff:192.0.2.7", &[]), "192.0.2.7");
    }

    #[test]
    fn the_address_that_a_trusted_proxy_has_added_counts() {
        for (header, client) in [
            ("198.51.100.1", "198.51.100.1"),
            ("198.51.100.1:4711", "198.51.100.1"),
            ("203.0.113.9, 198.51.100.1", "198.51.100.1"),
            ("203.0.113.9, 198.51.100.1, 10.1.1.1", "198.51.100.1"),
            ("198.51.100.1, [2001:db8:9::1]:80", "198.51.100.1"),
            ("2001:db8::7", "2001:db8::7"),
            ("10.2.2.2, 10.1.1.1", "10.2.2.2"),
            ("nonsense, 10.1.1.1", "10.1.1.1"),
            ("nonsense", "10.0.0.1"),
            ("", "10.0.0.1"),
        ] {
            assert_eq!(told("10.0.0.1", &[("x-forwarded-for", header)]), client, "{header}");
        }
        let twice = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "198.51.100.1")];
        assert_eq!(told("10.0.0.1", &twice), "198.51.100.1");
        for (header, client) in [
            ("for=198.51.100.1;proto=https;by=10.0.0.1", "198.51.100.1"),
            ("for=203.0.113.9, For=\"[2001:db8::7]:4711\"", "2001:db8::7"),
            ("for=unknown", "10.0.0.1"),
            ("for=_hidden, for=10.1.1.1", "10.1.1.1"),
        ] {
            assert_eq!(told("10.0.0.1", &[("forwarded", header)]), client, "{header}");
        }
    }

    #[test]
    fn two_headers_that_differ_are_worth_as_much_as_none() {
        let told = |forwarded| {
            told("10.0.0.1", &[("x-forwarded-for", "198.51.100.1"), ("forwarded", forwarded)])
        };
        assert_eq!(told("for=198.51.100.1"), "198.51.100.1");
        assert_eq!(told("for=203.0.113.9"), "10.0.0.1");
    }

    #[test]
    fn an_agent_is_cut() {
        let agent = "x".repeat(1000).parse().unwrap();
        let headers = HeaderMap::from_iter([(header::USER_AGENT, agent)]);
        let origin = origin(None, &headers, &[]);
        assert_eq!((origin.address, origin.agent.unwrap().len()), (None, AGENT_CHARS_MAX));
    }
}
