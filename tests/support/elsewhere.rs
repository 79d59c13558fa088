//! What other machines do, here on a thread of its own that lets everything else go first: how long an
//! honest request takes must not depend on how much work a flood is for whoever makes it.

use std::future::Future;
use std::thread::JoinHandle;

use tokio::runtime::Builder;

/// Begins this at once on a machine of its own, so to say. Its clients have to be its own: a connection
/// belongs to the runtime that opened it.
pub fn elsewhere<F: Future>(work: impl FnOnce() -> F + Send + 'static) -> JoinHandle<F::Output>
where
    F::Output: Send + 'static,
{
    let thread = std::thread::Builder::new().name("elsewhere".to_owned());
    let started = thread.spawn(move || {
        #[cfg(target_os = "linux")]
        rustix::process::nice(19).unwrap();
        Builder::new_current_thread().enable_all().build().unwrap().block_on(work())
    });
    started.unwrap()
}
