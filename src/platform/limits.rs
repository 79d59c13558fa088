//! How often somebody may do something: a bucket for each kind of act and each one who acts.
//!
//! The rule is GCRA, the "leaky bucket as a meter": what is kept of a bucket is one moment, at which
//! it will be full again. With Redis the buckets are those of all servers together; without it, or
//! while it is away, each server keeps its own. The limit is never open: the own bucket is asked
//! first and always, so it is filled as it should be when Redis goes, and a flood that it refuses
//! costs Redis nothing. A Redis that doesn't answer within 50 ms is left alone for a second.
//!
//! Crates for this (governor) keep their own time and have no shared store; here the script of Redis
//! and the own buckets are one formula over the platform's clock. A clock that is turned back can't
//! lock anybody out: no bucket is ever further from full than empty.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use sha2::{Digest as _, Sha256};
use tokio::time::{Instant, timeout};

use super::clock::Clock;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::secret::{ExposeSecret as _, SecretString};

/// How long Redis may take to answer.
const REDIS_WAIT: Duration = Duration::from_millis(50);

/// How long a Redis that did not answer is left alone.
const REDIS_REST: Duration = Duration::from_secs(1);

/// Own buckets that are kept at most. When so many are in use at once, new ones share a single one.
const BUCKETS_MAX: usize = 100_000;

/// How often, in microseconds, they are looked through when there are so many.
const SWEEP_EVERY: u64 = 1_000_000;

/// The bucket of those that there is no room for.
const SHARED_BUCKET: Name = 0;

/// `KEYS`: the bucket. `ARGV`: now, what is wanted, what a whole bucket is; all of it microseconds.
/// Answers whether it was given, and how far the bucket is from full.
const SCRIPT: &str = "
    local now, wanted, whole = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
    local full_at = tonumber(redis.call('get', KEYS[1])) or 0
    local used = math.min(math.max(full_at - now, 0), whole)
    if used + wanted > whole then return {0, used} end
    used = used + wanted
    local lives_ms = math.ceil(used / 1000) + 1
    redis.call('set', KEYS[1], string.format('%.0f', now + used), 'px', lives_ms)
    return {1, used}";

/// How much of something there may be in a span of time. All of it may be taken at once; it comes
/// back evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    name: &'static str,
    units: u32,
    per: Duration,
}

impl Limit {
    /// So many units in that span. The name keeps apart what has the same key: one per kind of act.
    pub const fn new(name: &'static str, units: u32, per: Duration) -> Self {
        Self { name, units, per }
    }

    /// So many units a minute.
    pub const fn per_minute(name: &'static str, units: u32) -> Self {
        Self::new(name, units, Duration::from_mins(1))
    }

    /// What it is called.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// How much there may be.
    pub const fn units(&self) -> u32 {
        self.units
    }

    /// In which span.
    pub const fn per(&self) -> Duration {
        self.per
    }

    /// The microseconds in which a whole bucket comes back.
    fn whole(&self) -> u64 {
        u64::try_from(self.per.as_micros()).unwrap_or(u64::MAX)
    }

    /// The microseconds in which so many units come back, rounded against the one who takes them.
    /// More than there can ever be counts as all there is.
    fn micros(&self, units: u32) -> u64 {
        if units >= self.units {
            return self.whole();
        }
        let exact = u128::from(self.whole()) * u128::from(units);
        u64::try_from(exact.div_ceil(u128::from(self.units))).unwrap_or(u64::MAX)
    }

    fn limited(&self, wanted: u64, used: u64) -> Limited {
        let missing = wanted.saturating_sub(self.whole().saturating_sub(used));
        Limited { retry_after: Duration::from_micros(missing) }
    }

    fn left(&self, used: u64) -> Left {
        let whole = self.whole();
        let free = u128::from(whole.saturating_sub(used)) * u128::from(self.units);
        let units = u32::try_from(free / u128::from(whole.max(1))).unwrap_or(self.units);
        Left { units, full_after: Duration::from_micros(used) }
    }
}

/// What is left in a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Units that may be taken at once.
    pub units: u32,
    /// When it will be full.
    pub full_after: Duration,
}

/// There is not enough in the bucket now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too much at once; again in {retry_after:?}")]
pub struct Limited {
    /// When there will be enough.
    pub retry_after: Duration,
}

/// The buckets.
pub struct Limits {
    clock: Arc<dyn Clock>,
    own: Mutex<Buckets>,
    shared: Option<Shared>,
}

impl Limits {
    /// In-process without a Redis URL. Redis need not be there. Needs a runtime around it.
    pub fn open(redis_url: Option<&SecretString>, clock: Arc<dyn Clock>) -> Result<Self, Fault> {
        let shared = redis_url.map(Shared::open).transpose()?;
        Ok(Self { clock, own: Mutex::default(), shared })
    }

    /// Takes so many units out of the bucket of this key.
    pub async fn take(&self, limit: &Limit, key: &str, cost: u32) -> Result<(), Limited> {
        self.spend(limit, key, cost).await.map(drop)
    }

    /// The same, and says what is left, for whoever tells it to the client.
    pub async fn spend(&self, limit: &Limit, key: &str, cost: u32) -> Result<Left, Limited> {
        let now = self.now();
        let bucket = bucket(limit, key);
        let (wanted, whole) = (limit.micros(cost), limit.whole());
        let refused = |used| limit.limited(wanted, used);
        let own = self.own().take(bucket, Take { now, wanted, whole }).map_err(refused)?;
        let Some(shared) = &self.shared else {
            return Ok(limit.left(own));
        };
        match shared.take(bucket, Take { now, wanted, whole }).await {
            Some(Ok(used)) => Ok(limit.left(used)),
            Some(Err(used)) => {
                self.own().give_back(bucket, wanted);
                Err(refused(used))
            }
            None => Ok(limit.left(own)),
        }
    }

    /// The same within this process alone, for what only this process has: a socket, say.
    pub fn take_here(&self, limit: &Limit, key: &str, cost: u32) -> Result<(), Limited> {
        let (now, wanted, whole) = (self.now(), limit.micros(cost), limit.whole());
        let taken = self.own().take(bucket(limit, key), Take { now, wanted, whole });
        taken.map(drop).map_err(|used| limit.limited(wanted, used))
    }

    /// Whether there is so much in the own bucket, which nothing is taken out of: a look before work
    /// whose cost is told by doing it.
    pub fn look(&self, limit: &Limit, key: &str, cost: u32) -> Result<(), Limited> {
        let used = self.own().used(bucket(limit, key), self.now()).min(limit.whole());
        let wanted = limit.micros(cost);
        let fits = used.saturating_add(wanted) <= limit.whole();
        if fits { Ok(()) } else { Err(limit.limited(wanted, used)) }
    }

    /// Fills a bucket again: what was counted against somebody turned out to be honest.
    pub async fn forget(&self, limit: &Limit, key: &str) {
        let bucket = bucket(limit, key);
        self.own().full_at.remove(&bucket);
        if let Some(shared) = &self.shared {
            shared.forget(bucket).await;
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.clock.now().timestamp_micros()).unwrap_or_default()
    }

    /// What a panic left behind is whole: every change under the lock is a single one.
    fn own(&self) -> MutexGuard<'_, Buckets> {
        self.own.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A bucket's name: a hash, because keys are names and addresses of people, and of any length.
type Name = u128;

fn bucket(limit: &Limit, key: &str) -> Name {
    let hash = Sha256::new().chain_update(limit.name).chain_update([0]).chain_update(key);
    let hash = hash.finalize();
    hash.iter().take(16).fold(0, |name, byte| (name << 8) | Name::from(*byte))
}

/// What is asked of a bucket, in microseconds.
#[derive(Clone, Copy)]
struct Take {
    now: u64,
    wanted: u64,
    whole: u64,
}

/// The buckets of this process: the moment at which each is full.
#[derive(Default)]
struct Buckets {
    full_at: HashMap<Name, u64>,
    /// How many there were after the full ones had been thrown away, and when that was.
    swept: usize,
    swept_at: u64,
}

impl Buckets {
    /// How far the bucket is from full; the error is the same when there is not enough.
    fn take(&mut self, bucket: Name, take: Take) -> Result<u64, u64> {
        let Take { now, wanted, whole } = take;
        let bucket = self.room_for(bucket, now);
        let used = self.used(bucket, now).min(whole);
        let after = used.saturating_add(wanted);
        if after > whole {
            return Err(used);
        }
        self.full_at.insert(bucket, now.saturating_add(after));
        Ok(after)
    }

    fn used(&self, bucket: Name, now: u64) -> u64 {
        self.full_at.get(&bucket).map_or(0, |full_at| full_at.saturating_sub(now))
    }

    fn give_back(&mut self, bucket: Name, wanted: u64) {
        if let Some(full_at) = self.full_at.get_mut(&bucket) {
            *full_at = full_at.saturating_sub(wanted);
        }
    }

    /// Throws full buckets away whenever their number has doubled.
    fn room_for(&mut self, bucket: Name, now: u64) -> Name {
        let count = self.full_at.len();
        if self.full_at.contains_key(&bucket) || count < BUCKETS_MAX.min(self.swept * 2 + 1024) {
            return bucket;
        }
        if count < BUCKETS_MAX || now.abs_diff(self.swept_at) >= SWEEP_EVERY {
            self.full_at.retain(|_, full_at| *full_at > now);
            (self.swept, self.swept_at) = (self.full_at.len(), now);
        }
        if self.full_at.len() < BUCKETS_MAX { bucket } else { SHARED_BUCKET }
    }
}

/// The buckets of all servers.
struct Shared {
    redis: ConnectionManager,
    /// Redis did not answer, and is not asked before then.
    rests_until: Mutex<Option<Instant>>,
}

impl Shared {
    fn open(url: &SecretString) -> Result<Self, Fault> {
        let client = redis::Client::open(url.expose_secret()).or_fault("reading REDIS_URL")?;
        let config = ConnectionManagerConfig::new().set_number_of_retries(0);
        let redis = ConnectionManager::new_lazy_with_config(client, config);
        Ok(Self { redis: redis.or_fault("reading REDIS_URL")?, rests_until: Mutex::default() })
    }

    /// None: Redis doesn't answer. Else as [`Buckets::take`].
    async fn take(&self, bucket: Name, take: Take) -> Option<Result<u64, u64>> {
        let mut script = redis::cmd("EVAL");
        script.arg(SCRIPT).arg(1).arg(redis_key(bucket));
        script.arg(take.now).arg(take.wanted).arg(take.whole);
        let (given, used): (bool, u64) = self.ask(&script).await?;
        Some(if given { Ok(used) } else { Err(used) })
    }

    async fn forget(&self, bucket: Name) {
        let mut forget = redis::cmd("DEL");
        forget.arg(redis_key(bucket));
        if self.ask::<i64>(&forget).await.is_none() {
            tracing::debug!("a bucket was not filled: Redis does not answer");
        }
    }

    async fn ask<T: redis::FromRedisValue>(&self, command: &redis::Cmd) -> Option<T> {
        if self.rests() {
            return None;
        }
        let mut redis = self.redis.clone();
        let why = match timeout(REDIS_WAIT, command.query_async(&mut redis)).await {
            Ok(Ok(answer)) => return Some(answer),
            Ok(Err(error)) => error.to_string(),
            Err(_) => format!("no answer within {REDIS_WAIT:?}"),
        };
        tracing::warn!(why, "Redis does not answer; limits are kept in this process");
        *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Instant::now() + REDIS_REST);
        None
    }

    fn rests(&self) -> bool {
        let until = *self.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.is_some_and(|until| Instant::now() < until)
    }
}

fn redis_key(bucket: Name) -> String {
    format!("florin:limit:{bucket:032x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000;

    fn take(buckets: &mut Buckets, bucket: Name, now: u64, wanted: u64) -> Result<u64, u64> {
        buckets.take(bucket, Take { now, wanted, whole: 10 * SECOND })
    }

    #[test]
    fn a_bucket_gives_what_is_in_it_and_no_more() {
        let mut buckets = Buckets::default();
        let now = 1_763_690_000 * SECOND;
        assert_eq!(take(&mut buckets, 7, now, 6 * SECOND), Ok(6 * SECOND));
        assert_eq!(take(&mut buckets, 7, now, 5 * SECOND), Err(6 * SECOND));
        assert_eq!(take(&mut buckets, 7, now, 4 * SECOND), Ok(10 * SECOND));
        assert_eq!(take(&mut buckets, 8, now, 10 * SECOND), Ok(10 * SECOND));
        // A second later a second's worth is back.
        assert_eq!(take(&mut buckets, 7, now + SECOND, SECOND), Ok(10 * SECOND));
        assert_eq!(take(&mut buckets, 7, now + SECOND, 1), Err(10 * SECOND));
    }

    #[test]
    fn a_clock_that_is_turned_back_locks_nobody_out() {
        let mut buckets = Buckets::default();
        let now = 1_763_690_000 * SECOND;
        assert_eq!(take(&mut buckets, 7, now + 86_400 * SECOND, 10 * SECOND), Ok(10 * SECOND));
        assert_eq!(take(&mut buckets, 7, now, 1), Err(10 * SECOND));
        buckets.give_back(7, 86_400 * SECOND);
        assert_eq!(take(&mut buckets, 7, now + 9 * SECOND, 9 * SECOND), Ok(10 * SECOND));
    }

    #[test]
    fn what_comes_back_is_rounded_against_the_taker() {
        let limit = Limit::new("test", 7, Duration::from_secs(10));
        assert_eq!(limit.micros(1), 1_428_572);
        assert_eq!((limit.micros(7), limit.micros(u32::MAX)), (10 * SECOND, 10 * SECOND));
        assert_eq!(limit.left(0).units, 7);
        assert_eq!(limit.left(1_428_572).units, 5);
        assert_eq!(limit.left(10 * SECOND).units, 0);
        assert_eq!(Limit::new("none", 0, Duration::from_secs(1)).micros(0), SECOND);
    }

    #[test]
    fn full_buckets_are_thrown_away() {
        let mut buckets = Buckets::default();
        for bucket in 1..=300_000_u32 {
            let now = u64::from(bucket);
            assert!(take(&mut buckets, bucket.into(), now, 10).is_ok());
        }
        assert!(buckets.full_at.len() < 5_000, "{}", buckets.full_at.len());
        // When all of them are in use, the others share one.
        for bucket in 0..BUCKETS_MAX + 10 {
            let name = 1_000_000 + bucket as Name;
            let given = take(&mut buckets, name, SECOND, 9 * SECOND);
            assert_eq!(given.is_ok(), bucket <= BUCKETS_MAX, "{bucket}");
        }
        assert!(buckets.full_at.len() <= BUCKETS_MAX + 1);
    }
}
