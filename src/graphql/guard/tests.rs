//! What the guard refuses and what it lets pass. Work is counted in steps, not timed.

use std::fmt::Write as _;

use async_graphql::{Request, Variables};

use super::{Limits, Refused, check, weight};

fn checked(query: &str) -> Result<(), Refused> {
    check(&mut Request::new(query), &Limits::default()).map(|_| ())
}

/// Fragments that each spread the next one some times: 2^n selections in n lines.
fn fan_out(levels: usize, spreads: usize) -> String {
    let mut query = String::from("{ ...F0 }");
    for level in 0..levels {
        let next = format!("...F{} ", level + 1).repeat(spreads);
        write!(query, " fragment F{level} on Query {{ {next}}}").unwrap();
    }
    write!(query, " fragment F{levels} on Query {{ __typename }}").unwrap();
    query
}

fn too_many(what: &'static str, most: u64) -> Result<(), Refused> {
    Err(Refused::TooMany { what, most })
}

#[test]
fn fragments_that_multiply_are_refused_after_one_look_at_each() {
    for (levels, spreads) in [(16, 2), (18, 2), (20, 2), (32, 2), (49, 2), (8, 7), (40, 20)] {
        let query = fan_out(levels, spreads);
        let refused = checked(&query);
        assert!(
            matches!(refused, Err(Refused::TooMany { .. })),
            "{levels} x {spreads}: {refused:?}"
        );
        let mut request = Request::new(query);
        let document = request.parsed_query().unwrap();
        let steps = weight::steps(document, &Variables::default());
        assert_eq!(steps, levels * spreads + 2, "{levels} x {spreads}");
    }
}

#[test]
fn spreads_of_unknown_fragments_count_as_well() {
    let query = fan_out(20, 2).replace("fragment F20 on Query { __typename }", "");
    assert_eq!(checked(&query), too_many("selections", 4_000));
}

#[test]
fn aliases_and_repetitions_are_counted_typename_included() {
    let aliases = |count: usize| {
        (0..count).fold(String::new(), |mut fields, n| {
            write!(fields, "a{n}:__typename ").unwrap();
            fields
        })
    };
    assert_eq!(checked(&format!("{{ viewer {{ {} }} }}", aliases(30))), Ok(()));
    let refused = too_many("aliases and repeated fields", 30);
    assert_eq!(checked(&format!("{{ viewer {{ {} }} }}", aliases(31))), refused);
    assert_eq!(checked(&format!("{{ viewer {{ {} }} }}", "__typename ".repeat(32))), refused);
    assert_eq!(checked(&format!("{{ {} }}", aliases(21))), too_many("root fields", 20));
    assert_eq!(checked(&format!("{{ {} }}", aliases(50_000))), too_many("bytes", 16_384));
    assert_eq!(checked(&format!("{{ {} }}", "a ".repeat(2_000))), too_many("tokens", 2_000));
}

#[test]
fn depth_is_bounded_through_fragments_and_before_the_parser() {
    let nested = |depth: usize| format!("{}{}", "{ a ".repeat(depth), "}".repeat(depth));
    assert_eq!(checked(&nested(10)), Ok(()));
    assert_eq!(checked(&nested(11)), too_many("fields within fields", 10));
    let brackets = too_many("brackets within brackets", 50);
    assert_eq!(checked(&nested(900)), brackets);
    assert_eq!(checked(&format!("{{ a(x: {}) }}", "[".repeat(500))), brackets);
    let split = "{ a { a { a { a { a { a { ...F } } } } } } } fragment F on A { a { a { a { a { a \
                 { a { a } } } } } } }";
    assert_eq!(checked(split), too_many("fields within fields", 10));
}

#[test]
fn fragments_in_circles_are_refused_used_or_not() {
    let circles = "fragment F on A { a { ...G } } fragment G on A { ...F }";
    assert_eq!(checked(&format!("{{ ...F }} {circles}")), Err(Refused::FragmentCycle));
    assert_eq!(checked(&format!("{{ a }} {circles}")), Err(Refused::FragmentCycle));
    let many = (0..51).fold(String::from("{ a }"), |mut query, n| {
        write!(query, " fragment F{n} on A {{ a }}").unwrap();
        query
    });
    assert_eq!(checked(&many), too_many("fragments", 50));
}

#[test]
fn directives_are_counted_where_they_take_effect() {
    let at_once = |count: usize| "@include(if: true) ".repeat(count);
    assert_eq!(checked(&format!("{{ a {} }}", at_once(10))), Ok(()));
    for query in [
        format!("{{ a {} }}", at_once(11)),
        format!("{{ ... {} {{ a }} }}", at_once(11)),
        format!("query {} {{ a }}", at_once(11)),
        format!("query($a: Int {}) {{ a }}", at_once(11)),
        format!("{{ ...F }} fragment F on A {} {{ a }}", at_once(11)),
    ] {
        assert_eq!(checked(&query), too_many("directives in one place", 10), "{query}");
    }
    let fields = (0..26).fold(String::new(), |mut fields, n| {
        write!(fields, "f{n} @skip(if: false) ").unwrap();
        fields
    });
    let query = format!("{{ a {{ ...F }} b {{ ...F }} }} fragment F on A {{ {fields} }}");
    assert_eq!(checked(&query), too_many("directives", 50));
}

#[test]
fn one_document_gives_a_password_once_however_it_is_written() {
    let login = "login(input: {username: \"a\", password: \"b\"}) { token }";
    assert_eq!(checked(&format!("mutation {{ {login} }}")), Ok(()));
    for query in [
        format!("mutation {{ a: {login} b: {login} }}"),
        format!("mutation {{ {login} {login} }}"),
        format!("mutation {{ ...F ...F }} fragment F on Mutation {{ {login} }}"),
        format!("mutation {{ {login} ... {{ signup {{ token }} }} }}"),
        "mutation { a: confirmPassword { token } b: confirmPassword { token } }".to_owned(),
    ] {
        assert_eq!(checked(&query), Err(Refused::SignInTwice), "{query}");
    }
}

const FIFTEEN_FIELDS: &str = "id date authorizedDate name merchantName pending paymentChannel \
     direction amount { amount currency } category { id name } account { id }";

#[test]
fn honest_pages_pass_however_the_number_of_rows_is_given() {
    for query in [
        format!("{{ transactions(first: 500) {{ nodes {{ {FIFTEEN_FIELDS} }} totalCount }} }}"),
        format!("{{ transactions(last: 500) {{ edges {{ node {{ {FIFTEEN_FIELDS} }} }} }} }}"),
        format!("{{ items {{ accounts {{ transactions {{ nodes {{ {FIFTEEN_FIELDS} }} }} }} }} }}"),
        format!(
            "{{ accounts {{ id transactions(first: 100) {{ nodes {{ {FIFTEEN_FIELDS} }} }} }} }}"
        ),
    ] {
        assert_eq!(checked(&query), Ok(()), "{query}");
    }
}

#[test]
fn rows_within_rows_cost_their_product() {
    let within = |first: &str| {
        format!(
            "query($n: Int = 2) {{ transactions(first: {first}) {{ ...T }} }} \
             fragment T on TransactionConnection {{ edges {{ node {{ account {{ \
             transactions(first: {first}) {{ nodes {{ id name }} }} }} }} }} }}"
        )
    };
    assert_eq!(checked(&within("10")), Ok(()));
    assert_eq!(checked(&within("$n")), Ok(()));
    assert!(matches!(checked(&within("500")), Err(Refused::TooCostly { .. })));
    let variables = serde_json::json!({ "n": 500 });
    let mut request = Request::new(within("$n")).variables(Variables::from_json(variables));
    let refused = check(&mut request, &Limits::default());
    assert!(matches!(refused, Err(Refused::TooCostly { .. })), "{refused:?}");
    let variables = serde_json::json!({ "n": u64::MAX });
    let mut request = Request::new(within("$n")).variables(Variables::from_json(variables));
    let saturated = Refused::TooCostly { cost: u64::MAX, most: 50_000 };
    assert_eq!(check(&mut request, &Limits::default()), Err(saturated));
}

/// What graphql-js's `getIntrospectionQuery` writes with every option on, as GraphiQL sends it.
const INTROSPECTION: &str = "\
     query IntrospectionQuery { __schema { description queryType { name } mutationType { name } \
     subscriptionType { name } types { ...FullType } directives { name description isRepeatable \
     locations args(includeDeprecated: true) { ...InputValue } } } } fragment FullType on __Type \
     { kind name description specifiedByURL isOneOf fields(includeDeprecated: true) { name \
     description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated \
     deprecationReason } inputFields(includeDeprecated: true) { ...InputValue } interfaces { \
     ...TypeRef } enumValues(includeDeprecated: true) { name description isDeprecated \
     deprecationReason } possibleTypes { ...TypeRef } } fragment InputValue on __InputValue { \
     name description type { ...TypeRef } defaultValue isDeprecated deprecationReason } fragment \
     TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name \
     ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind \
     name ofType { kind name } } } } } } } } } }";

#[test]
fn a_ready_made_introspection_passes_and_a_circular_one_does_not() {
    assert_eq!(checked(INTROSPECTION), Ok(()));
    let circular =
        "{ __type(name: \"Query\") { fields { type { fields { type { fields { name } } } } } } }";
    assert_eq!(checked(circular), too_many("introspection lists within lists", 2));
    let deep = format!(
        "{{ __schema {{ types {{ {}name{} }} }} }}",
        "ofType { ".repeat(20),
        " }".repeat(20)
    );
    assert_eq!(checked(&deep), too_many("fields within fields", 20));
    let schemas = (0..6).fold(String::new(), |mut fields, n| {
        write!(fields, "a{n}: __schema {{ queryType {{ name }} }} ").unwrap();
        fields
    });
    assert_eq!(checked(&format!("{{ {schemas} }}")), too_many("introspections", 5));
}

#[test]
fn what_does_not_parse_is_left_to_the_executor() {
    for query in ["", "{", "{ a ", "hello", "{ a(x: \"open) }", "query { } }"] {
        assert_eq!(checked(query), Ok(()), "{query}");
    }
}

#[test]
fn each_operation_is_weighed_alone() {
    let query = (0..15).fold(String::new(), |mut query, n| {
        write!(query, "query Q{n} {{ a: x b: x c: x }} ").unwrap();
        query
    });
    assert_eq!(checked(&query), Ok(()));
}
