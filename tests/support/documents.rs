//! Documents that are made to cost much more than they show: the two tables of async-graphql's own
//! weaknesses, and what graphql-armor and graphql-cop try.

use std::fmt::Write as _;

/// `count` times what is written for a number, one after the other.
fn repeated(count: usize, write: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        write!(text, "{} ", write(number)).unwrap();
        text
    })
}

/// Fragments that each spread the next one some times: `spreads` to the power of `levels` fields.
pub fn fan_out(levels: usize, spreads: usize) -> String {
    let fragments = repeated(levels, |level| {
        let next = format!("...F{} ", level + 1).repeat(spreads);
        format!("fragment F{level} on Query {{ {next}}}")
    });
    format!("{{ ...F0 }} {fragments} fragment F{levels} on Query {{ __typename }}")
}

/// Every malicious document with what it tries.
pub fn malicious() -> Vec<(&'static str, String)> {
    let aliases = |count| repeated(count, |number| format!("a{number}:__typename"));
    let mut documents = vec![
        ("fan-out of 16 levels", fan_out(16, 2)),
        ("fan-out of 18 levels", fan_out(18, 2)),
        ("fan-out of 20 levels", fan_out(20, 2)),
        ("fan-out of 32 levels", fan_out(32, 2)),
        ("fan-out of 49 levels", fan_out(49, 2)),
        ("fan-out of 8 levels by 7", fan_out(8, 7)),
        ("fan-out of 9 levels by 10", fan_out(9, 10)),
        ("fifty thousand aliases", format!("{{ {} }}", aliases(50_000))),
        ("thirty-one aliases", format!("{{ viewer {{ {} }} }}", aliases(31))),
        ("aliases of a root field", format!("{{ {} }}", aliases(21))),
        ("a field five hundred times", format!("{{ viewer {{ {} }} }}", "id ".repeat(500))),
        ("two thousand tokens", format!("{{ viewer {{ {} }} }}", "id ".repeat(2_000))),
        (
            "a long comment",
            format!("{{ viewer {{ id # {}\n }} {} }}", "x".repeat(15_000), aliases(40)),
        ),
        ("a longer text", format!("{{ viewer {{ id }} }} # {}", "x".repeat(40_000))),
        ("depth of eleven", format!("{} id {}", "{ a ".repeat(11), "}".repeat(11))),
        ("depth of a thousand", format!("{}{}", "{ a ".repeat(1_000), "}".repeat(1_000))),
        ("brackets in an argument", format!("{{ node(id: {}) {{ id }} }}", "[".repeat(900))),
        ("objects in an argument", format!("{{ node(id: {}) {{ id }} }}", "{a:".repeat(900))),
        ("depth by fragments", {
            let (open, close) = ("{ a ".repeat(5), "}".repeat(5));
            format!(
                "{open} ...F {close} fragment F on A {open} ...G {close} fragment G on A {open} {close}"
            )
        }),
    ];
    documents.extend(directives_fragments_and_rows());
    documents
}

/// What is too much by directives, by fragments, by rows and by questions about the schema.
fn directives_fragments_and_rows() -> Vec<(&'static str, String)> {
    let login = "login(input: { username: \"alice\", password: \"guess\" }) { token }";
    let introspection =
        "__schema { types { fields { type { fields { type { fields { name } } } } } } }";
    vec![
        (
            "directives on a field",
            format!("{{ viewer {{ id {} }} }}", "@include(if: true) ".repeat(11)),
        ),
        ("unknown directives", format!("{{ __typename {} }}", "@aa".repeat(500))),
        ("directives all over", {
            let fields = repeated(20, |number| {
                format!("f{number} @include(if: true) @skip(if: false) @include(if: true)")
            });
            format!("{{ viewer {{ {fields} }} }}")
        }),
        (
            "a circle of fragments",
            "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".into(),
        ),
        ("a circle that nobody uses", "{ __typename } fragment A on Query { ...A }".into()),
        ("fifty-one fragments", {
            let fragments =
                repeated(51, |number| format!("fragment F{number} on Query {{ __typename }}"));
            format!("{{ __typename }} {fragments}")
        }),
        (
            "logins by alias",
            format!("mutation {{ {} }}", repeated(20, |number| format!("a{number}: {login}"))),
        ),
        (
            "logins by fragment",
            format!("mutation {{ ...L ...L }} fragment L on Mutation {{ {login} a: {login} }}"),
        ),
        ("rows of rows", {
            let rows = "transactions(first: 500) { nodes { id account {";
            format!("{{ {rows} {rows} id }} }} }} }} }} }} }}")
        }),
        ("rows of rows by alias", {
            let rows = repeated(10, |number| {
                format!(
                    "a{number}: transactions(first: 500) {{ nodes {{ id name date pending direction \
                         merchantName amount {{ amount currency }} category {{ id name }} }} }}"
                )
            });
            format!("{{ {rows} }}")
        }),
        ("circular introspection", format!("{{ {introspection} }}")),
        (
            "introspection by alias",
            format!(
                "{{ {} }}",
                repeated(6, |number| { format!("a{number}: __schema {{ types {{ name }} }}") })
            ),
        ),
        ("introspection by ofType", {
            format!(
                "{{ __schema {{ types {{ {} name {} }} }} }}",
                "ofType { ".repeat(25),
                "}".repeat(25)
            )
        }),
        ("a block string without an end", format!("{{ node(id: \"\"\" {}", "[".repeat(1_000))),
    ]
}
