//! What a reader may count on in every file, so that nobody has to remember it.
//!
//! Functions of 70 lines at most are clippy's matter (`clippy.toml`); formatting is rustfmt's.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use florin::config::SETTINGS;

/// The end of a file.
const LINES_MAX: usize = 500;

/// Where Rust sources lie.
const FOLDERS: &[&str] = &["src", "crates", "migration", "tests"];

/// Ends of names that make a word in backticks a path, even without a slash.
const ENDS: &[&str] = &[
    "css", "graphql", "html", "json", "lock", "md", "rs", "sh", "sql", "toml", "ts", "tsx", "yml",
];

/// Beginnings of media types, which look like paths.
const MEDIA: &[&str] = &["application/", "image/", "text/"];

/// Files and folders that documents name and that come about on the user's machine.
const MADE_LATER: &[&str] =
    &["data/", "florin.toml", "target/", "frontend/dist/", "frontend/node_modules/"];

#[test]
fn every_source_says_what_it_is_for() {
    for path in rust_files() {
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("//! "), "{} has no `//!` at its head", path.display());
    }
}

#[test]
fn no_file_is_too_long() {
    for path in rust_files() {
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= LINES_MAX, "{} has {lines} lines", path.display());
    }
}

#[test]
fn every_source_is_part_of_a_crate() {
    let mut reached = BTreeSet::new();
    for package in packages() {
        for root in roots(&package) {
            reach(&root, root.parent().unwrap(), &mut reached);
        }
    }
    let orphans: Vec<_> = rust_files().into_iter().filter(|path| !reached.contains(path)).collect();
    assert!(orphans.is_empty(), "no `mod` leads to {orphans:?}");
}

#[test]
fn every_path_that_the_documents_name_exists() {
    for document in ["ARCHITECTURE.md", "README.md"] {
        let text = fs::read_to_string(document).unwrap();
        for path in named_paths(&text) {
            let exists = ["", "src"].iter().any(|base| Path::new(base).join(path).exists());
            assert!(exists, "{document} names `{path}`, which does not exist");
        }
    }
}

#[test]
fn every_setting_is_in_the_example() {
    let example = fs::read_to_string(".env.example").unwrap();
    let mut shown: Vec<_> = example.lines().filter_map(setting).collect();
    let mut known: Vec<_> = SETTINGS.iter().map(|known| (known.name, known.default)).collect();
    shown.sort_unstable();
    known.sort_unstable();
    assert_eq!(shown, known, ".env.example and the list of settings differ");
}

#[test]
fn nothing_names_a_developers_machine() {
    // Written in two parts, or this file would be found.
    let homes = [
        concat!("/ho", "me/"),
        concat!("/Us", "ers/"),
        concat!("\\Us", "ers\\"),
        concat!("/ro", "ot/"),
        concat!("/wo", "rk/"),
    ];
    for path in tracked_files() {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for home in homes {
            let found = text.match_indices(home).any(|(at, _)| is_absolute(&text[..at]));
            assert!(!found, "{} names a path below {home}", path.display());
        }
    }
}

#[test]
fn nothing_is_left_undone() {
    let marks = [
        concat!("to", "do!"),
        concat!("unimpl", "emented!"),
        concat!("db", "g!"),
        concat!("#[ig", "nore"),
        concat!("#[al", "low("),
        concat!("#![al", "low("),
    ];
    for path in rust_files() {
        let text = fs::read_to_string(&path).unwrap();
        for mark in marks {
            assert!(!text.contains(mark), "{} has {mark}", path.display());
        }
    }
}

/// Whether a path that follows this text begins there, and is not the rest of a longer one.
fn is_absolute(before: &str) -> bool {
    !before.ends_with(|c: char| c.is_alphanumeric() || "._-/~}>".contains(c))
}

/// The name and default that a line of the example shows.
fn setting(line: &str) -> Option<(&str, &str)> {
    let (name, default) = line.trim_start_matches("# ").split_once('=')?;
    let is_name = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    (is_name && !name.is_empty()).then_some((name, default))
}

/// The paths that a document names in backticks, its blocks of code left out.
fn named_paths(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2);
    let words = prose.flat_map(|part| part.split('`').skip(1).step_by(2));
    words.filter(|word| is_path(word)).collect()
}

fn is_path(word: &str) -> bool {
    let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
    let end = Path::new(word).extension().and_then(|end| end.to_str());
    let looks = word.contains('/') || end.is_some_and(|end| ENDS.contains(&end));
    let ours = !word.starts_with('/') && !MEDIA.iter().any(|media| word.starts_with(media));
    let bare = word.trim_start_matches("./");
    let made_later = |made: &&str| bare == made.trim_end_matches('/') || bare.starts_with(*made);
    plain && looks && ours && !MADE_LATER.iter().any(made_later)
}

/// Every Rust source of ours.
fn rust_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders: Vec<_> = FOLDERS.iter().map(PathBuf::from).collect();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "no sources were found");
    found
}

/// The folders of the workspace's packages.
fn packages() -> Vec<PathBuf> {
    let manifest: toml::Table = fs::read_to_string("Cargo.toml").unwrap().parse().unwrap();
    let members = manifest["workspace"]["members"].as_array().unwrap();
    let members = members.iter().map(|member| member.as_str().unwrap());
    members.map(|member| PathBuf::from(member.trim_start_matches('.'))).collect()
}

/// The files that a package's crates begin with.
fn roots(package: &Path) -> Vec<PathBuf> {
    let manifest = fs::read_to_string(package.join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let mut roots: Vec<_> =
        ["src/lib.rs", "src/main.rs", "build.rs", "tests/main.rs"].map(PathBuf::from).into();
    for kind in ["bin", "test", "bench", "example"] {
        for target in manifest.get(kind).and_then(toml::Value::as_array).into_iter().flatten() {
            roots.extend(target.get("path").and_then(toml::Value::as_str).map(PathBuf::from));
        }
    }
    if manifest["package"].get("autotests").is_none() {
        for entry in fs::read_dir(package.join("tests")).into_iter().flatten() {
            let path = Path::new("tests").join(entry.unwrap().file_name());
            roots.extend([path.join("main.rs"), path]);
        }
    }
    let roots = roots.into_iter().map(|root| package.join(root));
    roots.filter(|root| root.is_file() && root.extension().is_some_and(|end| end == "rs")).collect()
}

/// Follows the `mod` lines of a file. Those of `lib.rs`, `main.rs` and `mod.rs` lead into its own
/// folder.
fn reach(file: &Path, folder: &Path, reached: &mut BTreeSet<PathBuf>) {
    if !reached.insert(file.to_owned()) {
        return;
    }
    let source = syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap();
    reach_items(&source.items, file, folder, reached);
}

fn reach_items(items: &[syn::Item], file: &Path, folder: &Path, reached: &mut BTreeSet<PathBuf>) {
    for item in items {
        let syn::Item::Mod(module) = item else {
            continue;
        };
        let name = module.ident.to_string();
        let inner = folder.join(&name);
        let elsewhere = module.attrs.iter().any(|attribute| attribute.path().is_ident("path"));
        assert!(!elsewhere, "{}: `#[path]` hides where {name} lies", file.display());
        if let Some((_, items)) = &module.content {
            reach_items(items, file, &inner, reached);
            continue;
        }
        let places = [inner.with_extension("rs"), inner.join("mod.rs")];
        let place = places.iter().find(|place| place.is_file());
        let place = place.unwrap_or_else(|| panic!("{}: no file of {name}", file.display()));
        reach(place, &inner, reached);
    }
}

/// Every file that git keeps or would keep.
fn tracked_files() -> Vec<PathBuf> {
    let list = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
    let listed = Command::new("git").args(list).output().unwrap();
    assert!(listed.status.success(), "git can't list the files");
    let listed = String::from_utf8(listed.stdout).unwrap();
    let files = listed.split_terminator('\0').map(PathBuf::from);
    // A file that was deleted and not yet committed is still listed.
    files.filter(|path| path.is_file()).collect()
}

#[test]
fn paths_are_told_from_other_words() {
    let text = "See `src/lib.rs`, `crates/plaid/` and `Makefile`, not `make run`, `/graphql`, \
                `application/json`, `https://x.y/z`, `data/florin.db` or `features::items`.\n\
                ```\n`no/where.rs`\n```\nand `tests/tidy.rs`";
    assert_eq!(named_paths(text), ["src/lib.rs", "crates/plaid/", "tests/tidy.rs"]);
}

#[test]
fn a_setting_is_read_with_its_default() {
    assert_eq!(
        setting("# FLORIN_LISTEN=127.0.0.1:8080"),
        Some(("FLORIN_LISTEN", "127.0.0.1:8080"))
    );
    assert_eq!(setting("REDIS_URL="), Some(("REDIS_URL", "")));
    assert_eq!(setting("# redis://… if a=b"), None);
    assert_eq!(setting("# address of the server"), None);
}

#[test]
fn a_path_below_a_home_is_told_from_a_part_of_another() {
    assert!(is_absolute("see "));
    assert!(is_absolute("\""));
    assert!(!is_absolute("https://host.example"));
    assert!(!is_absolute("$HOME/net"));
}
