//! Where the keys come from: a file, or the environment. A service that keeps keys (KMS) would be a
//! third, and nothing else would change.
//!
//! The file holds a key a line, oldest first, and only its owner may touch it: with more rights than
//! that it is not read. It is replaced in one step and never written in place, so that a crash leaves
//! the old ring or the new one. On SQLite the first start makes it. On PostgreSQL it is demanded: a
//! server that made its own would lock out the others.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};

use super::ring::{KEY_BYTES, Key, KeyId, Ring};
use crate::config::{Config, DatabaseKind};
use crate::kernel::fault::{Fault, OrFault as _};
use crate::kernel::secret::{ExposeSecret as _, SecretString};
use crate::platform::ids::Ids;

/// The largest file that is taken for a ring: over a thousand keys.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// Gives the ring. It is asked again before each sealing, and when an envelope names an unknown key:
/// who has the keys over a network remembers them for a while.
pub trait KeyProvider: Send + Sync {
    /// Every key as it stands now, in base64, a line each, oldest first.
    fn read(&self) -> Result<SecretString, Fault>;

    /// When the ring was last changed; none where nobody can tell.
    fn changed_at(&self) -> Result<Option<DateTime<Utc>>, Fault>;
}

/// The provider of the settings. On SQLite, a file that is missing is made.
pub fn provider(config: &Config, ids: &Ids) -> Result<Box<dyn KeyProvider>, Fault> {
    if let Some(keys) = &config.keys {
        let lines = keys.expose_secret().replace(',', "\n");
        return Ok(Box::new(EnvironmentKeys(lines.into())));
    }
    let file = KeyFile(config.key_file.clone());
    if !file.exists() {
        if config.database.kind == DatabaseKind::Postgres {
            return Err(Fault::new(
                "opening the vault: PostgreSQL needs FLORIN_KEYS or a key file; \
                 `florin keys new` makes one",
            ));
        }
        file.make(ids)?;
    }
    Ok(Box::new(file))
}

/// A new key, as the key file and `FLORIN_KEYS` take it.
pub fn new_key(ids: &Ids) -> SecretString {
    SecretString::from(STANDARD.encode(ids.bytes::<KEY_BYTES>()))
}

/// What `FLORIN_KEYS` says, which never changes while the process lives.
struct EnvironmentKeys(SecretString);

impl KeyProvider for EnvironmentKeys {
    fn read(&self) -> Result<SecretString, Fault> {
        Ok(self.0.clone())
    }

    fn changed_at(&self) -> Result<Option<DateTime<Utc>>, Fault> {
        Ok(None)
    }
}

/// The key file.
pub struct KeyFile(pub PathBuf);

impl KeyProvider for KeyFile {
    fn read(&self) -> Result<SecretString, Fault> {
        let file = self.open()?;
        let mut text = String::new();
        file.take(FILE_BYTES_MAX).read_to_string(&mut text).or_fault("reading the key file")?;
        Ok(SecretString::from(text))
    }

    fn changed_at(&self) -> Result<Option<DateTime<Utc>>, Fault> {
        let about = self.open()?.metadata().or_fault("looking at the key file")?;
        Ok(Some(about.modified().or_fault("looking at the key file")?.into()))
    }
}

impl KeyFile {
    /// Whether it is there.
    pub fn exists(&self) -> bool {
        self.0.exists()
    }

    /// Opens it, if nobody but its owner may read or write it.
    fn open(&self) -> Result<File, Fault> {
        let file = File::open(&self.0).or_fault("reading the key file")?;
        let about = file.metadata().or_fault("looking at the key file")?;
        if !about.is_file() || about.permissions().mode() & 0o077 != 0 {
            return Err(Fault::new(
                "opening the vault: the key file must be readable by its owner only (chmod 600)",
            ));
        }
        Ok(file)
    }

    /// Makes it with one key, where it isn't there yet.
    pub fn make(&self, ids: &Ids) -> Result<(), Fault> {
        let _lock = self.lock()?;
        if self.exists() {
            return Ok(());
        }
        self.replace(&format!("{}\n", new_key(ids).expose_secret()).into())
    }

    /// Adds a key, which seals from then on.
    pub fn add(&self, ids: &Ids) -> Result<KeyId, Fault> {
        let _lock = self.lock()?;
        let ring = if self.exists() { self.read()? } else { SecretString::default() };
        let new = new_key(ids);
        let id = Key::read(new.expose_secret())?.id;
        let before = ring.expose_secret().trim_end();
        let gap = if before.is_empty() { "" } else { "\n" };
        let ring = SecretString::from(format!("{before}{gap}{}\n", new.expose_secret()));
        Ring::read(&ring)?;
        self.replace(&ring)?;
        Ok(id)
    }

    /// Takes a key out. The newest stays.
    pub fn take_out(&self, id: KeyId) -> Result<(), Fault> {
        let _lock = self.lock()?;
        let ring = self.read()?;
        if Ring::read(&ring)?.newest().id == id {
            return Err(Fault::new("taking a key out of the ring: the newest one seals"));
        }
        let lines = ring
            .expose_secret()
            .lines()
            .filter(|line| Key::read(line.trim()).is_ok_and(|key| key.id != id));
        let rest = lines.fold(String::new(), |rest, line| rest + line.trim() + "\n");
        self.replace(&rest.into())
    }

    /// Its folder, made where it is missing, and held until the lock is dropped: of two commands that
    /// change the ring at once, one waits.
    fn lock(&self) -> Result<File, Fault> {
        let folder = self.folder();
        if !folder.exists() {
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true).mode(0o700);
            builder.create(folder).or_fault("making the folder of the key file")?;
        }
        let held = File::open(folder).or_fault("opening the folder of the key file")?;
        held.lock().or_fault("locking the folder of the key file")?;
        Ok(held)
    }

    fn folder(&self) -> &Path {
        self.0.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
    }

    fn replace(&self, ring: &SecretString) -> Result<(), Fault> {
        let beside = self.0.with_added_extension("new");
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Fault::caused("clearing the way for the key file", error));
            }
            _ => {}
        }
        let mut options = fs::OpenOptions::new();
        let made = options.write(true).create_new(true).mode(0o600).open(&beside);
        let mut file = made.or_fault("making the key file")?;
        file.write_all(ring.expose_secret().as_bytes()).or_fault("writing the key file")?;
        file.sync_all().or_fault("writing the key file")?;
        fs::rename(&beside, &self.0).or_fault("putting the key file in its place")?;
        let folder = File::open(self.folder()).or_fault("opening the folder of the key file")?;
        folder.sync_all().or_fault("keeping the place of the key file")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::platform::ids::SystemRandomness;

    fn ids() -> Ids {
        Ids::new(Arc::new(SystemRandomness))
    }

    fn ring(file: &KeyFile) -> Vec<KeyId> {
        Ring::read(&file.read().unwrap()).unwrap().keys().map(|key| key.id).collect()
    }

    #[test]
    fn a_file_that_others_may_touch_is_not_read() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = KeyFile(folder.path().join("deeper/keys"));
        file.make(&ids()).unwrap();
        for mode in [0o640, 0o604, 0o620, 0o610, 0o666] {
            fs::set_permissions(&file.0, fs::Permissions::from_mode(mode)).unwrap();
            let line = file.read().unwrap_err().story();
            assert!(line.contains("chmod 600"), "{mode:o}: {line}");
        }
        fs::set_permissions(&file.0, fs::Permissions::from_mode(0o400)).unwrap();
        file.read().unwrap();
    }

    #[test]
    fn keys_come_and_go_and_the_newest_stays() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = KeyFile(folder.path().join("keys"));
        let first = file.add(&ids()).unwrap();
        // A crash in the middle of a change leaves this behind, and the next one goes on.
        fs::write(folder.path().join("keys.new"), "half a k").unwrap();
        let second = file.add(&ids()).unwrap();
        assert_eq!(ring(&file), [first, second]);
        assert_eq!(fs::metadata(&file.0).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(file.take_out(second).is_err());
        file.take_out(first).unwrap();
        assert_eq!(ring(&file), [second]);
        file.make(&ids()).unwrap();
        assert_eq!(ring(&file), [second], "a ring that is there is not made anew");
    }

    #[test]
    fn two_that_add_at_once_lose_no_key() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("keys");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| KeyFile(path.clone()).add(&ids()).unwrap());
            }
        });
        assert_eq!(ring(&KeyFile(path)).len(), 8);
    }
}
