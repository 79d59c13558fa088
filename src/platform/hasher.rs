//! Password hashing: argon2id with OWASP's minimum (19 MiB, two passes, one lane), stored as PHC
//! strings.
//!
//! A hash costs tens of milliseconds of a core and 19 MiB. Each runs on a thread of its own, outside
//! of tokio's, which lets those go first, and at most one per spare core at a time. 32 more may wait
//! for up to two seconds; who comes then is told to come back, so that a flood of logins never starves
//! the rest of the server. A turn lasts until the work is done, also when nobody waits for it any more.
//! Who has to count an attempt takes their turn first: what was turned away must not be counted as
//! tried.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use argon2::password_hash::phc::{PasswordHash, Salt};
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::ids::Ids;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::secret::{ExposeSecret as _, SecretString};

/// How long a password waits for its turn.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// When who was turned away should come back: those who came together are told one of so many moments
/// in turn, a second apart, or they would all come back together.
const RETRY_AFTER_MIN: Duration = WAIT_MAX;
const RETRY_MOMENTS: u32 = 4;

/// How many may wait.
const QUEUE_MAX: usize = 32;

/// How much nicer a thread is that hashes, where niceness goes from -20 to 19: a tenth of a core is left
/// for it while somebody else wants all of it.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Memory in KiB, passes and lanes of a hash that is made now.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// What an unknown user's password is verified against, so that it costs the same work.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyBpdA$\
                      Jv7wq6rJ8C7l1n0sZr5yVb3m6o5uJ0mFv0m0X7y2m8k";

/// Why a password was not hashed.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many others are waiting.
    #[error("too many passwords are being checked")]
    Busy {
        /// When to come back.
        retry_after: Duration,
    },
    /// It went wrong.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Hashes and verifies passwords.
pub struct Hasher {
    /// Who works or waits.
    places: Arc<Semaphore>,
    /// Who works.
    turns: Arc<Semaphore>,
    /// How many were turned away.
    turned_away: AtomicU32,
}

impl Hasher {
    /// One turn per core but one, and at least one.
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let turns = (cores - 1).max(1);
        Self {
            places: Arc::new(Semaphore::new(turns + QUEUE_MAX)),
            turns: Arc::new(Semaphore::new(turns)),
            turned_away: AtomicU32::new(0),
        }
    }

    /// Hashes a new password with a new salt.
    pub async fn hash(&self, password: SecretString, ids: &Ids) -> Result<String, HashError> {
        let salt = Salt::new(&ids.bytes::<16>()).or_fault("making a salt")?;
        let hashed = self.work(move || {
            argon2()
                .hash_password_with_salt(password.expose_secret().as_bytes(), salt.as_ref())
                .map(|hash| hash.to_string())
        });
        Ok(hashed.await?.or_fault("hashing a password")?)
    }

    /// Whether the password is the one that was hashed. Without a hash (an unknown user) the same
    /// work is done and the answer is no.
    pub async fn verify(
        &self,
        turn: Turn,
        password: SecretString,
        hash: Option<String>,
    ) -> Result<bool, HashError> {
        let known = hash.is_some();
        if cfg!(feature = "sabotage-no-equal-work") && !known {
            return Ok(false);
        }
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let verified = work_in(turn, move || {
            let hash = PasswordHash::new(&hash)?;
            argon2().verify_password(password.expose_secret().as_bytes(), &hash)
        });
        match verified.await? {
            Ok(()) => Ok(known),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(Fault::caused("verifying a password", error).into()),
        }
    }

    /// Does what takes a while in a turn of its own, on its own thread.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, HashError> {
        Ok(work_in(self.turn().await?, work).await?)
    }

    /// Waits for a turn.
    pub async fn turn(&self) -> Result<Turn, HashError> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| self.busy())?;
        let turn = tokio::time::timeout(WAIT_MAX, self.turns.clone().acquire_owned())
            .await
            .map_err(|_| self.busy())?
            .or_fault("waiting for a turn to hash")?;
        Ok(Turn { _place: place, _turn: turn })
    }

    fn busy(&self) -> HashError {
        let moment = self.turned_away.fetch_add(1, Ordering::Relaxed) % RETRY_MOMENTS;
        HashError::Busy { retry_after: RETRY_AFTER_MIN + Duration::from_secs(moment.into()) }
    }
}

async fn work_in<T: Send + 'static>(
    turn: Turn,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    let (done, result) = oneshot::channel();
    let thread = std::thread::Builder::new().name("hasher".to_owned()).spawn(move || {
        step_back();
        let worked = work();
        drop(turn);
        if done.send(worked).is_err() {
            tracing::trace!("nobody waits for a hash any more");
        }
    });
    thread.or_fault("starting a thread to hash on")?;
    result.await.or_fault("hashing: the thread panicked")
}

/// Lets the other threads go first, which answer people who are signed in. Where that can't be said of a
/// thread, each gets its share of the cores.
fn step_back() {
    // sched(7): on Linux niceness belongs to a thread, and not to its process.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::debug!(%error, "a thread that hashes can't step back");
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether a stored hash was made with less work than a hash that is made now, or can't be read.
pub fn is_outgrown(hash: &str) -> bool {
    let read = |hash: &str| {
        let hash = PasswordHash::new(hash).ok()?;
        let (algorithm, params) = (hash.algorithm, Params::try_from(&hash).ok()?);
        (algorithm.as_str() == Algorithm::Argon2id.as_str()).then_some(params)
    };
    read(hash).is_none_or(|params| {
        params.m_cost() < MEMORY_KIB || params.t_cost() < PASSES || params.p_cost() < LANES
    })
}

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).expect("the parameters are in range");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// A turn, and with it the place in the queue.
pub struct Turn {
    _place: OwnedSemaphorePermit,
    _turn: OwnedSemaphorePermit,
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::platform::ids::SystemRandomness;

    async fn verify(
        hasher: &Hasher,
        password: &str,
        hash: Option<String>,
    ) -> Result<bool, HashError> {
        hasher.verify(hasher.turn().await?, password.into(), hash).await
    }

    #[tokio::test]
    async fn only_the_password_itself_verifies() {
        let hasher = Hasher::new();
        let ids = Ids::new(Arc::new(SystemRandomness));
        let hash = hasher.hash("correct horse".into(), &ids).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify(&hasher, "correct horse", Some(hash.clone())).await.unwrap());
        assert!(!verify(&hasher, "Correct horse", Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_a_password() {
        assert!(!verify(&Hasher::new(), "anything", None).await.unwrap());
    }

    #[test]
    fn an_unknown_user_costs_what_a_new_hash_costs() {
        assert!(!is_outgrown(NOBODY));
        let params = Params::try_from(&PasswordHash::new(NOBODY).unwrap()).unwrap();
        assert_eq!(
            (params.m_cost(), params.t_cost(), params.p_cost()),
            (MEMORY_KIB, PASSES, LANES)
        );
        for weak in ["m=19455,t=2,p=1", "m=19456,t=1,p=1", "m=8,t=1,p=1"] {
            assert!(is_outgrown(&NOBODY.replace("m=19456,t=2,p=1", weak)), "{weak}");
        }
        assert!(!is_outgrown(&NOBODY.replace("m=19456,t=2,p=1", "m=47104,t=3,p=1")));
        assert!(is_outgrown(&NOBODY.replace("argon2id", "argon2i")));
        assert!(is_outgrown("nonsense"));
    }

    #[tokio::test]
    async fn a_hash_with_other_parameters_still_verifies() {
        let params = Params::new(8, 1, 1, None).unwrap();
        let old = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = old.hash_password_with_salt(b"correct horse", b"sixteen bytes ok").unwrap();
        let hasher = Hasher::new();
        assert!(verify(&hasher, "correct horse", Some(hash.to_string())).await.unwrap());
        assert!(!verify(&hasher, "another", Some(hash.to_string())).await.unwrap());
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_hash_lets_others_go_first() {
        let niceness = || rustix::process::getpriority_process(None).unwrap();
        let hashing = Hasher::new().work(niceness).await.unwrap();
        assert_eq!(hashing, (niceness() + NICENESS).min(19));
    }

    #[tokio::test]
    async fn who_finds_the_queue_full_is_turned_away_at_once() {
        let hasher = Arc::new(Hasher::new());
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let ended = Arc::new(std::sync::Mutex::new(ended));
        let room = hasher.places.available_permits();
        let mut waiting = tokio::task::JoinSet::new();
        for _ in 0..room {
            let (hasher, ended) = (hasher.clone(), ended.clone());
            let work = move || ended.lock().unwrap().recv().is_err();
            waiting.spawn(async move { hasher.work(work).await });
        }
        while hasher.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let mut told = HashSet::new();
        for _ in 0..RETRY_MOMENTS {
            let Err(HashError::Busy { retry_after }) = hasher.work(|| ()).await else {
                panic!("there is no room");
            };
            told.insert(retry_after.as_secs());
        }
        assert_eq!(told, HashSet::from([2, 3, 4, 5]), "they don't come back together");
        // Nobody waits any more, and yet the turn is taken until the work is done.
        waiting.abort_all();
        while waiting.join_next().await.is_some() {}
        assert_eq!(hasher.turns.available_permits(), 0);
        drop(end);
        while hasher.places.available_permits() < room {
            tokio::task::yield_now().await;
        }
    }
}
