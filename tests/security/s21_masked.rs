//! S21: what breaks on our side is told by a code and the request's id, and by nothing else.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, InputValueDefinition, ServiceDocument, Type, TypeKind, TypeSystemDefinition,
};
use sea_orm::{ConnectionTrait as _, DatabaseConnection, Statement};
use serde_json::{Value, json};

use crate::support::{Api, Database, Server, each_database};

/// Words of ours and of the databases' that no answer may hold.
const SECRETS: [&str; 14] = [
    "select ",
    "insert ",
    "update ",
    "delete from",
    "no such",
    "does not exist",
    "sqlite",
    "postgres",
    "sqlx",
    "seaorm",
    "sea_orm",
    "panicked",
    ".rs",
    "/src",
];

/// The tables that it takes to know who asks: they are broken last.
const OF_SIGNING_IN: [&str; 3] = ["users", "sessions", "api_keys"];

each_database!(async fn s21_a_broken_database_is_told_by_a_code_and_an_id(database) {
    let server = Server::start(database).await;
    let alice = server.signed_up("alice").await;
    let operations = operations();
    assert!(operations.len() >= 20, "{operations:?}");
    let db = sea_orm::Database::connect(server.database_url()).await.unwrap();
    break_tables(&db, |table| !OF_SIGNING_IN.contains(&table)).await;
    let mut internal = 0;
    for operation in operations.iter().filter(|operation| !operation.contains("logout")) {
        internal += told(&alice, operation).await;
    }
    assert!(internal >= 8, "only {internal} of {} met the database", operations.len());
    break_tables(&db, |_| true).await;
    let broken = told(&alice, "{ viewer { username } }").await;
    assert_eq!(broken, 1);
    let stranger = server.anonymous();
    let login = "mutation { login(input: { username: \"alice\", password: \"a guess of mine\" }) { token } }";
    assert_eq!(told(&stranger, login).await, 1);
});

#[tokio::test(flavor = "multi_thread")]
async fn s21_a_panic_is_told_by_a_code_and_an_id() {
    let panic = [("FLORIN_FAILPOINT", "link.before_commit:panic:1")];
    let server = Server::start_with(Database::Sqlite, &panic).await;
    let alice = server.signed_up("alice").await;
    let public_token = alice.public_token("ins_109508", "user_good").await;
    let link = "mutation ($token: String!) { exchangePublicToken(input: { publicToken: $token }) {
        item { id } userErrors { code } } }";
    let answer = alice.send(link, json!({ "token": public_token })).await;
    assert_eq!(masked(&alice, link, &answer), 1, "{answer}");
    // The server lives on.
    assert_eq!(
        alice.ask("{ viewer { username } }", Value::Null).await["viewer"]["username"],
        "alice"
    );
}

/// How many errors of faults an operation is answered with; none of them may tell more than it should.
async fn told(api: &Api, operation: &str) -> usize {
    let answer = api.send(operation, Value::Null).await;
    masked(api, operation, &answer)
}

fn masked(api: &Api, operation: &str, answer: &Value) -> usize {
    let text = answer.to_string().to_ascii_lowercase();
    for secret in SECRETS {
        assert!(!text.contains(secret), "{operation}: {answer}");
    }
    if let Some(token) = &api.token {
        assert!(!text.contains(&token.to_ascii_lowercase()), "{operation}: {answer}");
    }
    let errors = answer["errors"].as_array().map_or(&[][..], Vec::as_slice);
    let faults = errors.iter().filter(|error| error["extensions"]["code"] == "INTERNAL");
    let mut count = 0;
    for fault in faults {
        let extensions = fault["extensions"].as_object().unwrap();
        assert_eq!(extensions.keys().collect::<Vec<_>>(), ["code", "requestId"], "{operation}");
        let message = "Something went wrong on our side. Give the request id when you report it.";
        assert_eq!(fault["message"], message, "{operation}");
        count += 1;
    }
    count
}

/// Takes tables away behind the server's back.
async fn break_tables(db: &DatabaseConnection, breaks: impl Fn(&str) -> bool) {
    let backend = db.get_database_backend();
    let list = match backend {
        sea_orm::DbBackend::Sqlite => "select name from sqlite_master where type = 'table'",
        _ => "select tablename as name from pg_tables where schemaname = current_schema()",
    };
    let rows = db.query_all_raw(Statement::from_string(backend, list)).await.unwrap();
    for row in rows {
        let table: String = row.try_get("", "name").unwrap();
        if breaks(&table) && !table.starts_with("sqlite_") && !table.starts_with("broken_") {
            let rename = format!("alter table \"{table}\" rename to \"broken_{table}\"");
            db.execute_unprepared(&rename).await.unwrap();
        }
    }
}

/// An operation for each field of the query and the mutation, with arguments that are well-formed. An
/// id may be of anything, so there is one operation for each kind of id.
fn operations() -> Vec<String> {
    let schema = parse_schema(florin::graphql::sdl()).unwrap();
    let mut operations = Vec::new();
    for (root, word) in [("Query", "query"), ("Mutation", "mutation")] {
        let Some(TypeKind::Object(object)) = kind(&schema, root) else { panic!("{root}") };
        for field in &object.fields {
            let field = &field.node;
            for prefix in ["item", "acc", "txn", "job", "usr", "ses", "key"] {
                let arguments: Vec<_> = field
                    .arguments
                    .iter()
                    .filter_map(|argument| value(&schema, &argument.node, prefix))
                    .collect();
                let arguments = if arguments.is_empty() {
                    String::new()
                } else {
                    format!("({})", arguments.join(", "))
                };
                let scalar = is_scalar(&schema, &field.ty.node);
                let selection = if scalar { "" } else { "{ __typename }" };
                operations.push(format!("{word} {{ {}{arguments} {selection} }}", field.name.node));
            }
        }
    }
    operations.sort();
    operations.dedup();
    operations
}

fn kind<'a>(schema: &'a ServiceDocument, name: &str) -> Option<&'a TypeKind> {
    schema.definitions.iter().find_map(|definition| match definition {
        TypeSystemDefinition::Type(found) if found.node.name.node == name => Some(&found.node.kind),
        _ => None,
    })
}

fn base(ty: &Type) -> &str {
    match &ty.base {
        BaseType::Named(name) => name,
        BaseType::List(inner) => base(inner),
    }
}

fn is_scalar(schema: &ServiceDocument, ty: &Type) -> bool {
    matches!(kind(schema, base(ty)), None | Some(TypeKind::Scalar | TypeKind::Enum(_)))
}

/// `name: value` for an argument that must be given, or is an id.
fn value(
    schema: &ServiceDocument,
    definition: &InputValueDefinition,
    prefix: &str,
) -> Option<String> {
    let (name, ty) = (&definition.name.node, &definition.ty.node);
    let is_needed = !ty.nullable && definition.default_value.is_none();
    if !is_needed && base(ty) != "ID" {
        return None;
    }
    let one = match base(ty) {
        "ID" => format!("\"{prefix}_01890a5dac96774bbcceb302099a8057\""),
        "Int" => "1".to_owned(),
        "Boolean" => "true".to_owned(),
        "Date" => "\"2026-11-01\"".to_owned(),
        "DateTime" => "\"2026-11-01T00:00:00Z\"".to_owned(),
        "Decimal" => "\"1\"".to_owned(),
        other => match kind(schema, other) {
            Some(TypeKind::Enum(words)) => words.values[0].node.value.node.to_string(),
            Some(TypeKind::InputObject(input)) => {
                let fields = input.fields.iter();
                let fields: Vec<_> =
                    fields.filter_map(|field| value(schema, &field.node, prefix)).collect();
                format!("{{ {} }}", fields.join(", "))
            }
            _ => "\"a word of twelve\"".to_owned(),
        },
    };
    let is_list = matches!(ty.base, BaseType::List(_));
    Some(if is_list { format!("{name}: [{one}]") } else { format!("{name}: {one}") })
}
