//! `docs/asvs.csv`: the lines of OWASP's ASVS 5.0 (level 2) that concern Florin, each with the tests that
//! hold it, or with the reason why there is none.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

#[test]
fn every_line_of_asvs_has_a_test_that_exists_or_a_reason() {
    let tests = tests();
    let text = fs::read_to_string("docs/asvs.csv").unwrap();
    let mut lines = BTreeSet::new();
    for row in text.lines().skip(1) {
        let [line, what, named, reason] =
            fields(row).try_into().unwrap_or_else(|_| panic!("{row}"));
        let is_line =
            line.split('.').count() == 3 && line.split('.').all(|n| n.parse::<u8>().is_ok());
        assert!(is_line && !what.is_empty() && lines.insert(line.clone()), "{row}");
        assert!(!(named.is_empty() && reason.is_empty()), "{line} has neither a test nor a reason");
        for name in named.split_whitespace() {
            assert!(tests.contains(name), "{line} names {name}, which is no test");
        }
    }
    assert!(lines.len() >= 80, "{}", lines.len());
}

/// The fields of a row. One with a comma or quotes in it stands in quotes, and they are doubled in it.
fn fields(row: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut is_quoted = false;
    for part in row.split_inclusive([',', '"']) {
        let field = fields.last_mut().expect("there is one");
        match part.strip_suffix('"') {
            Some(text) => {
                field.push_str(text);
                is_quoted = !is_quoted;
            }
            None if is_quoted => field.push_str(part),
            None => match part.strip_suffix(',') {
                Some(text) => {
                    field.push_str(text);
                    fields.push(String::new());
                }
                None => field.push_str(part),
            },
        }
    }
    fields
}

/// The names of all tests: functions behind `#[test]` and its kin, and those of `each_database!`.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders: Vec<_> = ["src", "crates", "tests"].map(PathBuf::from).into();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                let mut is_test = false;
                for line in text.lines().map(str::trim) {
                    is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
                    let name = line.split_once("fn ").map(|(_, rest)| rest);
                    let is_each = line.starts_with("each_database!(");
                    if let Some(name) = name.filter(|_| is_test || is_each) {
                        let name = name.split(['(', '<']).next().unwrap_or_default();
                        found.insert(name.to_owned());
                        is_test = false;
                    }
                }
            }
        }
    }
    found
}

#[test]
fn a_row_is_read_with_its_quotes() {
    assert_eq!(fields("1.2.3,a,\"b, \"\"c\"\"\","), ["1.2.3", "a", "b, c", ""]);
    assert_eq!(fields("a"), ["a"]);
}
