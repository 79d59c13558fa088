//! The front page: what this is, which calls it speaks, which controls it has.

use std::fmt::Write;

use crate::calls::CALLS;
use crate::control::CONTROLS;

/// The page as HTML. It holds nothing but our own texts, so nothing in it needs escaping beyond
/// quotes and braces, which HTML takes as they are.
pub fn html() -> String {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
         <title>Plaid simulator</title></head>\n<body>\n<h1>Plaid simulator</h1>\n\
         <p>A bank in a box: it speaks Plaid's API to programs on this machine. \
         Nothing here is real money.</p>\n<h2>Calls</h2>\n<ul>\n",
    );
    for call in CALLS {
        push_entry(&mut page, "POST ", call.path, call.purpose);
    }
    page.push_str("</ul>\n<h2>Controls</h2>\n<ul>\n");
    for control in CONTROLS {
        push_entry(&mut page, "", control.route, control.purpose);
    }
    page.push_str("</ul>\n</body>\n</html>\n");
    page
}

fn push_entry(page: &mut String, method: &str, route: &str, purpose: &str) {
    writeln!(page, "<li><code>{method}{route}</code>: {purpose}</li>")
        .expect("a string takes every text");
}
