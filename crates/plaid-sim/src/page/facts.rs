//! What the front page says about every simulator: persons, institutions, calls, controls, faults
//! and switches, each from the table that the simulator itself goes by.

use std::net::SocketAddr;

use super::{code, escaped, row, table_head};
use crate::bank::institutions::{self, Health};
use crate::calls::CALLS;
use crate::control::CONTROLS;
use crate::faults;
use crate::rates;
use crate::switches::{SWITCHES, Switches};

/// Who can be linked, with what, and what they are good for.
const PERSONS: [(&str, &str, &str); 12] = [
    (
        "user_good",
        "pass_good",
        "Plaid\u{2019}s fixed person: twelve accounts and a cycle of thirty days",
    ),
    ("user_good", "mfa_device", "is asked for a code from a device: 1234"),
    (
        "user_good",
        "mfa_questions_2_1",
        "is asked two rounds of one question: answer_0_0, answer_1_0",
    ),
    ("user_good", "mfa_selections", "is asked to choose an answer: Yes"),
    ("user_good", "error_ITEM_LOCKED", "fails with that code, and with others alike"),
    ("user_household", "any", "a family\u{2019}s two years, which go on when days pass"),
    ("user_transactions_dynamic", "any", "rows that change with every refresh"),
    ("user_custom", "JSON", "what Plaid\u{2019}s document for custom users says, as the password"),
    ("user_ewa_user", "any", "an hourly worker who is paid early"),
    ("user_yuppie", "any", "a young professional"),
    ("user_small_business", "any", "a small business"),
    ("user_good", "{\"recaptcha\":\"bad\"}", "fails the puzzle for humans"),
];

/// How the official libraries are pointed at the simulator.
pub fn examples(address: SocketAddr) -> String {
    let python = format!(
        "plaid.Configuration(host=\"http://{address}\",\n    api_key={{\"clientId\": CLIENT_ID, \"secret\": SECRET}})"
    );
    let node = format!(
        "new Configuration({{ basePath: \"http://{address}\", baseOptions: {{ headers: {{\n    \"PLAID-CLIENT-ID\": CLIENT_ID, \"PLAID-SECRET\": SECRET }} }} }})"
    );
    format!(
        "<p>With Plaid\u{2019}s Python library:</p><pre>{}</pre><p>With its library for Node:</p><pre>{}</pre>",
        escaped(&python),
        escaped(&node)
    )
}

/// How a browser is led through Link.
pub fn link(address: SocketAddr) -> String {
    let script =
        format!("<script src=\"http://{address}/link/v2/stable/link-initialize.js\"></script>");
    format!(
        "<section id=\"link\"><h2>Link</h2><p>The drop-in for browsers has Plaid\u{2019}s own \
         interface, <code>Plaid.create({{ token, onSuccess, onExit, onEvent }})</code>, and works \
         with react-plaid-link:</p><pre>{}</pre><p>A link token made with <code>hosted_link</code> \
         comes with the address of a page that needs none of yours.</p></section>",
        escaped(&script)
    )
}

/// The persons.
pub fn persons() -> String {
    let rows = PERSONS.map(|(name, password, purpose)| {
        let is_kind = matches!(password, "any" | "JSON");
        let password = if is_kind { password.to_owned() } else { code(password) };
        row(&[("Username", code(name)), ("Password", password), ("Who", escaped(purpose))], &[])
    });
    section("persons", "Persons", "", &["Username", "Password", "Who"], &rows)
}

/// The institutions.
pub fn institutions() -> String {
    let rows = institutions::all().map(|institution| {
        let health = match institution.health {
            Health::Good => "",
            Health::Down => "every link fails for now",
            Health::Unsupported => "cannot be linked",
        };
        let oauth = if institution.oauth { "on its own pages" } else { "in Link" };
        let cells = [
            ("Id", code(institution.id)),
            ("Name", escaped(institution.name)),
            ("Country", escaped(institution.country)),
            ("Sign-in", oauth.to_owned()),
            ("Remark", health.to_owned()),
        ];
        row(&cells, &[])
    });
    let rows: Vec<String> = rows.collect();
    section(
        "institutions",
        "Institutions",
        "",
        &["Id", "Name", "Country", "Sign-in", "Remark"],
        &rows,
    )
}

/// The calls with their limits.
pub fn calls(are_limited: bool) -> String {
    let rows = CALLS.map(|call| {
        let rate = rates::find(call.path);
        let per_item = rate.and_then(|rate| rate.per_item).map(|limit| limit.to_string());
        let per_client = rate.map(|rate| rate.per_client.to_string());
        let cells = [
            ("Call", code(&format!("POST {}", call.path))),
            ("What it is for", escaped(call.purpose)),
            ("A minute for an item", per_item.unwrap_or_default()),
            ("A minute for a client", per_client.unwrap_or_default()),
        ];
        row(&cells, &[])
    });
    let note = if are_limited {
        "Calls that come more often than a limit says are refused with 429."
    } else {
        "Limits are off: calls may come as often as they like."
    };
    let names = ["Call", "What it is for", "A minute for an item", "A minute for a client"];
    section("calls", "Calls", note, &names, &rows)
}

/// The controls.
pub fn controls() -> String {
    let rows = CONTROLS.iter().map(|control| {
        // The purpose of a control that takes a body ends with an example of one.
        let parts = control.purpose.split_once(": {");
        let (purpose, example) = parts.map_or((control.purpose, None), |(purpose, example)| {
            (purpose, Some(code(&format!("{{{example}"))))
        });
        let cells = [
            ("Control", code(control.route)),
            ("What it is for", escaped(purpose)),
            ("Body", example.unwrap_or_default()),
        ];
        row(&cells, &[])
    });
    let rows: Vec<String> = rows.collect();
    let note = "They are no part of Plaid\u{2019}s API, and for programs on this machine alone.";
    section("controls", "Controls", note, &["Control", "What it is for", "Body"], &rows)
}

/// The faults.
pub fn faults() -> String {
    let rows = faults::NAMES.map(|(name, purpose)| {
        row(&[("Fault", code(name)), ("What happens", escaped(purpose))], &[])
    });
    let note = "POST /sim/faults orders them for coming calls. Every error code of Plaid\u{2019}s is one too.";
    section("faults", "Faults", note, &["Fault", "What happens"], &rows)
}

/// The switches, as they stand.
pub fn switches(switches: &Switches) -> String {
    let rows = SWITCHES.map(|switch| {
        let others = switch.choices.iter().filter(|choice| **choice != switches.choice(switch));
        let others: Vec<String> = others.map(|choice| code(choice)).collect();
        let cells = [
            ("Switch", code(switch.name)),
            ("Stands at", code(switches.choice(switch))),
            ("Or", others.join(" ")),
            ("What it decides", escaped(switch.purpose)),
        ];
        row(&cells, &[])
    });
    let note = "Points that no source settles, so that a client can be tried against both ways.";
    section("switches", "Switches", note, &["Switch", "Stands at", "Or", "What it decides"], &rows)
}

fn section(id: &str, title: &str, note: &str, names: &[&str], rows: &[String]) -> String {
    let note =
        if note.is_empty() { String::new() } else { format!("<p class=\"faint\">{note}</p>") };
    let head = table_head(names, &[]);
    format!(
        "<section id=\"{id}\"><h2>{title}</h2>{note}{head}{}</tbody></table></div></section>",
        rows.concat()
    )
}
