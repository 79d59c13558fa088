//! Where the document lies, and the one reading of it that a process needs.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::Contract;

/// Names the folder of shared material, where it is not beside the checkout.
const VARIABLE: &str = "FLORIN_SHARED";

/// The document's path, if there is one.
pub fn document() -> Option<PathBuf> {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = std::env::var_os(VARIABLE).filter(|folder| !folder.is_empty());
    let folder = folder.map_or_else(|| checkout.join("../shared"), PathBuf::from);
    Some(folder.join("plaid/openapi-subset.json")).filter(|path| path.is_file())
}

/// The contract of this process. Where the document is absent, one line says so.
///
/// # Panics
///
/// When the document is there and can't be understood: then nothing would be proved.
pub fn shared() -> Option<&'static Contract> {
    static SHARED: OnceLock<Option<Contract>> = OnceLock::new();
    let shared = SHARED.get_or_init(|| {
        let Some(path) = document() else {
            say(&format!(
                "skipped: Plaid's OpenAPI document is not beside the checkout (or in {VARIABLE}), \
                 so no exchange was validated against it"
            ));
            return None;
        };
        match Contract::read(&path) {
            Ok(contract) => Some(contract),
            Err(error) => panic!("{}: {error}", path.display()),
        }
    });
    shared.as_ref()
}

/// Past the capture of test output: a check that was left out must be seen.
fn say(line: &str) {
    // Who closed standard error does not want to know.
    drop(writeln!(std::io::stderr(), "{line}"));
}
