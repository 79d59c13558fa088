//! Against guessing: how often a password may be tried.
//!
//! Attempts are counted per user from devices that nobody has signed in from, and per device from the
//! others: so whoever guesses from elsewhere can't lock the owner out, and gains nothing by taking
//! more addresses, more connections, more servers, or the e-mail address for the name. Ten are free;
//! then each waits for twice as long as the one before it, from a second to 15 minutes, which makes
//! 19 in the first quarter of an hour. An attempt is counted before it is made, in one statement, so
//! that none slips through beside another. A success clears the count, and so does a day without any.
//!
//! Beside that, an address may fail so often a minute at all names together (`FLORIN_LOGIN_RATE`);
//! its owner's known devices are let through. Nothing of this is told: an attempt that may not be
//! made costs what one costs that is made, and reads the same.

use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use sha2::{Digest as _, Sha256};

use super::throttle_store as store;
use crate::kernel::fault::Fault;
use crate::kernel::ids::UserId;
use crate::kernel::origin::Origin;
use crate::platform::Platform;
use crate::platform::limits::Limit;

/// Devices of a user that are remembered.
pub(super) const DEVICES_MAX: u64 = 50;

/// The hash of what is guarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Guarded([u8; 32]);

impl Guarded {
    /// Logging in to this user's account from anywhere.
    pub(super) fn account(owner: UserId) -> Self {
        Self::hash("account", &[owner.0.as_bytes()])
    }

    /// Logging in under a name that nobody has.
    pub(super) fn name(key: &str) -> Self {
        Self::hash("name", &[key.as_bytes()])
    }

    /// Logging in to this user's account from a device that they have signed in from.
    pub(super) fn known_device(owner: UserId, device_hash: &[u8]) -> Self {
        Self::hash("device", &[owner.0.as_bytes(), device_hash])
    }

    /// Giving the password again while signed in.
    pub(super) fn confirmation(owner: UserId) -> Self {
        Self::hash("confirmation", &[owner.0.as_bytes()])
    }

    /// Setting a new password with a code.
    pub(super) fn reset(owner: UserId) -> Self {
        Self::hash("reset", &[owner.0.as_bytes()])
    }

    fn hash(kind: &str, parts: &[&[u8]]) -> Self {
        let hash = Sha256::new().chain_update(kind).chain_update([0]);
        Self(parts.iter().fold(hash, Sha256::chain_update).finalize().into())
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        self.0.to_vec()
    }
}

/// Where somebody signs in from: their address and what their client calls itself. Both can be
/// forged by who knows them, which gains ten attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Device(pub(super) [u8; 32]);

impl Device {
    /// The device of a request.
    pub(super) fn of(origin: &Origin) -> Self {
        let agent = origin.agent.as_deref().unwrap_or_default();
        let hash = Sha256::new().chain_update(place(origin)).chain_update([0]).chain_update(agent);
        Self(hash.finalize().into())
    }
}

/// Whether an attempt may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempt {
    /// It may.
    Granted,
    /// Not before then.
    Refused {
        /// When the next one may be made.
        retry_after: Duration,
    },
}

/// Counts an attempt and says whether it may be made. Both answers cost the same.
pub(super) async fn attempt(
    platform: &Platform,
    guarded: Guarded,
    now: DateTime<Utc>,
) -> Result<Attempt, Fault> {
    store::attempt(&platform.db.system, guarded, platform.ids.new_uuid(now), now).await
}

/// The attempt succeeded: those before it were its maker's own.
pub(super) async fn succeeded(db: &impl ConnectionTrait, guarded: Guarded) -> Result<(), Fault> {
    store::clear(db, guarded).await
}

/// Whether an address may fail once more.
pub(super) async fn may_fail(platform: &Platform, origin: &Origin) -> bool {
    let limit = failures(platform);
    let left = platform.limits.spend(&limit, &place(origin), 0).await;
    left.is_ok_and(|left| left.units > 0)
}

/// The address has failed.
pub(super) async fn failed(platform: &Platform, origin: &Origin) {
    if platform.limits.take(&failures(platform), &place(origin), 1).await.is_err() {
        tracing::info!("an address fails to log in too often");
    }
}

/// Counts a signup of an address; the error says when there may be another.
pub(super) async fn sign_up(platform: &Platform, origin: &Origin) -> Result<(), Duration> {
    let limit = Limit::per_minute("signup", platform.config.sign_in.signup_rate);
    let taken = platform.limits.take(&limit, &place(origin), 1).await;
    taken.map_err(|limited| limited.retry_after)
}

fn failures(platform: &Platform) -> Limit {
    Limit::per_minute("failed login", platform.config.sign_in.login_rate)
}

/// The address as far as it tells one customer of a provider from another: an IPv6 network of 64 bits
/// is one.
fn place(origin: &Origin) -> String {
    match origin.address {
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => {
            let network = u128::from(address) >> 64 << 64;
            Ipv6Addr::from(network).to_string()
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(address: &str, agent: &str) -> Device {
        let (address, agent) = (address.parse().ok(), Some(agent.to_owned()));
        Device::of(&Origin { address, agent })
    }

    #[test]
    fn a_device_is_an_address_and_an_agent() {
        let known = device("192.0.2.7", "Firefox");
        assert_eq!(known, device("192.0.2.7", "Firefox"));
        assert_ne!(known, device("192.0.2.8", "Firefox"));
        assert_ne!(known, device("192.0.2.7", "curl"));
        assert_eq!(device("2001:db8::1", "x"), device("2001:db8::ffff:1", "x"));
        assert_ne!(device("2001:db8::1", "x"), device("2001:db8:0:1::1", "x"));
    }

    #[test]
    fn what_is_guarded_is_kept_apart() {
        let owner = UserId(uuid::Uuid::from_u128(7));
        let other = UserId(uuid::Uuid::from_u128(8));
        let device = device("192.0.2.7", "Firefox");
        let all = [
            Guarded::account(owner),
            Guarded::account(other),
            Guarded::confirmation(owner),
            Guarded::reset(owner),
            Guarded::known_device(owner, &device.0),
            Guarded::known_device(other, &device.0),
            Guarded::name("alice"),
        ];
        for (index, one) in all.iter().enumerate() {
            assert!(all[index + 1..].iter().all(|other| one != other), "{index}");
        }
    }
}
