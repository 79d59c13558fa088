//! One operation on its way from a door to the executor: reading its parameters, holding it against
//! the guard, and running it.
//!
//! Every door goes through here, so that none of them can leave a check out.

use std::panic::{AssertUnwindSafe, resume_unwind};

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use async_graphql::{Request, Response as Executed, ServerError, Value as GraphqlValue, Variables};
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt as _, StreamExt as _};
use serde_json::Value;
use tokio::time::timeout;
use tracing::Instrument as _;

use super::Site;
use super::answer::{SCHEMA_NOT_TOLD, TIMEOUT, completed, error, fault_error};
use super::auth::Caller;
use super::ledger::Reading;
use super::reauth::Reauth;
use super::visit::Visit;
use crate::config::Introspection;
use crate::graphql::{BrowserOrigin, Order, ResponseCookies, guard};
use crate::kernel::actor::Grant;
use crate::kernel::fault::RequestId;
use crate::kernel::origin::Origin;
use crate::platform::Platform;

/// What a client sends for one operation.
#[derive(Debug)]
pub(super) struct Parameters {
    query: String,
    operation_name: Option<String>,
    variables: Variables,
}

impl Parameters {
    /// Reads the parameters from a JSON object; the error is a sentence for the client.
    pub(super) fn from_json(value: Value) -> Result<Self, &'static str> {
        let Value::Object(mut object) = value else {
            return Err("A request is one JSON object; batches are not taken.");
        };
        let query = match object.remove("query") {
            Some(Value::String(query)) => query,
            Some(_) => return Err("`query` must be a string."),
            None => return Err("`query` is missing."),
        };
        let operation_name = match object.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err("`operationName` must be a string."),
        };
        let variables = match object.remove("variables") {
            None | Some(Value::Null) => Variables::default(),
            Some(variables @ Value::Object(_)) => Variables::from_json(variables),
            Some(_) => return Err("`variables` must be an object."),
        };
        match object.remove("extensions") {
            None | Some(Value::Null | Value::Object(_)) => {}
            Some(_) => return Err("`extensions` must be an object."),
        }
        Ok(Self { query, operation_name, variables })
    }

    /// Reads the parameters from the query string of a URL, where objects are written as JSON.
    pub(super) fn from_query_string(text: &str) -> Result<Self, &'static str> {
        let mut object = serde_json::Map::new();
        for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
            let value = match name.as_ref() {
                // A form that leaves a field empty means none.
                _ if value.is_empty() => continue,
                "query" | "operationName" => Value::String(value.into_owned()),
                "variables" | "extensions" => serde_json::from_str(&value).map_err(
                    |_| "`variables` and `extensions` must be objects, written as JSON.",
                )?,
                _ => continue,
            };
            if object.insert(name.into_owned(), value).is_some() {
                return Err("A parameter may be given once.");
            }
        }
        Self::from_json(Value::Object(object))
    }
}

/// Who asks for an operation, and by which way.
pub(super) struct Asker<'a> {
    pub(super) caller: Caller,
    pub(super) request_id: &'a RequestId,
    pub(super) origin: &'a Origin,
    /// Where a resolver leaves its wish for a cookie. Doors that can't set one never look.
    pub(super) cookies: ResponseCookies,
}

/// An operation that may be run.
pub(super) struct Operation {
    request: Request,
    request_id: RequestId,
    /// What has to be asked before a mutation is run.
    reauth: Option<Reauth>,
    /// What it may cost, by the guard's estimate.
    pub(super) cost: u32,
    /// What is to be noted of it, where a key asks.
    reading: Option<Reading>,
    /// How its fields are to stand.
    order: Order,
    /// None where the document doesn't say: the executor will tell what is wrong with it.
    pub(super) kind: Option<OperationType>,
}

impl Operation {
    /// Holds an operation against the guard. What is refused comes back as the executor would say
    /// it.
    pub(super) fn prepare(
        site: &Site,
        asker: Asker<'_>,
        parameters: Parameters,
    ) -> Result<Self, Box<Executed>> {
        let mut request = Request::new(parameters.query).variables(parameters.variables);
        request.operation_name = parameters.operation_name;
        let refused = |error| {
            let executed = Executed::from_errors(vec![error]);
            Box::new(completed(executed, asker.request_id))
        };
        let weighed = guard::check(&mut request, &site.limits.guard);
        let weighed = weighed.map_err(|error| refused(error.into()))?;
        if weighed.introspects && !may_introspect(site, &asker.caller) {
            return Err(refused(error("FORBIDDEN", SCHEMA_NOT_TOLD)));
        }

        let (name, variables) =
            (request.operation_name.clone(), std::mem::take(&mut request.variables));
        let definition =
            request.parsed_query().ok().and_then(|document| chosen(document, name.as_deref()));
        let kind = definition.map(|definition| definition.ty);
        if let Some(missing) =
            definition.and_then(|definition| missing_variable(definition, &variables))
        {
            let message = format!("The variable ${missing} must be given and not be null.");
            return Err(refused(error("BAD_USER_INPUT", &message)));
        }
        let reauth = request.parsed_query().ok().and_then(|document| {
            let operation = chosen(document, name.as_deref())?;
            Reauth::of(site, asker.caller.actor, document, operation)
        });
        let grant = asker.caller.actor.and_then(|actor| actor.grant());
        let reading = match (grant, request.parsed_query().ok()) {
            (Some(grant), Some(document)) => {
                may_run(site, grant, document, name.as_deref()).map_err(refused)?
            }
            _ => None,
        };
        let order = request
            .parsed_query()
            .ok()
            .and_then(|document| Some(Order::of(document, chosen(document, name.as_deref())?)));
        let order = order.unwrap_or_default();
        request.variables = variables;

        let Caller { actor, presented, from_own_page, .. } = asker.caller;
        request = request
            .data(asker.request_id.clone())
            .data(asker.origin.clone())
            .data(asker.cookies)
            .data(BrowserOrigin(from_own_page));
        if let Some(actor) = actor {
            request = request.data(actor);
        }
        if let Some(presented) = presented {
            request = request.data(presented);
        }
        let cost = u32::try_from(weighed.cost).unwrap_or(u32::MAX);
        let request_id = asker.request_id.clone();
        Ok(Self { request, request_id, reauth, cost, reading, order, kind })
    }

    /// Runs the operation. A query and a mutation have one response, a subscription has any number.
    /// A mutation goes on when nobody waits for its response any more: half of one is worse. A query
    /// that takes too long is given up; what a mutation asks elsewhere has bounds of its own. Both end
    /// where the database falls silent.
    pub(super) fn run(self, site: &Site, visit: &Visit) -> BoxStream<'static, Executed> {
        let Self { request, request_id, reauth, reading, order, kind, .. } = self;
        let query_time = site.limits.query_time;
        let schema = site.schema.clone();
        let responses = match kind {
            Some(OperationType::Subscription) => schema.execute_stream(request),
            Some(OperationType::Mutation) => {
                let platform = site.platform.clone();
                let run = async move {
                    let run = async {
                        match reauth {
                            Some(reauth) => match reauth.check(&platform).await {
                                Ok(()) => schema.execute(request).await,
                                Err(refused) => Executed::from_errors(vec![refused]),
                            },
                            None => schema.execute(request).await,
                        }
                    };
                    spoken(&platform, run).await
                };
                let run = run.in_current_span();
                let run = visit.tasks.spawn(run);
                let run = run
                    .map(|ended| ended.unwrap_or_else(|error| resume_unwind(error.into_panic())));
                stream::once(run).boxed()
            }
            Some(OperationType::Query) | None => {
                let platform = site.platform.clone();
                let run = async move {
                    let run = spoken(&platform, schema.execute(request));
                    timeout(query_time, run).await.unwrap_or_else(|_| too_slow())
                };
                stream::once(run).boxed()
            }
        };
        let (site, visit) = (site.clone(), visit.clone());
        let noted = responses.inspect(move |executed| {
            if let Some(reading) = &reading {
                reading.note(&site, &visit, executed);
            }
        });
        let ordered = noted.map(move |mut executed| {
            order.put(&mut executed.data);
            executed
        });
        ordered.map(move |executed| completed(executed, &request_id)).boxed()
    }
}

/// What comes out of a run, or that the database has fallen silent meanwhile.
async fn spoken(platform: &Platform, run: impl Future<Output = Executed>) -> Executed {
    platform.db.while_it_speaks(run).await.unwrap_or_else(|fault| {
        tracing::error!(fault = fault.story(), "an operation was given up");
        Executed::from_errors(vec![fault_error(&fault)])
    })
}

fn too_slow() -> Executed {
    let message = "The query took too long and was given up. Ask for less at once.";
    Executed::from_errors(vec![error(TIMEOUT, message)])
}

/// Whether the schema is told to whoever asks.
pub(super) fn may_introspect(site: &Site, caller: &Caller) -> bool {
    match site.platform.config.clients.introspection {
        Introspection::On => true,
        Introspection::SignedIn => caller.actor.is_some(),
        Introspection::Off => false,
    }
}

/// Whether a key may ask for all that an operation asks for. If it may, what it reads is to be noted.
fn may_run(
    site: &Site,
    grant: Grant,
    document: &ExecutableDocument,
    name: Option<&str>,
) -> Result<Option<Reading>, ServerError> {
    let Some(operation) = chosen(document, name) else { return Ok(None) };
    let asked = guard::fields(&site.declared, document, operation);
    guard::refuse_key(&asked, grant.scopes)?;
    Ok(Some(Reading::new(grant, &asked, (document, operation))))
}

/// Ends a stream with a masked error where a resolver panics. Where an answer has begun already,
/// nobody else could tell the client.
pub(super) fn without_panics(
    responses: BoxStream<'static, Executed>,
    request_id: RequestId,
) -> BoxStream<'static, Executed> {
    let caught = AssertUnwindSafe(responses).catch_unwind();
    let masked = caught.map(move |executed| {
        executed.unwrap_or_else(|_| {
            tracing::error!(request_id = request_id.0, "a resolver panicked");
            let message =
                "Something went wrong on our side. Give the request id when you report it.";
            let masked = Executed::from_errors(vec![error("INTERNAL", message)]);
            completed(masked, &request_id)
        })
    });
    masked.boxed()
}

/// The operation that the executor would run.
fn chosen<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Option<&'a OperationDefinition> {
    let definition = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) if operations.len() == 1 => {
            operations.values().next()
        }
        (DocumentOperations::Single(_), Some(_)) | (DocumentOperations::Multiple(_), None) => None,
    };
    definition.map(|definition| &definition.node)
}

/// A variable that has to have a value and has none. The executor looks only where one is used.
fn missing_variable(definition: &OperationDefinition, variables: &Variables) -> Option<String> {
    let definitions = definition.variable_definitions.iter().map(|definition| &definition.node);
    let mut required = definitions.filter(|definition| !definition.var_type.node.nullable);
    let missing = required.find(|definition| match variables.get(&definition.name.node) {
        Some(value) => *value == GraphqlValue::Null,
        None => definition.default_value.is_none(),
    });
    missing.map(|definition| definition.name.node.to_string())
}
