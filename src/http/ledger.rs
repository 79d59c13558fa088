//! What keys read, on its way to the ledger that their owners see: counted beside each answer and
//! written apart from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_graphql::Response as Executed;
use async_graphql::parser::types::{ExecutableDocument, OperationDefinition};

use super::Site;
use super::visit::Visit;
use crate::features::keys;
use crate::graphql::guard::{Asked, Need, rows_told};
use crate::kernel::actor::Grant;
use crate::kernel::scope::Scope;

/// What one operation of a key asks for.
#[derive(Clone)]
pub(super) struct Reading(Arc<Inside>);

struct Inside {
    grant: Grant,
    scopes: Vec<Scope>,
    document: ExecutableDocument,
    operation: OperationDefinition,
}

impl Reading {
    /// Of an operation whose fields these are.
    pub(super) fn new(
        grant: Grant,
        asked: &[Asked<'_>],
        (document, operation): (&ExecutableDocument, &OperationDefinition),
    ) -> Self {
        let scopes = asked.iter().filter_map(|asked| match asked.rule.need {
            Need::Scope(scope) => Some(scope),
            Need::Public | Need::Session => None,
        });
        Self(Arc::new(Inside {
            grant,
            scopes: scopes.collect(),
            document: document.clone(),
            operation: operation.clone(),
        }))
    }

    /// Counts an answer. That it is written down isn't waited for; the server waits before it ends.
    pub(super) fn note(&self, site: &Site, visit: &Visit, answer: &Executed) {
        let Inside { grant, scopes, document, operation } = &*self.0;
        let mut rows: BTreeMap<_, _> = scopes.iter().map(|scope| (*scope, 0)).collect();
        rows.extend(rows_told(&site.declared, document, operation, &answer.data));
        let (platform, grant) = (site.platform.clone(), *grant);
        visit.tasks.spawn(async move {
            if let Err(fault) = keys::note_reads(&platform, grant, rows).await {
                tracing::error!(fault = fault.story(), "what a key read could not be noted");
            }
        });
    }
}
