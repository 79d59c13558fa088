//! Who may name whom, as ARCHITECTURE.md tells it: a table, and a reader of the sources that holds
//! the code to it.
//!
//! Every path counts: in a `use`, in the middle of a line, relative ones, and those inside of
//! macros and attributes. The binary's own files (`main.rs`, `commands/`) may name everything and
//! are not read. What Cargo refuses already, a crate that names another without depending on it, is
//! left to Cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};

/// Rooms, what each may name of the server besides itself, and what of the guarded crates. A
/// feature has the line of `features` and its own, if any.
const ROOMS: &str = "
    kernel             |                                           | sea_orm
    config             | kernel                                    |
    entities           | kernel                                    | sea_orm
    platform           | kernel config                             | migration plaid redis sea_orm
    features           | kernel entities platform                  | jobs sea_orm
    features::identity | config::SignupPolicy                      |
    features::accounts |                                           | plaid
    features::categories |                                         | plaid
    features::items    |                                           | plaid
    features::sync     |                                           | plaid
    features::webhooks |                                           | plaid
    graphql            | kernel platform::Platform features        | async_graphql
    graphql            | platform::events                          |
    http               | kernel config platform graphql            | async_graphql axum
    http               | features::identity features::keys         |
    http               | features::webhooks features::exports      |
    fuzzing            | config features graphql::guard http::fuzzing | async_graphql plaid
    fuzzing            | kernel platform                           |
    worker             | kernel platform features                  | jobs
";

/// The features, each naming only those to its left.
const FEATURES: &str = "audit identity categories accounts keys transactions items sync webhooks \
                        recurring budgets insights exports notifications deletions";

/// Crates that not every room may name: our own, and those that belong to one room's trade.
const GUARDED: &str = "async_graphql axum florin jobs migration plaid plaid_openapi plaid_sim \
                       redis reqwest sea_orm sea_orm_migration sqlx";

/// The crates beside the server, and what of ours each may depend on.
const CRATES: &[(&str, &[&str])] = &[
    ("crates/jobs", &["migration"]),
    ("crates/plaid", &["plaid-openapi", "plaid-sim"]),
    ("crates/plaid-openapi", &[]),
    ("crates/plaid-sim", &["plaid-openapi"]),
    ("migration", &[]),
];

/// Names in manifests that are ours.
const OURS: &str = "florin florin-jobs florin-migration florin-plaid florin-plaid-openapi \
                    florin-plaid-sim jobs migration plaid plaid-openapi plaid-sim";

#[test]
fn every_room_names_only_what_it_may() {
    let mut wrong = Vec::new();
    let mut arrows = BTreeMap::<String, BTreeSet<String>>::new();
    for (module, source) in sources(Path::new("src")) {
        let here = room_of(&module);
        for path in paths_of(&module, &source) {
            if let Err(reason) = check(&module, &path) {
                wrong.push(reason);
            }
            if let Named::Ours(path) = path
                && !path.is_empty()
                && room_of(&path) != here
            {
                arrows.entry(here.clone()).or_default().insert(room_of(&path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(circle(&arrows), None, "rooms name each other in a circle");
}

#[test]
fn no_crate_beside_the_server_depends_on_more_than_it_may() {
    let known: BTreeSet<_> = CRATES.iter().map(|(folder, _)| PathBuf::from(folder)).collect();
    for entry in fs::read_dir("crates").unwrap() {
        let folder = entry.unwrap().path();
        assert!(known.contains(&folder), "{} is not in the table", folder.display());
    }
    for (folder, allowed) in CRATES {
        let manifest = fs::read_to_string(Path::new(folder).join("Cargo.toml")).unwrap();
        for name in dependencies(&manifest.parse().unwrap()) {
            let fine = !lists(OURS, &name) || allowed.contains(&name.as_str());
            assert!(fine, "{folder} must not depend on {name}");
        }
    }
}

/// The names of a manifest's dependencies, those of its tests and build script included, and the
/// packages that they stand for.
fn dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let Some(table) = manifest.get(kind).and_then(toml::Value::as_table) else {
            continue;
        };
        for (name, about) in table {
            names.insert(name.clone());
            names.extend(about.get("package").and_then(|name| name.as_str()).map(str::to_owned));
        }
    }
    names
}

/// A path that a source names.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Named {
    /// Of the server, without the leading `crate`.
    Ours(Vec<String>),
    /// Of a guarded crate.
    Crate(String),
}

/// Whether a module may name a path.
fn check(module: &[String], named: &Named) -> Result<(), String> {
    let here = room_of(module);
    let mut rooms = vec![here.clone()];
    let mut crates = String::new();
    if let Some(feature) = here.strip_prefix("features::") {
        if !lists(FEATURES, feature) {
            return Err(format!("{here} has no place in the order of features"));
        }
        let left = FEATURES.split_whitespace().take_while(|name| *name != feature);
        rooms.extend(left.map(|name| format!("features::{name}")));
    }
    let mut known = ["", "features"].contains(&here.as_str());
    for line in ROOMS.trim().lines() {
        let mut columns = line.split('|').map(str::trim);
        let [name, may_name, may_use] = std::array::from_fn(|_| columns.next().unwrap());
        if name == here || here.starts_with("features::") && name == "features" {
            known = true;
            rooms.extend(may_name.split_whitespace().map(str::to_owned));
            crates = format!("{crates} {may_use}");
        }
    }
    let covers = |path: &str| {
        rooms.iter().any(|room| {
            path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        })
    };
    match named {
        _ if !known => Err(format!("{here} is no room of the table")),
        Named::Crate(name) if lists(&crates, name) => Ok(()),
        Named::Crate(name) => Err(format!("{} names the crate {name}", module.join("::"))),
        Named::Ours(path) if covers(&path.join("::")) => Ok(()),
        Named::Ours(path) => Err(format!("{} names crate::{}", module.join("::"), path.join("::"))),
    }
}

fn lists(words: &str, word: &str) -> bool {
    words.split_whitespace().any(|listed| listed == word)
}

/// The room that a path of the server lies in: its first part, and for features the second too.
fn room_of(path: &[String]) -> String {
    let parts = if path.first().is_some_and(|first| first == "features") { 2 } else { 1 };
    path.iter().take(parts).cloned().collect::<Vec<_>>().join("::")
}

/// A circle of rooms, if there is one.
fn circle(arrows: &BTreeMap<String, BTreeSet<String>>) -> Option<Vec<String>> {
    fn follow(
        arrows: &BTreeMap<String, BTreeSet<String>>,
        way: &mut Vec<String>,
        done: &mut BTreeSet<String>,
    ) -> Option<Vec<String>> {
        let here = way.last()?.clone();
        for next in arrows.get(&here).into_iter().flatten() {
            if let Some(start) = way.iter().position(|room| room == next) {
                return Some(way[start..].to_vec());
            }
            if !done.contains(next) {
                way.push(next.clone());
                let found = follow(arrows, way, done);
                if found.is_some() {
                    return found;
                }
                way.pop();
            }
        }
        done.insert(here);
        None
    }
    let mut done = BTreeSet::new();
    arrows.keys().find_map(|room| follow(arrows, &mut vec![room.clone()], &mut done))
}

/// Every source of the library with its module path.
fn sources(folder: &Path) -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(open) = folders.pop() {
        for entry in fs::read_dir(open).unwrap() {
            let path = entry.unwrap().path();
            let inner = path.strip_prefix(folder).unwrap();
            if inner == Path::new("commands") || inner == Path::new("main.rs") {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let parts = inner.with_extension("");
                let mut module: Vec<_> =
                    parts.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
                module.pop_if(|last| last == "mod" || last == "lib");
                found.push((module, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(found.len() > 1, "no sources were found");
    found
}

/// The paths that a source names.
fn paths_of(module: &[String], source: &str) -> Vec<Named> {
    let file = syn::parse_file(source).unwrap();
    let mut reader = Reader { module: module.to_vec(), ..Reader::default() };
    Names(&mut reader).visit_file(&file);
    reader.visit_file(&file);
    reader.named
}

/// Reads paths, the file's own names known.
#[derive(Default)]
struct Reader {
    module: Vec<String>,
    declared: BTreeSet<String>,
    imported: BTreeSet<String>,
    named: Vec<Named>,
}

impl Reader {
    /// Notes an imported path, or one in the middle of the code.
    fn note(&mut self, path: &[String], is_import: bool) {
        let Some(first) = path.first() else { return };
        let ups = path.iter().take_while(|part| *part == "super").count();
        if first == "crate" {
            self.named.push(Named::Ours(path[1..].to_vec()));
        } else if first == "self" || ups > 0 {
            let base = self.module.len().saturating_sub(ups);
            let rest = path.iter().skip(ups.max(1));
            self.named.push(Named::Ours(self.module[..base].iter().chain(rest).cloned().collect()));
        } else if lists(GUARDED, first)
            && !self.declared.contains(first)
            && (is_import || (path.len() > 1 && !self.imported.contains(first)))
        {
            self.named.push(Named::Crate(first.clone()));
        }
    }

    /// Notes the paths in a macro's or an attribute's text, which syn leaves unread.
    fn note_text(&mut self, text: &str) {
        let mut path = Vec::new();
        for token in text.replace("::", " :: ").split_whitespace() {
            let token = token.trim_matches(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
            match token {
                "::" => path.push(String::new()),
                _ if path.last().is_some_and(String::is_empty) => {
                    path.pop();
                    path.push(token.to_owned());
                }
                _ => {
                    self.note(&path, false);
                    path = vec![token.to_owned()];
                }
            }
        }
        self.note(&path, false);
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        for path in flat(&item.tree) {
            self.note(&path, true);
        }
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.note(&[item.ident.to_string()], true);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts: Vec<_> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        // A lone `self` or `crate` is no path.
        if parts.len() > 1 {
            self.note(&parts, false);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, macro_: &'ast syn::Macro) {
        self.note_text(&macro_.tokens.to_string());
        visit::visit_macro(self, macro_);
    }

    fn visit_meta_list(&mut self, list: &'ast syn::MetaList) {
        self.note_text(&list.tokens.to_string());
        visit::visit_meta_list(self, list);
    }
}

/// Collects the names that a file gives itself, which go before those of crates.
struct Names<'a>(&'a mut Reader);

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.0.declared.insert(item.ident.to_string());
        visit::visit_item_mod(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        for mut path in flat(&item.tree) {
            self.0.imported.extend(path.pop());
        }
    }
}

/// The paths of a `use`, one each; an import of a module itself ends at the module.
fn flat(tree: &syn::UseTree) -> Vec<Vec<String>> {
    match tree {
        syn::UseTree::Path(path) => {
            let first = path.ident.to_string();
            let rest = flat(&path.tree).into_iter();
            rest.map(|rest| [vec![first.clone()], rest].concat()).collect()
        }
        syn::UseTree::Group(group) => group.items.iter().flat_map(flat).collect(),
        syn::UseTree::Name(name) if name.ident == "self" => vec![Vec::new()],
        syn::UseTree::Name(name) => vec![vec![name.ident.to_string()]],
        syn::UseTree::Rename(name) => vec![vec![name.ident.to_string()]],
        syn::UseTree::Glob(_) => vec![vec!["*".to_owned()]],
    }
}

/// What the checker finds wrong in a source of that module.
fn wrong(module: &str, source: &str) -> Vec<String> {
    let module: Vec<_> = module.split("::").map(str::to_owned).collect();
    let paths = paths_of(&module, source);
    paths.iter().filter_map(|path| check(&module, path).err()).collect()
}

/// Modules and sources that keep to the table.
const FINE: &str = r"
    kernel::ids: use super::money::Money; use sea_orm::DeriveValueType;
    entities::item: use crate::kernel::{ids::ItemId, money};
    platform::db: use crate::config::Database; fn f() { sea_orm::Database::connect(); }
    platform: fn open(plaid: plaid::Client) { plaid.ask(); }
    features: pub mod items; pub mod sync;
    features::sync::jobs: use crate::features::{accounts, items::Item}; use plaid::Client;
    features::sync: mod jobs; pub use jobs::SyncHandler; fn f() { jobs::run(); }
    features::items::store: use super::{model::X, *}; use crate::platform::vault::Place;
    features::identity: fn f(policy: crate::config::SignupPolicy) {}
    graphql::items: use crate::features::sync; use crate::platform::{Platform, events::Events};
    graphql::node: #[cfg(test)] mod tests { use super::*; use super::super::scalars::Id; }
    http::auth: use crate::{features::identity, platform::Platform}; use axum::Router;
    worker: use jobs::Worker; use crate::features::sync::SyncHandler;
";

/// Modules and sources that each have one arrow too many.
const ARROW_TOO_MANY: &str = r#"
    kernel::ids: use crate::platform::ids::Ids;
    entities::item: use crate::features::items::Item;
    config: fn f(db: crate::entities::item::Model) {}
    platform::db: use super::super::features::items;
    features::accounts: use crate::features::items::Item;
    features::accounts: use super::items::Item;
    features::accounts: use crate::features::{categories, sync as later};
    features::items: use crate::features;
    features::items: use crate::*;
    features::items: use crate::config::Config;
    features::items: fn f() { log!("{}", crate::http::router()); }
    features::items: fn f() { log!("a :: {x}"); crate::http::router(); }
    features::items: mod tests { use super::super::super::http::router; }
    features::items::store: use crate::{kernel, graphql::node};
    features::gadgets: use crate::kernel::ids;
    graphql::items: fn f() { crate::entities::item::owned_by(user); }
    graphql::items: use crate::platform::db::Db;
    http::ops: use crate::features::items;
    worker: use crate::http;
    util: use crate::kernel::ids;
"#;

/// Modules and sources that each name a crate of another room's trade.
const CRATE_TOO_MANY: &str = r"
    kernel::ids: use jobs::Job;
    platform::events: fn f() -> florin::kernel::Event {}
    features::transactions: use plaid::Transaction;
    features::items: use {axum::Json, std::fmt};
    features::items: use async_graphql as graph;
    features::items: fn f() { vec![axum::http::StatusCode::OK]; }
    graphql::items: use sea_orm::EntityTrait;
    graphql::items: fn f(error: &plaid::Error) {}
    graphql::items: #[derive(sea_orm::FromQueryResult)] struct Row {}
    http: extern crate sea_orm;
    worker: use plaid_sim::Simulator;
";

#[test]
fn the_reader_finds_what_is_wrong_and_nothing_else() {
    for (cases, expected) in [(FINE, 0), (ARROW_TOO_MANY, 1), (CRATE_TOO_MANY, 1)] {
        for case in cases.trim().lines() {
            let (module, source) = case.trim().split_once(": ").unwrap();
            let found = wrong(module, source);
            assert_eq!(found.len(), expected, "{case}: {found:?}");
        }
    }
}

#[test]
fn a_circle_is_found() {
    let arrows = |list: &[(&str, &str)]| {
        let mut arrows = BTreeMap::<String, BTreeSet<String>>::new();
        for (from, to) in list {
            arrows.entry((*from).to_owned()).or_default().insert((*to).to_owned());
        }
        arrows
    };
    assert_eq!(circle(&arrows(&[("a", "b"), ("b", "c"), ("a", "c")])), None);
    let found = circle(&arrows(&[("a", "b"), ("b", "c"), ("c", "d"), ("d", "b")])).unwrap();
    assert_eq!(found, ["b", "c", "d"]);
}

#[test]
fn a_dependency_is_found_whatever_it_is_called() {
    let manifest = "[dev-dependencies]\nbank = { path = \"x\", package = \"florin-plaid\" }\n\
                    [dependencies]\njobs.workspace = true";
    let names = dependencies(&manifest.parse().unwrap());
    assert_eq!(names, ["bank", "florin-plaid", "jobs"].map(str::to_owned).into());
}
