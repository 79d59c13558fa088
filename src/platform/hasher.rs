//! Password hashing: argon2id with OWASP's minimum (19 MiB, two passes, one lane), which are the
//! crate's defaults, stored as PHC strings.
//!
//! A hash costs tens of milliseconds of a core and 19 MiB. It runs off the async threads, at most one
//! per spare core at a time; who has to wait for longer than two seconds is told to come back, so
//! that a flood of logins never starves the rest of the server.

use std::sync::Arc;
use std::time::Duration;

use argon2::Argon2;
use argon2::password_hash::phc::{PasswordHash, Salt};
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::ids::Ids;
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::secret::{ExposeSecret as _, SecretString};

/// How long a password waits for its turn.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// What an unknown user's password is verified against, so that it costs the same work.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyBpdA$\
                      Jv7wq6rJ8C7l1n0sZr5yVb3m6o5uJ0mFv0m0X7y2m8k";

/// Why a password was not hashed.
#[derive(Debug, thiserror::Error)]
pub enum HashError {
    /// Too many others are waiting.
    #[error("too many passwords are being checked")]
    Busy,
    /// It went wrong.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Hashes and verifies passwords.
pub struct Hasher {
    turns: Semaphore,
}

impl Hasher {
    /// One turn per core but one, and at least one.
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { turns: Semaphore::new((cores - 1).max(1)) }
    }

    /// Hashes a new password with a new salt.
    pub async fn hash(&self, password: SecretString, ids: &Ids) -> Result<String, HashError> {
        let salt = Salt::new(&ids.bytes::<16>()).or_fault("making a salt")?;
        let _turn = self.turn().await?;
        let hashed = tokio::task::spawn_blocking(move || {
            Argon2::default()
                .hash_password_with_salt(password.expose_secret().as_bytes(), salt.as_ref())
                .map(|hash| hash.to_string())
        });
        Ok(hashed.await.or_fault("hashing a password")?.or_fault("hashing a password")?)
    }

    /// Whether the password is the one that was hashed. Without a hash (an unknown user) the same
    /// work is done and the answer is no.
    pub async fn verify(
        &self,
        password: SecretString,
        hash: Option<String>,
    ) -> Result<bool, HashError> {
        let known = hash.is_some();
        let hash = Arc::new(hash.unwrap_or_else(|| NOBODY.to_owned()));
        let _turn = self.turn().await?;
        let verified = tokio::task::spawn_blocking(move || {
            let hash = PasswordHash::new(&hash)?;
            Argon2::default().verify_password(password.expose_secret().as_bytes(), &hash)
        });
        match verified.await.or_fault("verifying a password")? {
            Ok(()) => Ok(known),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(Fault::caused("verifying a password", error).into()),
        }
    }

    async fn turn(&self) -> Result<SemaphorePermit<'_>, HashError> {
        tokio::time::timeout(WAIT_MAX, self.turns.acquire())
            .await
            .map_err(|_| HashError::Busy)?
            .or_fault("waiting for a turn to hash")
            .map_err(HashError::from)
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::SystemRandomness;

    #[tokio::test]
    async fn only_the_password_itself_verifies() {
        let hasher = Hasher::new();
        let ids = Ids::new(Arc::new(SystemRandomness));
        let hash = hasher.hash("correct horse".into(), &ids).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(hasher.verify("correct horse".into(), Some(hash.clone())).await.unwrap());
        assert!(!hasher.verify("Correct horse".into(), Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn nobody_has_a_password() {
        assert!(!Hasher::new().verify("anything".into(), None).await.unwrap());
    }
}
